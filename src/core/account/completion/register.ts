import type { Registration } from '../../model/group-key';
import { readSummary, type ImportSummary, type ImportSummaryGuard } from '../../model/import-summary';
import type { Answer, DataValueSink } from '../../model/ports';
import { TransientError } from '../../../errors';

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

/** What registering reads answers with, and waits by. */
export interface RegisterOptions {
  readonly isImportSummary: ImportSummaryGuard;
  /** Awaited before anything is asked again whose answer never came. */
  readonly pause?: () => Promise<void>;
  /** When aborted, nothing further is asked. */
  readonly signal?: AbortSignal;
}

/**
 * Registers data sets as complete and finds the ones DHIS2 did not take.
 *
 * DHIS2 names none by position, answers 200 when it ignored some, and on 2.43 refuses all for one bad period (recorded
 * exchanges 258-268, 593-595): where its conflicts do not tell which they are, the list is halved.
 * What failed is worth a second try: on 2.43 the first use of a period fails once (258, 259; 1083, 1084).
 * @throws {@link TransientError} If DHIS2 answers each of several with a failure of its own (500), and takes none.
 * @throws What `sink.complete` throws.
 */
export async function register(
  sink: Pick<DataValueSink, 'complete'>,
  registrations: readonly Registration[],
  { isImportSummary, pause, signal }: RegisterOptions,
): Promise<RegistrationResult> {
  const todo: (readonly Registration[])[] = [];
  for (let from = 0; from < registrations.length; from += MAX_REGISTRATIONS) {
    todo.push(registrations.slice(from, from + MAX_REGISTRATIONS));
  }
  const failed: FailedRegistration[] = [];
  let registered = 0;
  let unread = 0;
  for (let part = todo.shift(); part && !signal?.aborted; part = todo.shift()) {
    const answer = await sink.complete(part);
    if (answer.kind === 'unknown') await pause?.();
    const summary = answer.kind === 'answered' ? readSummary(answer.body, isImportSummary) : undefined;
    const ignored = summary && ignoredOf(part, summary);
    if (ignored) {
      registered += part.length - ignored.length;
      failed.push(...ignored.map((registration) => ({ registration, reason: reasonFor(registration, summary) })));
      unread = 0;
    } else if (part.length > 1) {
      const half = Math.ceil(part.length / 2);
      todo.unshift(part.slice(0, half), part.slice(half));
    } else {
      unread = summary ? 0 : unread + 1;
      if (unread === MAX_UNREAD) throw allRefused();
      failed.push({ registration: part[0]!, reason: reasonOf(answer, summary) });
    }
  }
  return { registered, failed };
}

function allRefused(): TransientError {
  return new TransientError(
    'DHIS2 fails at every registration of a complete data set, without saying why. Look at the log of DHIS2; the values are stored, and the sync goes on from the last state when it is started again.',
  );
}

/** Those of a list that DHIS2 ignored; undefined where its counts and conflicts do not tell which they are. */
function ignoredOf(
  part: readonly Registration[],
  { importCount, conflicts }: ImportSummary,
): readonly Registration[] | undefined {
  if (importCount.imported + importCount.updated >= part.length) return [];
  if (importCount.ignored === part.length) return part;
  if (importCount.imported + importCount.updated + importCount.ignored !== part.length) return undefined;
  const objects = new Set<unknown>(conflicts?.map(({ object }) => object));
  const named = part.filter(({ dataSet, period, orgUnit, attributeOptionCombo }) =>
    [dataSet, period, orgUnit, attributeOptionCombo].some((id) => objects.has(id)),
  );
  return named.length === importCount.ignored ? named : undefined;
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
