import type { Payload } from '../../model/data-value';
import { readSummary, type ImportSummary, type ImportSummaryGuard } from '../../model/import-summary';
import type { Answer } from '../../model/ports';
import type { Refusal } from '../../model/refusal';
import type { Dhis2Habits } from '../../model/version';
import type { Verdict, VerdictContext } from './fate';
import { readCountedFrom243 } from './from-243';
import { readRefusedWhole } from './refused-whole';
import { readCountedUntil242 } from './until-242';

/** An answer that DHIS2, or something in its place, gave. */
type Answered = Extract<Answer, { kind: 'answered' }>;

/**
 * The kinds of answers, told apart by what is in them. Neither the HTTP status nor `status` in the body tells what was
 * stored: 2.42 answers 409 for a payload of which it stored all but one value, and 2.43 answers 200 to one of which it
 * stored nothing (transcripts 026, 501).
 */
export type AnswerKind =
  /** An import summary that counts something. */
  | 'counted'
  /** An import summary that counts nothing and has conflicts. */
  | 'refused-whole'
  /** An import summary that counts nothing, has no conflicts and says ERROR. */
  | 'failed'
  /** An import summary that counts nothing, and finds nothing wrong. */
  | 'nothing'
  /** Not signed in, or not allowed to. */
  | 'sign-in'
  /** 400, 409 or 422 of DHIS2 without an import summary. */
  | 'bad-request'
  /** 400 to 499 in a form that is not DHIS2's: of something in front of it. */
  | 'blocked'
  /** 500 and above without an import summary. */
  | 'server-error'
  /** Anything else. */
  | 'elsewhere';

/** One answer with what must be known to read it. `summary` is there for the kinds that have one. */
interface Told {
  readonly status: number;
  readonly summary: ImportSummary;
  readonly payload: Payload;
  readonly context: VerdictContext;
}

type Reader = (told: Told) => Verdict;

const until242: Reader = ({ summary, payload, context }) => readCountedUntil242(summary, payload, context);
const from243: Reader = ({ summary, payload }) => readCountedFrom243(summary, payload);
const refusedWhole: Reader = ({ summary, payload }) => readRefusedWhole(summary.conflicts ?? [], payload.values);
const signIn: Reader = ({ status }) => ({ kind: 'sign-in', status });
const requestWrong: Reader = ({ status, payload }) => ({
  kind: 'request-wrong',
  refusal: payload.values[0]?.alone ? fileRefused(status) : unexplained(status),
});
const blocked: Reader = ({ status }) => ({
  kind: 'blocked',
  refusal: {
    ...unexplained(status),
    text: `HTTP ${status}, which is not DHIS2's answer: a firewall in front of it may mind the text.`,
  },
  status,
});
const serverTrouble: Reader = ({ status }) => ({ kind: 'server-trouble', refusal: unexplained(status) });
const elsewhere: Reader = ({ status }) => ({ kind: 'elsewhere', status });

/** No code and no field tells a race from a request that cannot be read (transcripts 107, 504): only the text does. */
const racedOrWrong: Reader = (told) =>
  told.summary.description?.includes('Failed to flush BatchHandler')
    ? { kind: 'lost', why: 'race' }
    : requestWrong(told);

const UNTIL_242: Readonly<Record<AnswerKind, Reader>> = {
  counted: until242,
  'refused-whole': refusedWhole,
  failed: racedOrWrong,
  nothing: until242,
  'sign-in': signIn,
  'bad-request': requestWrong,
  blocked,
  'server-error': serverTrouble,
  elsewhere,
};

/** What each version means by each kind of answer. A version or a kind that is added does not compile before it is decided here. */
const VERDICTS: Readonly<Record<Dhis2Habits, Readonly<Record<AnswerKind, Reader>>>> = {
  '2.41': UNTIL_242,
  '2.42': UNTIL_242,
  '2.43': {
    counted: from243,
    'refused-whole': refusedWhole,
    // `description` is absent on 2.43, and its races are behind a 200 (503).
    failed: racedOrWrong,
    nothing: from243,
    'sign-in': signIn,
    'bad-request': requestWrong,
    blocked,
    'server-error': serverTrouble,
    elsewhere,
  },
};

/**
 * Reads DHIS2's answer to a request.
 *
 * @throws {@link ProtocolError} If DHIS2 names a position that was never sent.
 */
export function readVerdict(answer: Answered, payload: Payload, context: VerdictContext): Verdict {
  const { status, body } = answer;
  const summary = readSummary(body, context.isImportSummary);
  const kind = kindOf(answer, summary);
  return VERDICTS[context.habits][kind]({ status, summary: summary ?? NO_SUMMARY, payload, context });
}

function kindOf({ status, body }: Answered, summary: ImportSummary | undefined): AnswerKind {
  if (isSignIn(status, body)) return 'sign-in';
  if (summary) {
    const { imported, updated, ignored, deleted } = summary.importCount;
    if (imported + updated + ignored + deleted > 0) return 'counted';
    if ((summary.conflicts ?? []).length > 0) return 'refused-whole';
    return summary.status === 'ERROR' ? 'failed' : 'nothing';
  }
  if (status >= 500) return 'server-error';
  // Servlet containers answer 404 and 405 themselves where there is no DHIS2 (transcript 017 of 2.41.9.1).
  if (status >= 400 && status !== 404 && status !== 405 && !isWebMessage(body)) return 'blocked';
  if (status === 400 || status === 409 || status === 422) return 'bad-request';
  return 'elsewhere';
}

/** Whether something else than DHIS2's import seems to have taken the request: a 2xx that is no import summary. */
export function isForeign({ status, body }: Answered, isImportSummary: ImportSummaryGuard): boolean {
  return status >= 200 && status < 300 && readSummary(body, isImportSummary) === undefined;
}

/** DHIS2's own errors have this shape in every version; those of firewalls and servlet containers do not. */
function isWebMessage(body: unknown): boolean {
  return typeof (body as { httpStatusCode?: unknown } | null | undefined)?.httpStatusCode === 'number';
}

const NO_SUMMARY: ImportSummary = { status: '', importCount: { imported: 0, updated: 0, ignored: 0, deleted: 0 } };

function isSignIn(status: number, body: unknown): boolean {
  if (status === 401 || status === 302 || (status === 403 && isWebMessage(body))) return true;
  // A mistyped personal access token is a 400 (transcript 315); nothing but the text tells it from other 400s.
  const message = (body as { message?: unknown } | null | undefined)?.message;
  return status === 400 && message === 'Checksum validation failed';
}

/** Nothing of what DHIS2 says is repeated: the text of a failure may hold anything. */
function unexplained(status: number): Refusal {
  return { cause: 'refused-alone', code: 'REFUSED_ALONE', by: 'dhis2', text: `HTTP ${status}` };
}

/** Up to 2.42 a file that is not there is refused without a name, by an error within DHIS2 (transcripts 974, 995). */
function fileRefused(status: number): Refusal {
  return { ...unexplained(status), text: `HTTP ${status}: this is how DHIS2 refuses a file that it does not have.` };
}
