import type { NoAnswer } from '../../core/model/ports';
import { ConfigError } from '../../errors';
import type { AnswerHeaders, Exchange } from './exchange';
import type { Failure } from './retry-policy';
import { certificateAdvice } from './trust';

/** An attempt that time may heal, in words. */
export interface TroubleInWords {
  readonly failure: Failure;
  /** A sentence without its full stop. */
  readonly what: string;
  readonly advice?: string;
  readonly retryAfter?: string;
  readonly date?: string;
  /** Set if the request may have been carried out all the same. */
  readonly unanswered?: NoAnswer;
}

/** What Node calls the ways not to get an answer, for people. Anything else broke on the way. */
const NETWORK_WORDS: Readonly<Record<string, readonly [what: string, advice: string]>> = {
  ENOTFOUND: [
    'cannot be found',
    'The name is unknown here: check the spelling of base_url, and that this machine can resolve it.',
  ],
  EAI_AGAIN: ['cannot be found', 'No name server answered: check the network of this machine.'],
  ECONNREFUSED: [
    'refuses the connection',
    'Check host and port of base_url, and that DHIS2 is running. In a container, localhost is the container itself.',
  ],
  EHOSTUNREACH: ['cannot be reached', 'Check the network and firewalls between this machine and DHIS2.'],
  ENETUNREACH: ['cannot be reached', 'Check the network and firewalls between this machine and DHIS2.'],
  ETIMEDOUT: ['does not take the connection', 'Check the network and firewalls between this machine and DHIS2.'],
};

/**
 * Reads an attempt as trouble that may pass: no connection, no answer in time, 408, 425, 429, 500, 502-504, and the 52x of
 * proxies.
 *
 * @param url - What was asked.
 * @param who - Who was asked, for the sentence.
 * @returns Undefined if the answer means something else.
 * @throws {@link ConfigError} If the server's certificate is not to be trusted, which no repetition heals.
 */
export function failureOf(exchange: Exchange, url: string, who: string = 'DHIS2'): TroubleInWords | undefined {
  const { host, protocol } = new URL(url);
  switch (exchange.kind) {
    case 'certificate':
      throw new ConfigError(certificateAdvice(exchange.problem, host));
    case 'timeout':
      return {
        failure: { kind: 'timeout' },
        unanswered: 'timeout',
        what: `${who} gave no complete answer within request_timeout_seconds`,
        advice:
          'The server is overloaded, or the network holds answers back. A longer request_timeout_seconds may help.',
      };
    case 'network': {
      const [what, advice] = NETWORK_WORDS[exchange.code] ?? [
        'broke off the connection',
        `Check ${protocol === 'http:' ? 'whether base_url has to start with https://, and ' : ''}the network and proxies between this machine and DHIS2.`,
      ];
      return {
        failure: { kind: 'network', idleSocket: exchange.idleSocket },
        what: `${who} (${host}) ${what}`,
        advice,
        ...(exchange.bodySent ? { unanswered: 'cut' as const } : {}),
      };
    }
    case 'oversized':
      return undefined;
    case 'answer':
      return mayPass(exchange.status) ? statusTrouble(who, exchange.status, exchange.headers) : undefined;
  }
}

function statusTrouble(who: string, status: number, { retryAfter, date }: AnswerHeaders): TroubleInWords {
  return {
    failure: { kind: 'status', status },
    what: `${who} answered ${status}`,
    advice: statusAdvice(status),
    ...(retryAfter === undefined ? {} : { retryAfter, ...(date === undefined ? {} : { date }) }),
    ...(isGatewaysWord(status) ? { unanswered: 'gateway' as const } : {}),
  };
}

function statusAdvice(status: number): string {
  if (status === 429) return 'Something limits the number of requests: have it let the connector through.';
  if (status === 500) return "Look into DHIS2's log at this time.";
  if (status === 408 || status === 425) return 'Check what stands between this machine and DHIS2.';
  return 'The server in front of DHIS2 gets no answer from it: check that DHIS2 is running, and not busy.';
}

/** 502 and 504, and what Cloudflare says in their place: the gateway had passed the request on. */
function isGatewaysWord(status: number): boolean {
  return status === 502 || status === 504 || status === 520 || status === 524;
}

function mayPass(status: number): boolean {
  return (
    status === 408 ||
    status === 425 ||
    status === 429 ||
    status === 500 ||
    (status >= 502 && status <= 504) ||
    (status >= 520 && status <= 530)
  );
}
