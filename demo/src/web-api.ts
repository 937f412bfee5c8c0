import { DemoError } from './demo-error';

/** The little of DHIS2's Web API that the demo itself calls: making ready before a sync, and reading back after it. */
export interface WebApi {
  /** Address without `/api`. */
  readonly url: string;
  get<T>(path: string, parameters?: Readonly<Record<string, string>>): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
}

/**
 * Binds the Web API to one sign-in.
 * @param authorization - The header's value.
 */
export function createWebApi(url: string, authorization: string): WebApi {
  const call = async <T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/api/${path}`, {
      method,
      redirect: 'manual',
      headers: { authorization, accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: Error) => {
      throw new DemoError(`DHIS2 at ${url} cannot be reached: ${describeCause(error)}. Is DHIS2_URL right?`);
    });
    const text = await response.text();
    if (!response.ok) throw new DemoError(describeAnswer(url, `${method} /api/${path}`, response.status, text));
    return (text === '' ? {} : parse(text, url)) as T;
  };
  return {
    url,
    get: (path, parameters = {}) => call('GET', `${path}?${new URLSearchParams(parameters).toString()}`),
    post: (path, body) => call('POST', path, body),
  };
}

/** The header of a sign-in by name and password. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function parse(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DemoError(`${url} answers, but not as DHIS2's Web API does. Does DHIS2_URL lack a context path?`);
  }
}

function describeCause(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function describeAnswer(url: string, request: string, status: number, text: string): string {
  if (status === 401 || (status >= 300 && status < 400)) {
    return `DHIS2 at ${url} does not accept the sign-in (${status}). Check DHIS2_USERNAME and DHIS2_PASSWORD, or DHIS2_TOKEN.`;
  }
  let message = '';
  try {
    message = (JSON.parse(text) as { message?: string }).message ?? '';
  } catch {
    // An HTML page: the status is all there is to tell.
  }
  return `DHIS2 at ${url} answered ${status} to ${request.split('?')[0]}${message && `: ${message}`}`;
}
