import { ConfigError } from '../../errors';
import type { AnswerHeaders, Exchange, HttpAnswer } from './exchange';
import { movedTo } from './redirect';
import { failureOf, type TroubleInWords } from './trouble';

/** What was asked, as far as it matters for reading the answer. */
export interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly baseUrl: string;
  /** Whether this DHIS2 has answered JSON before, so that a web page can only be trouble in front of it. */
  readonly proven: boolean;
  /** Whether the caller can do without it, or ask otherwise: a refusal is then an answer, whoever gives it. */
  readonly refusable?: boolean;
  /** Whether it is data values that were sent: a firewall may mind the text of one of them. */
  readonly carriesValues: boolean;
}

/** What DHIS2 said when it did not accept a request's sign-in. */
export interface SignInRefusal {
  /** 401, or 400 for a mistyped personal access token, or the status of a redirect to the login page or of that page. */
  readonly status: number;
  /** Its `message`, or the challenge's description; used to choose a sentence of ours, never shown. */
  readonly reason: string;
}

/** What an answer means for the request. */
export type Reading =
  /** For the caller to read. `body` is parsed JSON, or text, or '' if there was none. */
  | Answered
  | { readonly kind: 'too-large'; readonly status: number }
  | { readonly kind: 'signed-out'; readonly refusal: SignInRefusal }
  /** Worth another attempt. `answer` is what to hand on if it stays so: DHIS2 2.43 answers 500 to some payloads for good. */
  | { readonly kind: 'trouble'; readonly trouble: TroubleInWords; readonly answer?: Answered };

interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly body: unknown;
}

/**
 * Reads one answer. Types and statuses decide; texts only choose the wording of advice.
 *
 * @throws {@link ConfigError} For what a person must change: certificates, an address that has moved, a proxy's sign-in, a
 *   missing authority, an address without a DHIS2.
 */
export function readExchange(exchange: Exchange, asked: Asked): Reading {
  const trouble = failureOf(exchange, asked.url);
  if (trouble) return { kind: 'trouble', trouble, ...lastAnswer(exchange) };
  if (exchange.kind === 'oversized') return { kind: 'too-large', status: exchange.status };
  if (exchange.kind !== 'answer') throw new Error(`unread: ${exchange.kind}`);

  const { status, headers } = exchange;
  if (status === 413) return { kind: 'too-large', status };
  if (status === 407) {
    throw new ConfigError(
      'The proxy asks for a sign-in (407): put user and password in HTTPS_PROXY, as in http://user:password@proxy:3128.',
    );
  }
  if (status >= 300 && status < 400 && headers.location !== undefined) {
    const moved = movedTo(headers.location, asked);
    if (moved) throw new ConfigError(`${moved} Credentials are never sent on to it.`);
    return { kind: 'signed-out', refusal: { status, reason: '' } };
  }
  const body = parse(exchange.text);
  if (status === 401 || (status === 400 && /^ApiToken/i.test(headers.wwwAuthenticate ?? ''))) {
    return { kind: 'signed-out', refusal: { status, reason: reasonOf(body, headers) } };
  }
  if (status === 403 && !isForReader(body, asked)) throw new ConfigError(forbidden(body, asked.url));
  if (isForeign(exchange, body, asked)) return readPage(status, exchange.text, asked);
  return { kind: 'answered', status, body: body ?? exchange.text };
}

/** A 403 that says something about what was asked: DHIS2's to a read, a firewall's to values once DHIS2 was seen to work. */
function isForReader(body: unknown, { method, proven, refusable, carriesValues }: Asked): boolean {
  if (refusable && proven) return true;
  return isWebMessage(body) ? method === 'GET' : carriesValues && proven;
}

/**
 * Whether something else than DHIS2's Web API answered: a 2xx without JSON, or a 404 to a POST that is no web message. The
 * paths posted to exist in every version, so there is no DHIS2 at this address, or Tomcat is still starting it. An empty 2xx
 * is DHIS2's own answer to some reads, never to values.
 */
function isForeign({ status, text }: HttpAnswer, body: unknown, { method, carriesValues }: Asked): boolean {
  if (status === 404) return method === 'POST' && !isWebMessage(body);
  return status >= 200 && status < 300 && body === undefined && (text !== '' || carriesValues);
}

/** A login page, a proxy's notice, or no DHIS2 at all. Never success. */
function readPage(status: number, text: string, { proven }: Asked): Reading {
  if (/type=["']?password/i.test(text)) return { kind: 'signed-out', refusal: { status, reason: '' } };
  if (!proven) {
    throw new ConfigError(
      `What answers at base_url is no DHIS2 Web API: its answer (${status}) is not DHIS2's JSON. Check base_url, which ends with DHIS2's context path and has nothing of what a browser shows behind that, and that no proxy or sign-in page stands in front.`,
    );
  }
  return {
    kind: 'trouble',
    trouble: {
      failure: { kind: 'page' },
      ...(status >= 200 && status < 300 ? { unanswered: 'foreign' as const } : {}),
      what: `Something else than DHIS2 answered (${status})`,
      advice: 'DHIS2 is starting, or a proxy or a maintenance page stands in front of it.',
    },
  };
}

/** DHIS2 2.42 and later name the authority in the message, 2.41 does not (recorded exchange 309). */
function forbidden(body: unknown, url: string): string {
  if (!isWebMessage(body)) {
    return 'Something in front of DHIS2 refuses the request (403): a proxy or a firewall. Have it let requests to the Web API through, POST ones too.';
  }
  const named = /\[([A-Z0-9_, ]+)\]/.exec(messageOf(body))?.[1];
  const authority = named ?? (new URL(url).pathname.endsWith('/dataValueSets') ? 'F_DATAVALUE_ADD' : undefined);
  if (!authority)
    return 'The user may not do this (403). Have a DHIS2 administrator do it, or grant the right to the user.';
  return `The user lacks an authority (403): ${authority}. Have a DHIS2 administrator add it to one of the user's roles.`;
}

function reasonOf(body: unknown, headers: AnswerHeaders): string {
  const { devMessage } = (body ?? {}) as { devMessage?: unknown };
  return [messageOf(body), typeof devMessage === 'string' ? devMessage : '', headers.wwwAuthenticate ?? ''].join(' ');
}

/** DHIS2's own errors have this shape in every version; those of servlet containers and proxies do not. */
function isWebMessage(body: unknown): boolean {
  return typeof (body as { httpStatusCode?: unknown } | null | undefined)?.httpStatusCode === 'number';
}

function messageOf(body: unknown): string {
  const { message } = (body ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : '';
}

function lastAnswer(exchange: Exchange): { answer?: Answered } {
  if (exchange.kind !== 'answer' || exchange.status !== 500) return {};
  return { answer: { kind: 'answered', status: 500, body: parse(exchange.text) ?? exchange.text } };
}

/** Parsed JSON, undefined for anything else. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
