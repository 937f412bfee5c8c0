import fc from 'fast-check';
import { RequestSize } from '../../../src/core/delivery/buffer/batch';
import { CheckpointLedger } from '../../../src/core/account/checkpoint-ledger';
import { cellKey, type DataValue } from '../../../src/core/model/data-value';
import type { LaneSurroundings } from '../../../src/core/delivery/lane';
import { Lanes } from '../../../src/core/delivery/lanes';
import { PeriodGate } from '../../../src/core/delivery/period-gate';
import type { Clock } from '../../../src/core/model/ports';
import { settleStep } from '../../../src/core/account/settling';
import { SyncReport } from '../../../src/core/account/sync-report';
import { isImportSummary } from '../../../src/dhis2/answer-schema';
import { TransientError } from '../../../src/errors';
import { aValue } from '../../support/data-values';
import { summary } from './isolate/isolate-model';
import { ModelDhis2, type ModelOptions } from '../../support/model-dhis2';

/** As 2.42 answers (transcript 974). */
const NO_SUCH_FILE = summary(409, {
  status: 'ERROR',
  description: 'The import process failed: … because "fr" is null',
  importCount: { imported: 0, updated: 0, ignored: 0, deleted: 0 },
  conflicts: [],
});

const instantly: Clock = { now: () => 0, sleep: () => Promise.resolve() };

function openSync(options: ModelOptions, shape: 'packed' | 'grouped' = 'packed', maxValues = 4, count = 4) {
  const dhis2 = new ModelDhis2(options);
  const log: string[] = [];
  const report = new SyncReport((_, message) => log.push(message), 0);
  const ledger = new CheckpointLedger((ticket, parts) => report.reject(ticket, parts));
  const completions = { refuse: () => undefined };
  const around: LaneSurroundings = {
    send: (payload) => dhis2.send(payload),
    proven: () => true,
    gate: new PeriodGate(),
    size: new RequestSize(maxValues),
    shape,
    habits: options.habits,
    strategy: 'CREATE_AND_UPDATE',
    vanishes: () => false,
    isImportSummary,
    traffic: { sequence: 0, lastAccepted: 0 },
    clock: instantly,
    random: () => 0.5,
    onStep: (step, payload) => settleStep(step, payload, { ledger, completions, report }),
    onEnd: () => undefined,
  };
  const lanes = new Lanes(around, count);
  let line = 0;
  const add = async (parts: Partial<DataValue>): Promise<DataValue> => {
    line += 1;
    const record = ledger.openRecord({ stream: 'values', line, ordinal: line });
    const value = aValue({ ...parts, record });
    ledger.expectValues(record, 1);
    lanes.add(value, line);
    ledger.close(record);
    if (lanes.full) await lanes.room();
    return value;
  };
  return { dhis2, ledger, lanes, log, add };
}

const rows = fc.array(
  fc.record({
    dataElement: fc.constantFrom('deINTEGER01', 'deNUMBER001'),
    orgUnit: fc.constantFrom('ouFACIL0001', 'ouFACIL0002', 'ouFACIL0003', 'ouPERF00001', 'ouPERF00002'),
    period: fc.constantFrom('202501', '202502'),
    dataSet: fc.constantFrom('dsMONTHLY01', 'dsPERF00001'),
    bad: fc.boolean(),
    state: fc.boolean(),
  }),
  { maxLength: 60 },
);

describe('the lanes', () => {
  test.each(['2.42', '2.43'] as const)(
    'leave the last good row of each cell in a %s, settle each value once, and never cross two requests',
    async (habits) => {
      const faults = fc.array(fc.constantFrom('too-large' as const, 'lost' as const, undefined, undefined, undefined));
      const run = fc.asyncProperty(
        rows,
        faults,
        fc.array(fc.nat(3)),
        fc.constantFrom('packed' as const, 'grouped' as const),
        async (stream, faultOf, turnsOf, shape) => {
          // A 2.43 names the org units of a bad key only: all of its bad values are those of one org unit here.
          const isBad = (value: DataValue): boolean =>
            habits === '2.43' ? value.orgUnit === 'ouFACIL0003' : value.value.startsWith('bad');
          const { dhis2, ledger, lanes, add } = openSync(
            {
              habits,
              isBad,
              fault: (request) => faultOf[request],
              turns: (request) => turnsOf[request % (turnsOf.length || 1)] ?? 0,
            },
            shape,
          );
          const model = new Map<string, string>();
          let bads = 0;
          for (const [index, { bad, state, ...parts }] of stream.entries()) {
            const value = await add({ ...parts, value: `${bad ? 'bad' : 'ok'}${index}` });
            if (isBad(value)) bads += 1;
            else model.set(cellKey(value), value.value);
            if (state) ledger.takeState(`s${index}`, 'values', 0);
          }
          ledger.takeState('end', 'values', 0);
          await lanes.finish();
          expect([...dhis2.cells].sort()).toEqual([...model].sort());
          expect(dhis2.crossed).toBe(0);
          ledger.takeEnd();
          const states = ledger.release();
          expect(states.at(-1)?.text).toBe('end');
          const total = (pick: (stats: (typeof states)[number]['stats']) => number) =>
            states.reduce((sum, { stats }) => sum + pick(stats), 0);
          // A bad value that a later row replaced in time was never sent: it is superseded, not rejected.
          expect(total(({ rejectedRecordCount }) => rejectedRecordCount)).toBeLessThanOrEqual(bads);
          expect(total(({ values }) => values.rejected + values.superseded)).toBeGreaterThanOrEqual(bads);
          expect(total(({ recordCount, rejectedRecordCount }) => recordCount + rejectedRecordCount)).toBe(
            stream.length,
          );
          expect(total(({ values }) => values.stored + values.superseded + values.rejected)).toBe(stream.length);
        },
      );
      await fc.assert(run, { numRuns: 300 });
    },
  );

  test('reject nothing and let no state go when DHIS2 answers 500 to everything', async () => {
    const { ledger, lanes, add } = openSync({ habits: '2.42', isBad: () => false, fault: () => 'server-error' });
    for (let i = 1; i <= 3; i += 1) await add({ period: `20250${i}` });
    ledger.takeState('s', 'values', 0);
    await expect(lanes.finish()).rejects.toThrow(TransientError);
    expect([ledger.release(), ledger.values.rejected]).toEqual([[], 0]);
  });

  test('reject a lone last row that DHIS2 answers with 500, when a stored value is still taken', async () => {
    const { dhis2, ledger, lanes, add } = openSync({
      habits: '2.43',
      isBad: () => false,
      fault: (request) => (request > 0 && dhis2.cells.size > 0 && poison.current ? 'server-error' : undefined),
    });
    const poison = { current: false };
    const send = dhis2.send.bind(dhis2);
    dhis2.send = (payload) => {
      poison.current = payload.values.some(({ value }) => value === 'poison');
      return send(payload);
    };
    await add({ value: '1' });
    await lanes.finish();
    await add({ value: 'poison', dataElement: 'deNUMBER001' });
    ledger.takeState('s', 'values', 0);
    await lanes.finish();
    ledger.takeEnd();
    expect(ledger.release()[0]?.stats).toMatchObject({ recordCount: 1, rejectedRecordCount: 1 });
  });

  describe.each([1, 2, 4])('%i of them, of values that DHIS2 answers with 500, and names none', (count) => {
    /** A DHIS2 that fails over every payload with such a value in it. */
    const openPoisoned = (poisonous: (value: DataValue) => boolean, maxValues = 4) => {
      const sync = openSync({ habits: '2.43', isBad: () => false }, 'packed', maxValues, count);
      const send = sync.dhis2.send.bind(sync.dhis2);
      const sent: DataValue[][] = [];
      sync.dhis2.send = (payload) => {
        sent.push([...payload.values]);
        return payload.values.some(poisonous)
          ? Promise.resolve({ kind: 'answered', status: 500, body: { httpStatusCode: 500, status: 'ERROR' } })
          : send(payload);
      };
      return { ...sync, sent };
    };
    const ended = (ledger: CheckpointLedger): object => {
      ledger.takeState('end', 'values', 0);
      ledger.takeEnd();
      const { recordCount, rejectedRecordCount } = ledger.release()[0]?.stats ?? {};
      return { recordCount, rejectedRecordCount };
    };
    const ORG_UNITS = ['ouFACIL0001', 'ouFACIL0002', 'ouFACIL0003', 'ouPERF00001', 'ouPERF00002', 'ouPERF00003'];

    test.each(ORG_UNITS)('reject the only row of %s, whose lane has stored nothing yet', async (poisoned) => {
      const { ledger, lanes, add } = openPoisoned(({ orgUnit }) => orgUnit === poisoned, 100);
      for (const orgUnit of ORG_UNITS) await add({ orgUnit, dataSet: orgUnit });
      await lanes.finish();
      expect(ended(ledger)).toEqual({ recordCount: ORG_UNITS.length - 1, rejectedRecordCount: 1 });
    });

    test('reject a whole first payload, when the next of the same org unit is stored', async () => {
      const { ledger, lanes, add } = openPoisoned(({ dataSet }) => dataSet === 'dsPERF00001');
      for (let i = 1; i <= 4; i += 1) await add({ dataSet: 'dsPERF00001', period: `20250${i}` });
      await add({ dataSet: 'dsMONTHLY01', period: '202505' });
      await lanes.finish();
      expect(ended(ledger)).toEqual({ recordCount: 1, rejectedRecordCount: 4 });
    });

    test('never let the next row of a cell overtake one that is undecided', async () => {
      const { ledger, lanes, sent, add } = openPoisoned(({ value }) => value === 'poison', 1);
      await add({ value: 'poison' });
      await add({ value: 'later' });
      await expect(lanes.finish()).rejects.toThrow(TransientError);
      expect(sent.flat().map(({ value }) => value)).toEqual(['poison']);
      expect(ended(ledger)).toEqual({});
    });

    test('reject nothing if they are all that there is, and soon give up', async () => {
      const { ledger, lanes, sent, add } = openPoisoned(() => true);
      await expect(
        (async () => {
          for (let i = 0; i < 200; i += 1) await add({ orgUnit: ORG_UNITS[i % 6]!, period: `${2000 + i}` });
          await lanes.finish();
        })(),
      ).rejects.toThrow(TransientError);
      expect(sent.length).toBeLessThanOrEqual(count * 20);
      expect([ledger.values.rejected, ended(ledger)]).toEqual([0, {}]);
    });
  });

  test('send files one by one up to 2.42, so that one that is not there costs its own row alone', async () => {
    const { dhis2, ledger, lanes, add } = openSync({ habits: '2.42', isBad: () => false });
    const send = dhis2.send.bind(dhis2);
    const requests: string[][] = [];
    dhis2.send = (payload) => {
      requests.push(payload.values.map(({ value }) => value));
      return requests.at(-1)!.includes('unknown') ? Promise.resolve(NO_SUCH_FILE) : send(payload);
    };
    await add({ value: '1' });
    for (const [at, value] of ['known', 'unknown', 'other'].entries()) {
      await add({ value, dataElement: `deFILE0000${at}`, alone: true });
    }
    await add({ value: '2', dataElement: 'deNUMBER001' });
    ledger.takeState('s', 'values', 0);
    await lanes.finish();
    expect(ledger.release()[0]?.stats).toMatchObject({ recordCount: 4, rejectedRecordCount: 1 });
    expect(requests.filter((values) => values.length > 1)).toEqual([['1', '2']]);
    expect([...dhis2.cells.values()].sort()).toEqual(['1', '2', 'known', 'other']);
  });

  test('send nothing more once the sync has failed, also where a request already waits for its turn', async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const { dhis2, lanes, add } = openSync({ habits: '2.42', isBad: () => false });
    const send = dhis2.send.bind(dhis2);
    let sent = 0;
    dhis2.send = async (payload) => {
      sent += 1;
      await answered;
      return send(payload);
    };
    // Of a period that is new to DHIS2 one request goes alone; the other lanes' wait behind it.
    for (const orgUnit of ['ouFACIL0001', 'ouFACIL0002', 'ouFACIL0003', 'ouPERF00001']) await add({ orgUnit });
    lanes.close();
    await new Promise(setImmediate);
    expect(sent).toBe(1);
    lanes.fail(new TransientError('over'));
    answer();
    await lanes.stopped();
    expect(sent).toBe(1);
  });

  test('hold no more than a few requests of a slow DHIS2 before reading has to wait', async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const { dhis2, lanes } = openSync({ habits: '2.42', isBad: () => false });
    const send = dhis2.send.bind(dhis2);
    dhis2.send = async (payload) => {
      await answered;
      return send(payload);
    };
    let taken = 0;
    for (; !lanes.full && taken < 1000; taken += 1) lanes.add(aValue({ period: `${1000 + taken}` }), 0);
    expect(taken).toBeLessThanOrEqual(4 * 3);
    answer();
    await expect(lanes.room()).resolves.toBeUndefined();
  });

  test('hold no more than some megabytes of long texts, whatever the number of values', async () => {
    const { dhis2, lanes } = openSync({ habits: '2.42', isBad: () => false }, 'packed', 1000);
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const send = dhis2.send.bind(dhis2);
    dhis2.send = async (payload) => {
      await answered;
      return send(payload);
    };
    let taken = 0;
    for (; !lanes.full && taken < 1000; taken += 1) {
      lanes.add(aValue({ period: `${1000 + taken}`, value: 'x'.repeat(50_000) }), 0);
    }
    expect(taken).toBeLessThan(400);
    answer();
    await expect(lanes.room()).resolves.toBeUndefined();
    expect(dhis2.cells.size).toBeGreaterThan(0);
  });
});
