/** DHIS2's login page in small: a form that posts to itself and leads on to where the visitor wanted to go. */
export function loginPage(next: string, problem: string | undefined): string {
  const alert = problem === undefined ? '' : `<p role="alert">${escapeHtml(problem)}</p>`;
  return page(
    'Log in',
    `<h1>Log in</h1>${alert}
<form method="post">
  <input type="hidden" name="next" value="${escapeHtml(next)}">
  <label for="username">Username</label><input id="username" name="username" autocomplete="username">
  <label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password">
  <button type="submit">Log in</button>
</form>`,
  );
}

/** What the consent page shows, and what its form sends back. */
export interface Consent {
  readonly clientId: string;
  readonly username: string;
  readonly state: string;
  /** Scopes to agree to; `openid` needs no consent. */
  readonly scopes: readonly string[];
}

/** The consent page of the authorization server (transcript 358): a box for each scope, and two buttons. */
export function consentPage({ clientId, username, state, scopes }: Consent): string {
  const boxes = scopes.map((scope) => {
    const name = escapeHtml(scope);
    return `<div><input type="checkbox" name="scope" value="${name}" id="${name}"><label for="${name}">${name}</label></div>`;
  });
  return page(
    'Consent required',
    `<h1>Consent required</h1>
<p><b>${escapeHtml(clientId)}</b> wants to access your account <b>${escapeHtml(username)}</b></p>
<form name="consent_form" method="post" action="/oauth2/authorize">
  <input type="hidden" name="client_id" value="${escapeHtml(clientId)}">
  <input type="hidden" name="state" value="${escapeHtml(state)}">
  ${boxes.join('\n  ')}
  <button type="submit" id="submit-consent">Submit Consent</button>
  <button type="button" id="cancel-consent" onclick="document.consent_form.reset();document.consent_form.submit()">Cancel</button>
</form>`,
  );
}

/** The approval page of the old authorization endpoint, up to 2.41. */
export function approvalPage(clientName: string, parameters: string): string {
  return page(
    'Approve access',
    `<h1>Approve access</h1>
<p>Do you authorize <b>${escapeHtml(clientName)}</b> to access your protected resources?</p>
<form method="post" action="/uaa/oauth/authorize?${escapeHtml(parameters)}">
  <input type="hidden" name="user_oauth_approval" value="true">
  <button type="submit" id="authorize">Authorize</button>
</form>`,
  );
}

/** A whole page around some content. */
export function page(title: string, content: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>body{font-family:sans-serif;max-width:28rem;margin:4rem auto;color:#212934}label{display:block;margin-top:1rem}
input:not([type=checkbox]){width:100%;padding:.5rem;box-sizing:border-box}button{margin-top:1.5rem;padding:.5rem 1.5rem}
div label{display:inline;margin-left:.5rem}[role=alert]{color:#b61c1c}</style></head>
<body>${content}</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
