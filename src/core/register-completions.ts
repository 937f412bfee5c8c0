import type { GroupKey } from './data-value';
import type { Answer, DataValueSink, Registration } from './ports';

/** Registrations a request carries at most. */
const MAX_REGISTRATIONS = 500;

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
 * exchanges 258-268, 593-595): a list that was not taken whole is halved. A single one is tried twice, since the first use
 * of a period can fail once.
 * @throws What `sink.complete` throws.
 */
export async function register(
  sink: Pick<DataValueSink, 'complete'>,
  registrations: readonly Registration[],
): Promise<RegistrationResult> {
  const todo: { readonly part: readonly Registration[]; readonly last: boolean }[] = [];
  for (let from = 0; from < registrations.length; from += MAX_REGISTRATIONS) {
    todo.push({ part: registrations.slice(from, from + MAX_REGISTRATIONS), last: false });
  }
  const failed: FailedRegistration[] = [];
  let registered = 0;
  for (let next = todo.shift(); next; next = todo.shift()) {
    const { part, last } = next;
    const answer = await sink.complete(part);
    if (takenCount(answer) >= part.length) {
      registered += part.length;
    } else if (part.length > 1) {
      const half = Math.ceil(part.length / 2);
      todo.unshift({ part: part.slice(0, half), last: false }, { part: part.slice(half), last: false });
    } else if (!last) {
      todo.unshift({ part, last: true });
    } else {
      failed.push({ registration: part[0]!, reason: reasonOf(answer) });
    }
  }
  return { registered, failed };
}

/** Names a registration in a message. */
export function describeGroup(group: GroupKey): string {
  const { dataSet, period, orgUnit, attributeOptionCombo } = group;
  return `dataSet=${dataSet} period=${period} orgUnit=${orgUnit} attributeOptionCombo=${attributeOptionCombo}`;
}

interface Summary {
  readonly importCount?: { readonly imported?: number; readonly updated?: number };
  readonly conflicts?: readonly { readonly value?: unknown }[];
}

function summaryOf(answer: Answer): Summary | undefined {
  if (answer.kind !== 'answered' || typeof answer.body !== 'object' || answer.body === null) return undefined;
  const body = answer.body as { response?: Summary } & Summary;
  return body.response ?? body;
}

function takenCount(answer: Answer): number {
  const count = summaryOf(answer)?.importCount;
  return (count?.imported ?? 0) + (count?.updated ?? 0);
}

/** DHIS2's own sentence; it holds ids only, since a registration carries no value. */
function reasonOf(answer: Answer): string {
  const [conflict] = summaryOf(answer)?.conflicts ?? [];
  if (typeof conflict?.value === 'string') return conflict.value;
  return answer.kind === 'answered' ? `DHIS2 answered ${answer.status}` : 'the request was too large for DHIS2';
}
