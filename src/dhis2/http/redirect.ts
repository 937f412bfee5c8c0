/** Login pages of DHIS2 and of what may stand in front of it; their host is not always the one that was asked. */
const LOGIN_PATH = /\/(dhis-web-login|login|login\.action|index\.html)\/?$/;

/**
 * Says where DHIS2 has moved, if a redirect means that.
 *
 * DHIS2 itself redirects the Web API to its login page only; anything else is an address that has moved or a sign-in page in
 * front. Only origin and path of `location` are shown: a query may hold a session or a token.
 * @returns Undefined for a login page, that is when the request was not signed in.
 */
export function movedTo(
  location: string,
  asked: { readonly url: string; readonly baseUrl: string },
): string | undefined {
  const from = new URL(asked.url);
  let to: URL;
  try {
    to = new URL(location, asked.url);
  } catch {
    return 'base_url redirects to an address that cannot be read. Check base_url.';
  }
  const apiPath = from.pathname.slice(new URL(asked.baseUrl).pathname.replace(/\/$/, '').length);
  if (to.pathname.endsWith(apiPath)) {
    return `base_url redirects to ${to.origin}${to.pathname.slice(0, -apiPath.length)}: use that address.`;
  }
  // DHIS2 from 2.42 on does so with what it has not (recorded exchange 017).
  if (to.origin === from.origin && to.pathname === `${from.pathname}/`) {
    return `DHIS2 has no Web API at base_url: it redirects to ${to.pathname}, as it does with paths that it does not know. Check base_url: it ends with DHIS2's context path, if there is one, and has nothing of what a browser shows behind that (/dhis-web-…, /apps/…, /api/…).`;
  }
  if (to.origin === from.origin || LOGIN_PATH.test(to.pathname)) return undefined;
  return `base_url redirects to ${to.origin}: if DHIS2 has moved there, use that address; if it is a sign-in page in front of DHIS2, let the connector reach the Web API without it.`;
}
