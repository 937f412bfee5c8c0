import type { GroupKey, Registration } from '../model/group-key';
import { readSummary, type ImportSummary, type ImportSummaryGuard } from '../model/import-summary';
import type { Answer, DataValueSink } from '../model/ports';
import { TransientError } from '../../errors';

/** Registrations a request carries at most. */
const MAX_REGISTRATIONS = 500;

/** So many single registrations in a row without an import summary, and none taken between them, are DHIS2's own trouble. */
const MAX_UNREAD = 3;

/** A registration that DHIS2 did not take, and what it said, if anything. */
export interface FailedRegistration {
  readonly registration: Registration;
  readonly reason: string;
}

/** How a list of registrations ended. */
export interface RegistrationResult {
  readonly registered: number;
  readonly failed: readonly FailedRegistration[];
}

/**
 * Registers data sets as complete and finds the ones DHIS2 did not take.
 *
 * DHIS2 names none by position, answers 200 when it ignored some, and on 2.43 refuses all for one bad period (recorded
 * exchanges 258-268, 593-595): a list that was not taken whole is halved, unless DHIS2 says that it ignored all of it. A single
 * one that it failed at is tried twice, since the first use of a period can fail once.
 * @throws {@link TransientError} If DHIS2 answers each of several with a failure of its own (500), and takes none.
 * @throws What `sink.complete` throws.
 */
export async function register(
  sink: Pick<DataValueSink, 'complete'>,
  registrations: readonly Registration[],
  isImportSummary: ImportSummaryGuard,
): Promise<RegistrationResult> {
  const todo: { readonly part: readonly Registration[]; readonly last: boolean }[] = [];
  for (let from = 0; from < registrations.length; from += MAX_REGISTRATIONS) {
    todo.push({ part: registrations.slice(from, from + MAX_REGISTRATIONS), last: false });
  }
  const failed: FailedRegistration[] = [];
  let registered = 0;
  let unread = 0;
  for (let next = todo.shift(); next; next = todo.shift()) {
    const { part, last } = next;
    const answer = await sink.complete(part);
    const summary = answer.kind === 'answered' ? readSummary(answer.body, isImportSummary) : undefined;
    if (takenCount(summary) >= part.length) {
      registered += part.length;
      unread = 0;
    } else if (summary?.importCount.ignored === part.length) {
      failed.push(...part.map((registration) => ({ registration, reason: reasonFor(registration, summary) })));
      unread = 0;
    } else if (part.length > 1) {
      const half = Math.ceil(part.length / 2);
      todo.unshift({ part: part.slice(0, half), last: false }, { part: part.slice(half), last: false });
    } else if (!last) {
      todo.unshift({ part, last: true });
    } else {
      unread = summary ? 0 : unread + 1;
      if (unread === MAX_UNREAD) throw allRefused();
      failed.push({ registration: part[0]!, reason: reasonOf(answer, summary) });
    }
  }
  return { registered, failed };
}

/** Names a registration in a message. */
export function describeGroup(group: GroupKey): string {
  const { dataSet, period, orgUnit, attributeOptionCombo } = group;
  return `dataSet=${dataSet} period=${period} orgUnit=${orgUnit} attributeOptionCombo=${attributeOptionCombo}`;
}

function allRefused(): TransientError {
  return new TransientError(
    'DHIS2 fails at every registration of a complete data set, without saying why. Look at the log of DHIS2; the values are stored, and the sync goes on from the last state when it is started again.',
  );
}

function takenCount(summary: ImportSummary | undefined): number {
  return summary ? summary.importCount.imported + summary.importCount.updated : 0;
}

/** The conflict that names the registration, else the first one; a conflict has an id as its object, and no position. */
function reasonFor(registration: Registration, summary: ImportSummary): string {
  const { dataSet, period, orgUnit, attributeOptionCombo } = registration;
  const ids: readonly unknown[] = [dataSet, period, orgUnit, attributeOptionCombo];
  const conflicts = summary.conflicts ?? [];
  const conflict = conflicts.find(({ object }) => ids.includes(object)) ?? conflicts[0];
  return conflict?.value ?? 'DHIS2 ignored it and gives no reason';
}

/** DHIS2's own sentence; it holds ids only, since a registration carries no value. */
function reasonOf(answer: Answer, summary: ImportSummary | undefined): string {
  const [conflict] = summary?.conflicts ?? [];
  if (typeof conflict?.value === 'string') return conflict.value;
  return answer.kind === 'answered' ? `DHIS2 answered ${answer.status}` : 'the request was too large for DHIS2';
}
