import type { Payload } from '../../model/data-value';
import { readSummary, type ImportSummary } from '../../model/import-summary';
import type { Answer } from '../../model/ports';
import type { Refusal } from '../../model/refusal';
import type { Verdict, VerdictContext } from './fate';
import { readCountedFrom243 } from './from-243';
import { readRefusedWhole } from './refused-whole';
import { readCountedUntil242 } from './until-242';

/**
 * Reads DHIS2's answer to a request.
 *
 * Neither the HTTP status nor `status` in the body tells what was stored: 2.42 answers 409 for a payload of which it
 * stored all but one value, and 2.43 answers 200 to one of which it stored nothing (transcripts 026, 501).
 * @throws {@link ProtocolError} If DHIS2 names a position that was never sent.
 */
export function readVerdict(
  answer: Extract<Answer, { kind: 'answered' }>,
  payload: Payload,
  context: VerdictContext,
): Verdict {
  const { status, body } = answer;
  if (isSignIn(status, body)) return { kind: 'sign-in', status };
  const summary = readSummary(body, context.isImportSummary);
  if (summary) {
    return readImport(summary, payload, context) ?? { kind: 'request-wrong', refusal: unexplained(status) };
  }
  if (status >= 500) return { kind: 'server-trouble', refusal: unexplained(status) };
  // A 400 need not be DHIS2's: a firewall in front of it may refuse a text it does not like.
  if (status === 400 || status === 409 || status === 422) {
    return { kind: 'request-wrong', refusal: unexplained(status) };
  }
  return { kind: 'elsewhere', status };
}

function isSignIn(status: number, body: unknown): boolean {
  if (status === 401 || status === 403 || status === 302) return true;
  // A mistyped personal access token is a 400 (transcript 315); nothing but the text tells it from other 400s.
  const message = (body as { message?: unknown } | null | undefined)?.message;
  return status === 400 && message === 'Checksum validation failed';
}

/** Nothing of what DHIS2 says is repeated: the text of a failure may hold anything. */
function unexplained(status: number): Refusal {
  return { code: 'REFUSED_ALONE', by: 'dhis2', text: `HTTP ${status}` };
}

/** Undefined if nothing was stored, and the summary does not say why. */
function readImport(summary: ImportSummary, payload: Payload, context: VerdictContext): Verdict | undefined {
  const { imported, updated, ignored, deleted } = summary.importCount;
  const conflicts = summary.conflicts ?? [];
  const nothing = imported + updated + ignored + deleted === 0;
  if (nothing && conflicts.length > 0) return readRefusedWhole(conflicts, payload.values);
  if (nothing && summary.status === 'ERROR') {
    // No code and no field tells a race from a request that cannot be read (transcripts 107, 504): only the text does.
    const raced = summary.description?.includes('Failed to flush BatchHandler') ?? false;
    return raced ? { kind: 'lost' } : undefined;
  }
  return context.habits === '2.43'
    ? readCountedFrom243(summary, payload)
    : readCountedUntil242(summary, payload, context);
}
