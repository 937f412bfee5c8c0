import type { DataValue, Outcome, Payload } from '../../../../src/core/model/data-value';
import {
  decide,
  firstAttempt,
  isolate,
  type Attempt,
  type Came,
  type IsolationContext,
  type Step,
} from '../../../../src/core/delivery/isolate/isolate';
import type { Settlement } from '../../../../src/core/model/settlement';
import type { Dhis2Habits } from '../../../../src/core/model/version';
import { isImportSummary } from '../../../../src/dhis2/answer-schema';

/** Why the model refuses a value. Keys are bad for a whole cell, the others for one value of it. */
export type Flaw = 'none' | 'value' | 'element' | 'orgUnit' | 'combo' | 'position' | 'crash' | 'nameless';

/** A value whose text says what is wrong with it, so that the model needs no list of its own. */
export function makeValue(cell: number, flaw: Flaw, more: Partial<DataValue> = {}): DataValue {
  const n = String(cell).padStart(5, '0');
  return {
    dataSet: 'dsMONTHLY01',
    dataElement: flaw === 'element' ? `deBAD${n}a` : `deOKA${n}a`,
    categoryOptionCombo: flaw === 'combo' ? 'cocBADCOMB1' : 'HllvX50cXC0',
    attributeOptionCombo: 'HllvX50cXC0',
    orgUnit: flaw === 'orgUnit' ? `ouBAD${n}a` : 'ouFACIL0001',
    period: '202501',
    action: 'store',
    value: flaw,
    record: undefined as never,
    grouped: false,
    ...more,
  } as DataValue;
}

/** More than any case needs. */
const MAX_REQUESTS = 5_000;

/** A DHIS2 in small: refuses flaws as the recorded versions do, and keeps what it stores. */
export class ModelDhis2 {
  readonly cells = new Map<string, string>();
  requests = 0;

  constructor(
    readonly habits: Dhis2Habits,
    /** Called before each request; an answer given here is the answer, and nothing is stored. */
    private readonly disturb: (request: number, payload: Payload) => Came | undefined = () => undefined,
  ) {}

  answer(payload: Payload): Came {
    this.requests += 1;
    if (this.requests > MAX_REQUESTS) throw new Error('isolation does not end');
    assertSendable(payload);
    const disturbed = this.disturb(this.requests, payload);
    if (disturbed) return disturbed;
    if (payload.values.some((value) => value.value === 'crash')) return webMessage(500);
    if (payload.values.some((value) => value.value === 'nameless')) return webMessage(409);
    return this.habits === '2.43' ? this.#answer243(payload) : this.#answer242(payload);
  }

  #answer242({ values }: Payload): Came {
    const count = { imported: 0, updated: 0, ignored: 0, deleted: 0 };
    const conflicts: object[] = [];
    values.forEach((value, position) => {
      if (value.value === 'none') {
        const key = value.dataElement + value.orgUnit;
        count[this.cells.has(key) ? 'updated' : 'imported'] += 1;
        this.cells.set(key, value.comment ?? '');
        return;
      }
      count.ignored += 1;
      conflicts.push({ errorCode: 'E7610', value: 'no', indexes: [position], objects: {} });
    });
    const bad = conflicts.length > 0;
    const rejectedIndexes = values.flatMap((value, position) => (value.value === 'none' ? [] : [position]));
    return summary(bad ? 409 : 200, {
      status: bad ? 'WARNING' : 'SUCCESS',
      importCount: count,
      conflicts,
      rejectedIndexes,
    });
  }

  #answer243({ values, dataSet }: Payload): Came {
    const all = values.map((_, position) => position);
    const none = { imported: 0, updated: 0, ignored: 0, deleted: 0 };
    const whole = (conflict: object): Came =>
      summary(409, { status: 'ERROR', importCount: none, conflicts: [conflict], rejectedIndexes: all });
    const bad = (flaw: Flaw): readonly DataValue[] => values.filter((value) => value.value === flaw);
    const list = (ids: readonly string[]): string => `[${[...new Set(ids)].join(', ')}]`;
    const position = values.findIndex((value) => value.value === 'position');
    if (position >= 0) {
      const args = `${position}-short`;
      return whole({
        errorCode: 'E8106',
        value: `Value #${position} org unit UID is not valid`,
        objects: { args },
        indexes: [-1],
      });
    }
    const elements = bad('element').map((value) => value.dataElement);
    if (elements.length > 0) {
      const args = `${dataSet}-${list(elements)}`;
      return whole({ errorCode: 'E8020', value: 'not usable with data element(s)', objects: { args }, indexes: all });
    }
    const orgUnits = bad('orgUnit').map((value) => value.orgUnit);
    if (orgUnits.length > 0) {
      return whole({ errorCode: 'E8022', value: 'x', objects: { args: `${dataSet}-${list(orgUnits)}` }, indexes: all });
    }
    const combo = bad('combo')[0];
    if (combo) {
      // One element a conflict, as recorded: the others wait for their turn.
      const args = `${dataSet}-${combo.dataElement}-[${combo.categoryOptionCombo}]`;
      return whole({ errorCode: 'E8024', value: 'x', objects: { args }, indexes: all });
    }
    const conflicts = values.flatMap((value, i) =>
      value.value === 'value' ? [{ errorCode: 'E8122', value: `Value #${i} value \`v\` is no`, indexes: [i] }] : [],
    );
    const stored = values.filter((value) => value.value === 'none');
    for (const value of stored) this.cells.set(value.dataElement + value.orgUnit, value.comment ?? '');
    const importCount = { imported: 0, updated: stored.length, ignored: conflicts.length, deleted: 0 };
    const status = conflicts.length === 0 ? 'SUCCESS' : stored.length > 0 ? 'WARNING' : 'ERROR';
    const rejectedIndexes = conflicts.flatMap(({ indexes }) => indexes);
    return summary(stored.length > 0 ? 200 : 409, { status, importCount, conflicts, rejectedIndexes });
  }
}

/** No request is empty, names a cell twice, or mixes data sets and actions. */
function assertSendable(payload: Payload): void {
  const cells = new Set(payload.values.map((value) => value.dataElement + value.orgUnit));
  if (payload.values.length === 0 || cells.size !== payload.values.length) throw new Error('an unsendable payload');
  for (const value of payload.values) {
    if (value.dataSet !== payload.dataSet || value.action !== payload.action) throw new Error('a mixed payload');
  }
}

/** A plain web message, as DHIS2 sends where no import took place. */
export function webMessage(status: number): Came {
  return { kind: 'answered', status, body: { httpStatusCode: status, status: 'ERROR', message: 'went wrong' } };
}

/** An answer with an import summary in its wrapping. */
export function summary(status: number, response: object): Came {
  return { kind: 'answered', status, body: { httpStatusCode: status, response } };
}

/** What a sync did with one payload. */
export interface Delivery {
  readonly settled: ReadonlyMap<DataValue, Outcome>;
  readonly doubled: number;
  readonly requests: number;
  readonly failure?: unknown;
}

/**
 * Sends a payload and what follows from the answers, as the delivery does.
 *
 * @param witness - A value stored earlier in the sync, if there is one.
 */
export function deliver(server: ModelDhis2, payload: Payload, witness?: DataValue): Delivery {
  const settled = new Map<DataValue, Outcome>();
  let doubled = 0;
  let sequence = witness ? 1 : 0;
  let lastAccepted = sequence;
  const book = (settlements: readonly Settlement[]): void => {
    for (const { value, outcome } of settlements) {
      if (settled.has(value)) doubled += 1;
      settled.set(value, outcome);
    }
  };
  const ask = (attempt: Attempt): Step => {
    const answer = server.answer(attempt.payload);
    sequence += 1;
    const context: IsolationContext = {
      habits: server.habits,
      strategy: 'CREATE_AND_UPDATE',
      sequence,
      lastAccepted,
      proven: true,
      vanishes: () => false,
      isImportSummary,
    };
    const step = isolate(attempt, answer, context);
    if (step.accepted) lastAccepted = sequence;
    return step;
  };
  const resume = (attempt: Attempt): Step => {
    let accepted = lastAccepted > (attempt.troubleSince ?? Infinity);
    let probe: Attempt | undefined =
      witness && firstAttempt({ ...payload, dataSet: witness.dataSet, values: [witness] });
    while (!accepted && probe) {
      const step = ask(probe);
      accepted = step.accepted;
      // A witness that a race has lost is sent again like anything else.
      probe = step.next[0];
    }
    return decide(attempt, { now: accepted, before: lastAccepted > 0 });
  };
  const attempts = [firstAttempt(payload)];
  const undecided: Attempt[] = [];
  try {
    for (;;) {
      const attempt = attempts.shift();
      if (!attempt && undecided.length === 0) break;
      const step = attempt ? ask(attempt) : resume(undecided.shift()!);
      book(step.settled);
      attempts.unshift(...step.next);
      if (step.undecided) undecided.push(step.undecided);
    }
  } catch (failure) {
    return { settled, doubled, requests: server.requests, failure };
  }
  return { settled, doubled, requests: server.requests };
}
