import { cellKey, type DataValue, type Payload } from '../../src/core/model/data-value';
import type { Answer, DataValueSink } from '../../src/core/model/ports';
import type { Registration } from '../../src/core/model/group-key';

/** What the model does wrong at one request. */
export type ModelFault = 'too-large' | 'lost' | 'server-error' | undefined;

/** How a model answers. */
export interface ModelOptions {
  readonly habits: '2.42' | '2.43';
  /** Values that the model refuses. */
  readonly isBad: (value: DataValue) => boolean;
  /** What goes wrong at the request of that number, from 0 on. */
  readonly fault?: (request: number) => ModelFault;
  /** Turns of the event loop until the answer, by request. */
  readonly turns?: (request: number) => number;
}

/** A DHIS2 in a few lines: keeps cells, refuses bad values in its version's manner, and notices crossed requests. */
export class ModelDhis2 implements DataValueSink {
  readonly cells = new Map<string, string>();
  readonly registered: Registration[] = [];
  requests = 0;
  /** Cells that two requests in flight had in common. */
  crossed = 0;
  readonly #options: ModelOptions;
  readonly #inFlight = new Set<string>();

  constructor(options: ModelOptions) {
    this.#options = options;
  }

  async send(payload: Payload): Promise<Answer> {
    const request = this.requests;
    this.requests += 1;
    const keys = payload.values.map(cellKey);
    for (const key of keys) {
      if (this.#inFlight.has(key)) this.crossed += 1;
      this.#inFlight.add(key);
    }
    for (let turn = this.#options.turns?.(request) ?? 0; turn > 0; turn -= 1) await new Promise(setImmediate);
    const answer = this.#answer(payload, this.#options.fault?.(request));
    for (const key of keys) this.#inFlight.delete(key);
    return answer;
  }

  /** Judges as {@link send} does, and stores nothing. */
  dryRun(payload: Payload): Promise<Answer> {
    const before = new Map(this.cells);
    const answer = this.#answer(payload, this.#options.fault?.(this.requests));
    this.requests += 1;
    this.cells.clear();
    for (const [key, value] of before) this.cells.set(key, value);
    return Promise.resolve(answer);
  }

  complete(registrations: readonly Registration[]): Promise<Answer> {
    this.registered.push(...registrations);
    return Promise.resolve(answered(200, summary(registrations.length, 0, [])));
  }

  #answer(payload: Payload, fault: ModelFault): Answer {
    if (fault === 'too-large' && payload.values.length > 1) return { kind: 'too-large', status: 413 };
    if (fault === 'server-error') return answered(500, webMessage());
    const bad = payload.values.flatMap((value, index) => (this.#options.isBad(value) ? [index] : []));
    if (this.#options.habits === '2.43') return this.#answer243(payload, bad, fault);
    if (fault === 'lost') return answered(409, { ...summary(0, 0, []), description: FLUSH });
    const good = payload.values.filter((_, index) => !bad.includes(index));
    if (payload.action === 'delete') return this.#deleted(payload.values);
    const fresh = good.filter((value) => !this.cells.has(cellKey(value))).length;
    const unchanged = good.filter((value) => this.cells.get(cellKey(value)) === value.value).length;
    this.#store(good);
    const counts = summary(fresh, bad.length + unchanged, bad, good.length - fresh - unchanged);
    return answered(bad.length > 0 ? 409 : 200, counts);
  }

  #answer243(payload: Payload, bad: readonly number[], fault: ModelFault): Answer {
    if (fault === 'lost') return answered(200, summary(0, payload.values.length, []));
    const orgUnits = [...new Set(bad.map((index) => payload.values[index]!.orgUnit))];
    if (bad.length > 0) {
      const text = `Data set ${payload.dataSet} not usable with org unit(s): \`[${orgUnits.join(', ')}]\``;
      const indexes = payload.values.map((_, index) => index);
      const conflict = {
        objects: { args: `${payload.dataSet}-[${orgUnits.join(', ')}]` },
        value: text,
        errorCode: 'E8022',
        indexes,
      };
      return answered(409, { ...summary(0, 0, []), status: 'ERROR', conflicts: [conflict], rejectedIndexes: indexes });
    }
    this.#store(payload.values);
    const deleted = payload.action === 'delete' ? payload.values.length : 0;
    return answered(200, summary(0, 0, [], payload.values.length - deleted, deleted));
  }

  /** Up to 2.42 a delete of nothing is in `rejectedIndexes`, without a conflict (transcript 761). */
  #deleted(values: readonly DataValue[]): Answer {
    const missing = values.flatMap((value, index) => (this.cells.has(cellKey(value)) ? [] : [index]));
    this.#store(values);
    const counts = { imported: 0, updated: 0, ignored: missing.length, deleted: values.length - missing.length };
    return answered(200, { ...summary(0, 0, []), importCount: counts, rejectedIndexes: missing });
  }

  #store(values: readonly DataValue[]): void {
    for (const value of values) {
      if (value.action === 'delete') this.cells.delete(cellKey(value));
      else this.cells.set(cellKey(value), value.value);
    }
  }
}

const FLUSH = 'The import process failed: Failed to flush BatchHandler';

function summary(imported: number, ignored: number, bad: readonly number[], updated = 0, deleted = 0): object {
  return {
    responseType: 'ImportSummary',
    status: bad.length > 0 ? 'WARNING' : 'SUCCESS',
    importCount: { imported, updated, ignored, deleted },
    conflicts: bad.map((index) => ({
      object: 'x',
      objects: {},
      value: 'Value not valid',
      errorCode: 'E7619',
      property: 'value',
      indexes: [index],
    })),
    rejectedIndexes: bad,
  };
}

function webMessage(): object {
  return { httpStatus: 'Internal Server Error', httpStatusCode: 500, status: 'ERROR', message: 'something broke' };
}

function answered(status: number, body: object): Answer {
  return { kind: 'answered', status, body: 'message' in body ? body : { httpStatusCode: status, response: body } };
}
