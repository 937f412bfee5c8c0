import type { Answer } from '../../core/model/ports';

/** How a read ended that brought no whole answer; `why` continues "not known, because". */
export type Failed =
  /** More values than are read at once. */
  | { readonly kind: 'too-many'; readonly why: string }
  /** The request's head was too long for something on the way, as far as can be told. */
  | { readonly kind: 'too-long'; readonly why: string }
  /** Something that the read names may have spoilt it; `named`: what DHIS2 says it is. */
  | { readonly kind: 'spoilt'; readonly why: string; readonly named: readonly string[]; readonly empty: boolean }
  /** Its time was over, or a gateway's. */
  | { readonly kind: 'timed-out'; readonly why: string }
  /** Trouble that has nothing to do with what was read. */
  | { readonly kind: 'lost'; readonly why: string };

/** Statuses of a request that is too long: 414 and 431 (exchange 1210, Jetty), nginx's 494; 413 is what some make of it. */
const TOO_LONG: ReadonlySet<number> = new Set([413, 414, 431, 494]);

/**
 * Reads the answer to a GET that was not whole.
 *
 * @param taken - Whether any of its body came.
 * @param orgUnits - Those of the read: DHIS2 names the ones outside the user's tree (2.43: exchanges 1173, 1174).
 */
export function judgeFailure(answer: Answer, taken: boolean, orgUnits: readonly string[]): Failed {
  if (answer.kind === 'unknown') {
    return answer.why === 'timeout' || answer.why === 'gateway'
      ? { kind: 'timed-out', why: 'DHIS2 took too long to show it' }
      : { kind: 'lost', why: "DHIS2's answer broke off" };
  }
  const { status } = answer;
  if (TOO_LONG.has(status)) return { kind: 'too-long', why: `the request was too long (${status})` };
  const body = answer.kind === 'answered' ? answer.body : undefined;
  if (status === 200) {
    return taken || body !== ''
      ? { kind: 'spoilt', why: "DHIS2's answer was broken", named: [], empty: false }
      : { kind: 'spoilt', why: "DHIS2's answer was empty", named: [], empty: true };
  }
  const { httpStatusCode, message, errorCode } = (typeof body === 'object' && body !== null ? body : {}) as Refusal;
  // Tomcat says 400 with a page to a head that is too long (1210), and so does what refuses it on the way, with 403 or 404.
  if (typeof httpStatusCode !== 'number') {
    return status < 500
      ? { kind: 'too-long', why: `something in front of DHIS2 refused to show it (${status})` }
      : { kind: 'lost', why: `DHIS2 answered ${status}` };
  }
  const text = typeof message === 'string' ? message : '';
  const named = errorCode === 'E2012' ? orgUnits.filter((uid) => text.includes(uid)) : [];
  const code = typeof errorCode === 'string' && /^E\d+$/.test(errorCode) ? `${status}, ${errorCode}` : String(status);
  return { kind: 'spoilt', why: `DHIS2 refused to show it (${code})`, named, empty: false };
}

interface Refusal {
  readonly httpStatusCode?: unknown;
  readonly message?: unknown;
  readonly errorCode?: unknown;
}
