import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { Readable } from 'node:stream';
import axios, { AxiosError } from 'axios';
import type { Route } from './agents';
import { type CertificateProblem, certificateProblem } from './trust';

const compress = promisify(gzip);

/** Bodies below this are sent as they are. */
const GZIP_FROM_BYTES = 1_024;
/** An import summary of 10,000 conflicts has some 4 MB; an answer beyond this bound is not read to its end. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Node's codes for a request that it will not even try. */
const UNSENDABLE: ReadonlySet<string> = new Set(['ERR_INVALID_CHAR', 'ERR_INVALID_URL', 'ERR_UNESCAPED_CHARACTERS']);

/** A body as it goes over the wire, made once for all attempts. */
export interface EncodedBody {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly gzipped: boolean;
}

/** Takes in the body of a JSON answer of 200 as it comes, in place of its text. One serves one attempt. */
export interface BodyTaker {
  /** @returns False if it wants no more: the rest of the answer is not waited for. */
  take(bytes: Buffer): boolean;
}

/** One attempt of a request. */
export interface Attempt {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: EncodedBody;
  /** For the whole attempt: a server that drips cannot hold it open. */
  readonly timeoutMs: number;
  /** The answer's body goes here if it is JSON and the status 200, however large it is. */
  readonly taker?: BodyTaker;
  /** When aborted, the attempt ends as if its time were over. */
  readonly signal?: AbortSignal;
}

/** What an attempt came to. Nothing of the request is in it: axios's errors, which hold headers and bodies, end here. */
export type Exchange =
  | HttpAnswer
  /** The answer is larger than the connector reads. */
  | { readonly kind: 'oversized'; readonly status: number }
  | { readonly kind: 'timeout' }
  /** `code` as Node has it: ECONNREFUSED, ENOTFOUND, ECONNRESET…; `idleSocket`: a kept connection had been closed; `bodySent`: after the whole request. */
  | { readonly kind: 'network'; readonly code: string; readonly idleSocket: boolean; readonly bodySent: boolean }
  | { readonly kind: 'certificate'; readonly problem: CertificateProblem };

/** An answer that was read to its end. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Empty if a taker had it. */
  readonly text: string;
}

/** The headers of an answer that mean something to the connector. */
export interface AnswerHeaders {
  readonly contentType: string;
  readonly location?: string;
  readonly retryAfter?: string;
  readonly date?: string;
  readonly wwwAuthenticate?: string;
  readonly setCookie: readonly string[];
}

/** Encodes a body, compressed if that is worth it and `mayGzip`. */
export async function encodeBody(text: string, contentType: string, mayGzip: boolean): Promise<EncodedBody> {
  const bytes = Buffer.from(text, 'utf8');
  if (!mayGzip || bytes.length < GZIP_FROM_BYTES) return { bytes, contentType, gzipped: false };
  return { bytes: await compress(bytes, { level: 1 }), contentType, gzipped: true };
}

/**
 * Makes one attempt and waits for its whole answer. Redirects are answers like any other, and failures are results.
 *
 * @throws Error If no request can be made of it, which is a fault of the connector; the message is a code.
 */
export async function exchange(attempt: Attempt, route: Route): Promise<Exchange> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), attempt.timeoutMs);
  const signal = attempt.signal ? AbortSignal.any([controller.signal, attempt.signal]) : controller.signal;
  try {
    return await perform(attempt, route, signal);
  } catch (error) {
    return signal.aborted ? { kind: 'timeout' } : describe(error);
  } finally {
    clearTimeout(timer);
  }
}

async function perform(attempt: Attempt, route: Route, signal: AbortSignal): Promise<Exchange> {
  const { body } = attempt;
  const response = await axios.request<Readable>({
    method: attempt.method,
    url: attempt.url,
    headers: { 'User-Agent': 'destination-dhis2', ...attempt.headers, ...(body ? bodyHeaders(body) : {}) },
    ...(body ? { data: body.bytes } : {}),
    responseType: 'stream',
    maxRedirects: 0,
    maxBodyLength: Infinity,
    validateStatus: () => true,
    transformRequest: [(bytes: unknown) => bytes],
    httpAgent: route.httpAgent,
    httpsAgent: route.httpsAgent,
    proxy: route.proxy === false ? false : { ...route.proxy },
    signal,
  });
  const headers = pickHeaders(response.headers);
  if (attempt.taker && response.status === 200 && /\bjson\b/i.test(headers.contentType)) {
    await handOver(response.data, attempt.taker);
    return { kind: 'answer', status: 200, headers, text: '' };
  }
  const text = await readBounded(response.data).catch((error: unknown) => ({ error }));
  // Whoever answers has read the request, or at any rate may have.
  if (typeof text === 'object') {
    if (signal.aborted) throw text.error;
    return { kind: 'network', code: codeOf(text.error), idleSocket: false, bodySent: true };
  }
  if (text === undefined) return { kind: 'oversized', status: response.status };
  return { kind: 'answer', status: response.status, headers, text };
}

function bodyHeaders(body: EncodedBody): Record<string, string> {
  return { 'Content-Type': body.contentType, ...(body.gzipped ? { 'Content-Encoding': 'gzip' } : {}) };
}

async function handOver(stream: Readable, taker: BodyTaker): Promise<void> {
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (!taker.take(chunk)) return; // leaving the loop destroys the stream
  }
}

/** The whole text; undefined if there is more than the bound. */
async function readBounded(stream: Readable): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) return undefined; // leaving the loop destroys the stream
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks)); // which drops a byte order mark
}

function pickHeaders(headers: object): AnswerHeaders {
  const all = headers as Readonly<Record<string, string | string[] | undefined>>;
  const one = (name: string): string | undefined => (Array.isArray(all[name]) ? all[name][0] : all[name]);
  const location = one('location');
  const retryAfter = one('retry-after');
  const date = one('date');
  const wwwAuthenticate = one('www-authenticate');
  return {
    contentType: one('content-type') ?? '',
    setCookie: [all['set-cookie'] ?? []].flat(),
    ...(location === undefined ? {} : { location }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(date === undefined ? {} : { date }),
    ...(wwwAuthenticate === undefined ? {} : { wwwAuthenticate }),
  };
}

/** What is asked of Node's `ClientRequest`, which axios hands out untyped. */
interface SentRequest {
  readonly reusedSocket?: boolean;
  readonly writableFinished?: boolean;
}

function describe(error: unknown): Exchange {
  const code = codeOf(error);
  if (UNSENDABLE.has(code)) throw new Error(code);
  const problem = certificateProblem(code);
  if (problem) return { kind: 'certificate', problem };
  const request = (error instanceof AxiosError ? error.request : undefined) as SentRequest | undefined;
  return {
    kind: 'network',
    code,
    idleSocket: request?.reusedSocket === true,
    bodySent: request?.writableFinished === true,
  };
}

function codeOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  // Node 20 has one code for all that fails in OpenSSL; its message holds OpenSSL's number.
  if (code === 'EPROTO') return /:([0-9A-F]{8}):SSL/.exec(String(message))?.[1] ?? code;
  return typeof code === 'string' ? code : 'ECONNRESET';
}
