import { PASSWORDS } from './sandbox';

/** What the person does at DHIS2's consent page. */
export type Decision = 'agree' | 'tick-nothing';

/**
 * Does by plain requests what a person does in a browser: follows an authorization address to the login, logs in, decides.
 *
 * @returns The address that the browser is sent back to; it is not called.
 */
export async function goThroughLogin(
  address: string,
  user: keyof typeof PASSWORDS = 'connector',
  decision: Decision = 'agree',
): Promise<string> {
  const { origin } = new URL(address);
  const sentToLogin = await visit(address);
  const cookie = cookieOf(sentToLogin);
  const loginPage = new URL(sentToLogin.headers.get('location') ?? '', origin);
  const page = await (await visit(loginPage.href, cookie)).text();
  const next = unescape(/name="next" value="([^"]*)"/.exec(page)?.[1] ?? '');
  const login = await submit(loginPage.href, { next, username: user, password: PASSWORDS[user] }, cookie);
  const session = cookieOf(login);
  const consent = await visit(new URL(login.headers.get('location') ?? '', origin).href, session);
  // A client that this user has agreed to before needs no second consent.
  if (consent.status === 302) return consent.headers.get('location') ?? '';
  const html = await consent.text();
  const action = unescape(/<form[^>]* action="([^"]*)"/.exec(html)?.[1] ?? '');
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of hidden) fields[name] = unescape(value);
  const ticked = decision === 'agree' && html.includes('type="checkbox"') ? { scope: 'username' } : {};
  const decided = await submit(new URL(action, origin).href, { ...fields, ...ticked }, session);
  return decided.headers.get('location') ?? '';
}

function visit(url: string, cookie = ''): Promise<Response> {
  return fetch(url, { redirect: 'manual', headers: { Accept: 'text/html', Cookie: cookie } });
}

function submit(url: string, fields: Readonly<Record<string, string>>, cookie: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
}

function cookieOf(response: Response): string {
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

function unescape(html: string): string {
  return html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
