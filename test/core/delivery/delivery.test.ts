import fc from 'fast-check';
import { CheckpointLedger } from '../../../src/core/account/checkpoint-ledger';
import { cellKey, type Cell, type DataValue } from '../../../src/core/model/data-value';
import { Doubts } from '../../../src/core/delivery/doubt/doubts';
import type { Came } from '../../../src/core/delivery/isolate/isolate';
import { PeriodGate } from '../../../src/core/delivery/period-gate';
import type { Look, Seen } from '../../../src/core/model/cell-reader';
import { SimulatedClock } from '../../support/simulated-clock';
import type { Clock } from '../../../src/core/model/ports';
import { settleStep } from '../../../src/core/account/settling';
import { SyncReport } from '../../../src/core/account/sync-report';
import { TransientError } from '../../../src/errors';
import { aValue } from '../../support/data-values';
import { openTestDelivery, steadyPace, type DeliveryParts } from '../../support/delivery';
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

function openSync(
  options: ModelOptions,
  shape: 'packed' | 'grouped' = 'packed',
  maxValues = 4,
  count = 4,
  more: Partial<DeliveryParts> = {},
) {
  const dhis2 = new ModelDhis2(options);
  const log: string[] = [];
  const report = new SyncReport((_, message) => log.push(message), 0);
  const ledger = new CheckpointLedger((ticket, parts) => report.reject(ticket, parts));
  const completions = { refuse: () => undefined };
  const delivery = openTestDelivery({
    send: (payload) => dhis2.send(payload),
    dryRun: (payload) => dhis2.dryRun(payload),
    habits: options.habits,
    pace: steadyPace(maxValues, count),
    shape,
    clock: instantly,
    log: (_, message) => void log.push(message),
    onStep: (step, payload) => settleStep(step, payload, { ledger, completions, report }),
    ...more,
  });
  let line = 0;
  const add = async (parts: Partial<DataValue>): Promise<DataValue> => {
    line += 1;
    const record = ledger.openRecord({ stream: 'values', line, ordinal: line });
    const value = aValue({ ...parts, record });
    ledger.expectValues(record, 1);
    delivery.add(value, line);
    ledger.close(record);
    if (delivery.full) await delivery.room();
    return value;
  };
  return { dhis2, ledger, delivery, log, add };
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

describe('the delivery', () => {
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
          const { dhis2, ledger, delivery, add } = openSync(
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
          await delivery.finish();
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
    const { ledger, delivery, add } = openSync({ habits: '2.42', isBad: () => false, fault: () => 'server-error' });
    for (let i = 1; i <= 3; i += 1) await add({ period: `20250${i}` });
    ledger.takeState('s', 'values', 0);
    await expect(delivery.finish()).rejects.toThrow(TransientError);
    expect([ledger.release(), ledger.values.rejected]).toEqual([[], 0]);
  });

  test('reject a lone last row that DHIS2 answers with 500, when a stored value is still taken', async () => {
    const { dhis2, ledger, delivery, add } = openSync({
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
    const judge = dhis2.dryRun.bind(dhis2);
    dhis2.dryRun = (payload) => {
      poison.current = false;
      expect(payload.values.map(({ value }) => value)).toEqual(['1']);
      return judge(payload);
    };
    await add({ value: '1' });
    await delivery.finish();
    await add({ value: 'poison', dataElement: 'deNUMBER001' });
    ledger.takeState('s', 'values', 0);
    await delivery.finish();
    ledger.takeEnd();
    expect(ledger.release()[0]?.stats).toMatchObject({ recordCount: 1, rejectedRecordCount: 1 });
  });

  describe.each([1, 2, 4])(
    'with %i requests at once, of values that DHIS2 answers with 500, and names none',
    (count) => {
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

      test.each(ORG_UNITS)('reject the only row of %s, before anything was stored', async (poisoned) => {
        const { ledger, delivery, add } = openPoisoned(({ orgUnit }) => orgUnit === poisoned, 100);
        for (const orgUnit of ORG_UNITS) await add({ orgUnit, dataSet: orgUnit });
        await delivery.finish();
        expect(ended(ledger)).toEqual({ recordCount: ORG_UNITS.length - 1, rejectedRecordCount: 1 });
      });

      test('reject a whole first payload, when the next of the same org unit is stored', async () => {
        const { ledger, delivery, add } = openPoisoned(({ dataSet }) => dataSet === 'dsPERF00001');
        for (let i = 1; i <= 4; i += 1) await add({ dataSet: 'dsPERF00001', period: `20250${i}` });
        await add({ dataSet: 'dsMONTHLY01', period: '202505' });
        await delivery.finish();
        expect(ended(ledger)).toEqual({ recordCount: 1, rejectedRecordCount: 4 });
      });

      test('never let the next row of a cell overtake one that is undecided', async () => {
        const { ledger, delivery, sent, add } = openPoisoned(({ value }) => value === 'poison', 1);
        await add({ value: 'poison' });
        await add({ value: 'later' });
        await expect(delivery.finish()).rejects.toThrow(TransientError);
        expect(sent.flat().map(({ value }) => value)).toEqual(['poison']);
        expect(ended(ledger)).toEqual({});
      });

      test('reject nothing if they are all that there is, and soon give up', async () => {
        const { ledger, delivery, sent, add } = openPoisoned(() => true);
        await expect(
          (async () => {
            for (let i = 0; i < 200; i += 1) await add({ orgUnit: ORG_UNITS[i % 6]!, period: `${2000 + i}` });
            await delivery.finish();
          })(),
        ).rejects.toThrow(TransientError);
        expect(sent.length).toBeLessThanOrEqual(count * 20);
        expect([ledger.values.rejected, ended(ledger)]).toEqual([0, {}]);
      });
    },
  );

  test('send files one by one up to 2.42, so that one that is not there costs its own row alone', async () => {
    const { dhis2, ledger, delivery, add } = openSync({ habits: '2.42', isBad: () => false });
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
    await delivery.finish();
    expect(ledger.release()[0]?.stats).toMatchObject({ recordCount: 4, rejectedRecordCount: 1 });
    expect(requests.filter((values) => values.length > 1)).toEqual([['1', '2']]);
    expect([...dhis2.cells.values()].sort()).toEqual(['1', '2', 'known', 'other']);
  });

  test('send nothing more once the sync has failed, also where a request already waits for its turn', async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const { dhis2, delivery, add } = openSync({ habits: '2.42', isBad: () => false });
    const send = dhis2.send.bind(dhis2);
    let sent = 0;
    dhis2.send = async (payload) => {
      sent += 1;
      await answered;
      return send(payload);
    };
    // Of a period that is new to DHIS2 one request goes alone; others wait behind it.
    for (const orgUnit of ['ouFACIL0001', 'ouFACIL0002', 'ouFACIL0003', 'ouPERF00001']) await add({ orgUnit });
    delivery.close();
    await new Promise(setImmediate);
    expect(sent).toBe(1);
    delivery.fail(new TransientError('over'));
    answer();
    await delivery.stopped();
    expect(sent).toBe(1);
  });

  test('hold no more than a few requests of a slow DHIS2 before reading has to wait', async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const { dhis2, delivery } = openSync({ habits: '2.42', isBad: () => false });
    const send = dhis2.send.bind(dhis2);
    dhis2.send = async (payload) => {
      await answered;
      return send(payload);
    };
    let taken = 0;
    for (; !delivery.full && taken < 1000; taken += 1) delivery.add(aValue({ period: `${1000 + taken}` }), 0);
    expect(taken).toBeLessThanOrEqual(4 * (4 + 2 * 4));
    answer();
    await expect(delivery.room()).resolves.toBeUndefined();
  });

  test('hold no more than some megabytes of long texts, whatever the number of values', async () => {
    const { dhis2, delivery } = openSync({ habits: '2.42', isBad: () => false }, 'packed', 1000);
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const send = dhis2.send.bind(dhis2);
    dhis2.send = async (payload) => {
      await answered;
      return send(payload);
    };
    let taken = 0;
    for (; !delivery.full && taken < 1000; taken += 1) {
      delivery.add(aValue({ period: `${1000 + taken}`, value: 'x'.repeat(50_000) }), 0);
    }
    expect(taken).toBeLessThan(400);
    answer();
    await expect(delivery.room()).resolves.toBeUndefined();
    expect(dhis2.cells.size).toBeGreaterThan(0);
  });
});

describe('a DHIS2 that hangs', () => {
  test.each([60_000, 300_000])(
    'with a time-out of %i ms is waited for ten minutes in all, not for each half anew',
    async (ms) => {
      const clock = new SimulatedClock();
      const sizes: number[] = [];
      const delivery = openTestDelivery({
        habits: '2.42',
        clock,
        onStep: () => undefined,
        send: async (payload, patience) => {
          sizes.push(payload.values.length);
          const sentAt = clock.now();
          await clock.sleep(ms);
          patience?.spend(ms);
          return { kind: 'unknown', why: 'timeout', sentAt };
        },
      });
      const started = clock.now();
      for (let i = 0; i < 1000; i += 1) delivery.add(aValue({ orgUnit: `ou${i}` }), 0);
      await expect(clock.passUntil(delivery.finish())).rejects.toThrow(/gave no answer .* for 10 minutes/);
      expect(clock.now() - started).toBeGreaterThanOrEqual(600_000);
      expect(clock.now() - started).toBeLessThan(600_000 + ms + 60_000);
      // Each time it rests before half of it comes.
      expect(sizes.slice(0, 2)).toEqual([1000, 500]);
    },
  );
});

describe('a newer value of a cell in doubt', () => {
  /** A sync whose first request is not answered, and carried out after `lateMs`, and then one row more of the cell. */
  const openDoubtful = (lateMs: number, more: Partial<DeliveryParts> = {}) => {
    const clock = new SimulatedClock();
    const sync = openSync({ habits: '2.42', isBad: () => false }, 'packed', 1, 2, { clock, ...more });
    const send = sync.dhis2.send.bind(sync.dhis2);
    const sent: [string, number][] = [];
    const started = clock.now();
    sync.dhis2.send = async (payload) => {
      sent.push([payload.values[0]!.value, clock.now() - started]);
      if (sent.length > 1) return send(payload);
      void clock.sleep(lateMs).then(() => send(payload));
      await clock.sleep(1_000);
      return { kind: 'unknown', why: 'cut', sentAt: started };
    };
    return { ...sync, clock, sent };
  };

  test.each([5_000, 540_000])(
    'waits ten minutes, and wins though the old request lands after %i ms',
    async (lateMs) => {
      const { dhis2, delivery, clock, sent, add, log } = openDoubtful(lateMs);
      await clock.passUntil(add({ value: 'old' }));
      await clock.passUntil(add({ value: 'newer' }));
      await clock.passUntil(add({ value: 'other', period: '202512' }));
      await clock.passUntil(delivery.finish());
      await clock.passUntil(clock.sleep(600_000));
      expect([...dhis2.cells.values()].sort()).toEqual(['newer', 'other']);
      expect(sent.map(([value]) => value)).toEqual(['old', 'other', 'old', 'newer']);
      expect(sent[3]![1]).toBe(600_000);
      expect(delivery.longestHeldMs).toBeGreaterThan(590_000);
      // Said each minute: a log that stands still looks like a sync that hangs.
      const left = log.flatMap((line) => /1 values wait:.* go on in (\d+) s/.exec(line)?.[1] ?? []).map(Number);
      expect(left.length).toBeGreaterThanOrEqual(9);
      expect(left).toEqual(left.map((_, index) => left[0]! - 60 * index));
      expect(log.filter((line) => /1 values go on that waited/.test(line))).toHaveLength(1);
    },
  );

  test('does not wait when a look shows that the old request was carried out', async () => {
    const held: Seen = { kind: 'held', value: 'old', followUp: false, deleted: false };
    let seen: Seen = { kind: 'absent' };
    const { dhis2, delivery, clock, sent, add, log } = openDoubtful(500, {
      doubts: new (class extends Doubts {
        override open(values: readonly DataValue[], sentAt: number): void {
          super.open(values, sentAt, new Map([[cellKey(values[0]!), seen]]));
          seen = held;
        }
      })(),
      reader: {
        look: (cells) => Promise.resolve({ since: clock.now(), seen: new Map([[cellKey(cells[0]!), seen]]) }),
      },
    });
    await clock.passUntil(add({ value: 'old' }));
    await clock.passUntil(add({ value: 'newer' }));
    await clock.passUntil(delivery.finish());
    expect([...dhis2.cells.values()]).toEqual(['newer']);
    expect(sent.map(([value]) => value)).toEqual(['old', 'newer']);
    expect(delivery.longestHeldMs).toBeLessThan(5_000);
    expect(log).toContain(
      'The connection broke before the answer to a request of 1 values: DHIS2 may have stored them or not. The connector asks DHIS2 in 1 s what it holds, and sends again what is missing.',
    );
  });

  test('does not hold the goodbye: asked to stop, the delivery ends at once', async () => {
    const { delivery, clock, add } = openDoubtful(5_000);
    await clock.passUntil(add({ value: 'old' }));
    await clock.passUntil(add({ value: 'newer' }));
    const ended = expect(delivery.finish()).rejects.toThrow('SIGTERM');
    await clock.passUntil(clock.sleep(30_000));
    const at = clock.now();
    delivery.fail(new Error('SIGTERM'));
    await ended;
    await clock.passUntil(delivery.stopped());
    expect(clock.now()).toBe(at);
  });

  test('leaves nothing in doubt in a dry run', async () => {
    const { delivery, clock, sent, add } = openDoubtful(500, { stores: false });
    await clock.passUntil(add({ value: 'old' }));
    await clock.passUntil(add({ value: 'newer' }));
    await clock.passUntil(delivery.finish());
    expect(sent.map(([value]) => value)).toEqual(['old', 'old', 'newer']);
    expect(delivery.longestHeldMs).toBe(0);
  });
});

describe('a pace that changes in mid-sync', () => {
  test('changes the size of requests, those in the queue too, and how many run at once', async () => {
    const clock = new SimulatedClock();
    const pace = steadyPace(4, 1);
    const gate = new PeriodGate();
    gate.introduce('202501');
    let flying = 0;
    const seen: [size: number, atOnce: number][] = [];
    const delivery = openTestDelivery({
      habits: '2.43',
      clock,
      pace,
      gate,
      onStep: () => undefined,
      send: async ({ values }) => {
        flying += 1;
        seen.push([values.length, flying]);
        await clock.sleep(1_000);
        flying -= 1;
        if (seen.length === 1) Object.assign(pace, { values: 2, requests: 3 });
        return summary(200, {
          status: 'SUCCESS',
          importCount: { imported: 0, updated: values.length, ignored: 0, deleted: 0 },
        });
      },
    });
    for (let i = 0; i < 12; i += 1) delivery.add(aValue({ orgUnit: `ou${i}` }), 0);
    await clock.passUntil(delivery.finish());
    expect(seen).toEqual([
      [4, 1],
      [2, 1],
      [2, 2],
      [2, 3],
      [2, 3],
    ]);
  });
});

describe('evidence that DHIS2 works', () => {
  const failing: Came = { kind: 'answered', status: 500, body: { httpStatusCode: 500, status: 'ERROR' } };
  /** A DHIS2 that fails at `bad` and takes what else comes. */
  const openNight = (more: Partial<DeliveryParts> = {}) => {
    const sync = openSync({ habits: '2.42', isBad: () => false }, 'packed', 4, 2, more);
    const sent: string[] = [];
    const judged: string[] = [];
    const send = sync.dhis2.send.bind(sync.dhis2);
    sync.dhis2.send = (payload) => {
      sent.push(...payload.values.map(({ value }) => value));
      return payload.values.some(({ value }) => value === 'bad') ? Promise.resolve(failing) : send(payload);
    };
    const judge = sync.dhis2.dryRun.bind(sync.dhis2);
    sync.dhis2.dryRun = (payload) => {
      judged.push(...payload.values.map(({ value }) => value));
      return judge(payload);
    };
    return { ...sync, sent, judged };
  };

  test('is a delete, too', async () => {
    const { ledger, delivery, judged, add } = openNight();
    await add({ value: 'bad' });
    await add({ action: 'delete', value: '', period: '202502' });
    await delivery.finish();
    expect([ledger.values.rejected, judged]).toEqual([1, []]);
  });

  test('in a night of one row alone is a value that DHIS2 holds, judged and not stored', async () => {
    const near = aValue({ dataElement: 'deNUMBER001' });
    const { dhis2, ledger, delivery, sent, judged, add } = openNight({
      neighbours: () => [near],
      reader: {
        look: (cells) =>
          Promise.resolve({
            since: 0,
            seen: new Map<string, Seen>(
              cells.map((cell) => [
                cellKey(cell),
                cell.dataElement === near.dataElement
                  ? { kind: 'held', value: 'of a clerk', followUp: false, deleted: false }
                  : { kind: 'absent' },
              ]),
            ),
          }),
      },
    });
    await add({ value: 'bad' });
    await delivery.finish();
    expect([ledger.values.rejected, sent, judged]).toEqual([1, ['bad', 'bad'], ['of a clerk']]);
    expect(dhis2.cells.size).toBe(0);
  });

  test('is missing where DHIS2 holds nothing: then nothing is refused', async () => {
    const nothing = (cells: readonly Cell[]): Promise<Look> =>
      Promise.resolve({ since: 0, seen: new Map(cells.map((cell) => [cellKey(cell), { kind: 'absent' } as const])) });
    const { ledger, delivery, add } = openNight({ reader: { look: nothing } });
    await add({ value: 'bad' });
    await expect(delivery.finish()).rejects.toThrow(TransientError);
    expect(ledger.values.rejected).toBe(0);
  });

  test('never puts back what a clerk typed since: the witness is not stored again', async () => {
    const { dhis2, ledger, delivery, judged, add } = openNight();
    await add({ value: '1' });
    await delivery.finish();
    const [cell] = [...dhis2.cells.keys()];
    dhis2.cells.set(cell!, 'of a clerk');
    await add({ value: 'bad', period: '202502' });
    await delivery.finish();
    expect([ledger.values.rejected, judged, dhis2.cells.get(cell!)]).toEqual([1, ['1'], 'of a clerk']);
  });
});

/** A zero as 2.42 counts it, if it does not keep it: nowhere (transcript 072). */
const ZERO: Partial<DeliveryParts> = {
  vanishes: () => true,
  send: () =>
    Promise.resolve(
      summary(200, {
        status: 'SUCCESS',
        importCount: { imported: 0, updated: 0, ignored: 0, deleted: 0 },
        conflicts: [],
      }),
    ),
};

describe('the gate of new periods', () => {
  const opens = async (more: Partial<DeliveryParts>, parts: Partial<DataValue>, habits: '2.42' | '2.43' = '2.42') => {
    const introduced: string[] = [];
    const gate = new (class extends PeriodGate {
      override introduce(period: string): void {
        introduced.push(period);
        super.introduce(period);
      }
    })();
    const { delivery, dhis2, add } = openSync({ habits, isBad: () => false }, 'packed', 4, 2, { gate, ...more });
    if (parts.comment === 'there') dhis2.cells.set(cellKey(aValue(parts)), '1');
    await add(parts);
    await delivery.finish();
    return introduced.length > 0;
  };

  test.each<[string, boolean, Partial<DeliveryParts>, Partial<DataValue>, '2.42' | '2.43']>([
    ['is opened by what is stored', true, {}, {}, '2.42'],
    ['is opened by a delete of something', true, {}, { action: 'delete', value: '', comment: 'there' }, '2.42'],
    ['is not opened by a delete of nothing up to 2.42', false, {}, { action: 'delete', value: '' }, '2.42'],
    [
      'is opened by a delete of nothing on 2.43, which makes a mark (937, 938)',
      true,
      {},
      { action: 'delete', value: '' },
      '2.43',
    ],
    ['is not opened by a dry run', false, { stores: false }, {}, '2.42'],
    ['is not opened by a zero that is not kept', false, ZERO, { value: '0' }, '2.42'],
  ])('%s', async (_, expected, more, parts, habits) => {
    expect(await opens(more, parts, habits)).toBe(expected);
  });
});
