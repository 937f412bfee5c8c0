import { PASSWORDS } from '../support/sandbox';

/** Signs in through the login page's JSON and returns the session id. */
export async function signedInCookie(url: string, username: keyof typeof PASSWORDS): Promise<string> {
  const answer = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: PASSWORDS[username] }),
  });
  return /JSESSIONID=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? '';
}

/** What a client asks a user for. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly scope: string;
  readonly username: keyof typeof PASSWORDS;
  /** More parameters, such as a code challenge. */
  readonly more?: Readonly<Record<string, string>>;
}

/** Walks through authorization and consent as a browser does, and returns the code. */
export async function authorizationCode(
  url: string,
  { clientId, scope, username, more = {} }: AuthorizationRequest,
): Promise<string> {
  const headers = { cookie: `JSESSIONID=${await signedInCookie(url, username)}`, accept: 'text/html' };
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    scope,
    redirect_uri: 'http://localhost:9999/callback',
    state: 'xyz',
    ...more,
  });
  const first = await fetch(`${url}/oauth2/authorize?${query.toString()}`, { headers, redirect: 'manual' });
  const answer = first.status === 200 ? await agree(url, headers, await first.text()) : first;
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

async function agree(url: string, headers: Readonly<Record<string, string>>, page: string): Promise<Response> {
  const fields = [...page.matchAll(/<input [^>]*name="(\w+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value] as [string, string],
  );
  return fetch(`${url}/oauth2/authorize`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
    redirect: 'manual',
  });
}
