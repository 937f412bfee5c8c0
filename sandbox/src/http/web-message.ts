import { STATUS_CODES } from 'node:http';

/** The JSON that DHIS2 wraps nearly everything into. */
export interface WebMessage {
  readonly httpStatus: string;
  readonly httpStatusCode: number;
  readonly status: 'OK' | 'WARNING' | 'ERROR';
  readonly message?: string;
  readonly errorCode?: string;
  readonly devMessage?: string;
  readonly response?: unknown;
}

/** A web message with the words of its HTTP status; `OK` up to 299, else `ERROR`. */
export function webMessage(code: number, message?: string, more: Partial<WebMessage> = {}): WebMessage {
  return {
    httpStatus: STATUS_CODES[code] ?? String(code),
    httpStatusCode: code,
    status: code < 300 ? 'OK' : 'ERROR',
    ...(message === undefined ? {} : { message }),
    ...more,
  };
}

/** An answer that ends the work on a request wherever it is thrown. */
export class Refusal extends Error {
  readonly code: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`answered with ${code}`);
    this.code = code;
    this.body = body;
    this.headers = headers;
  }
}

/** A refusal whose body is a web message. */
export function refuse(code: number, message?: string, more: Partial<WebMessage> = {}): Refusal {
  return new Refusal(code, webMessage(code, message, more));
}
