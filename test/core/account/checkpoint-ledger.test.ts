import fc from 'fast-check';
import { CheckpointLedger } from '../../../src/core/account/checkpoint-ledger';
import type { RecordTicket } from '../../../src/core/model/record-ticket';
import type { Outcome } from '../../../src/core/model/data-value';
import { aRefusal } from '../../support/refusals';

const STORED: Outcome = { kind: 'stored' };
const REFUSED: Outcome = { kind: 'rejected', refusal: aRefusal('E7619', 'dhis2') };
function record(ledger: CheckpointLedger, values: number, stream = 'a'): RecordTicket {
  const ticket = ledger.openRecord({ stream, line: 1, ordinal: 1 });
  ledger.expectValues(ticket, values);
  ledger.close(ticket);
  return ticket;
}

const texts = (ledger: CheckpointLedger) => ledger.release().map(({ text }) => text);

describe('the checkpoint ledger', () => {
  test('keeps a state until every value of every record before it has ended', () => {
    const ledger = new CheckpointLedger();
    const ticket = record(ledger, 2);
    ledger.takeState('s1', 'a', 0);
    expect(texts(ledger)).toEqual([]);
    ledger.settle(ticket, STORED);
    expect(texts(ledger)).toEqual([]);
    ledger.settle(ticket, STORED);
    expect(texts(ledger)).toEqual(['s1']);
    expect(texts(ledger)).toEqual([]);
  });

  test('lets a state with no records before it go at once', () => {
    const ledger = new CheckpointLedger();
    ledger.takeState('s1', 'a', 0);
    expect(ledger.release()).toMatchObject([{ text: 's1', stats: { recordCount: 0, rejectedRecordCount: 0 } }]);
  });

  test('gives back states of a stream in their order, also when a later one is settled first', () => {
    const ledger = new CheckpointLedger();
    const early = record(ledger, 1);
    ledger.takeState('s1', 'a', 0);
    const late = record(ledger, 1);
    ledger.takeState('s2', 'a', 0);
    ledger.settle(late, STORED);
    expect(texts(ledger)).toEqual([]);
    ledger.settle(early, STORED);
    expect(texts(ledger)).toEqual(['s1', 's2']);
  });

  test('does not let one stream wait for another', () => {
    const ledger = new CheckpointLedger();
    record(ledger, 1, 'a');
    ledger.takeState('a1', 'a', 0);
    ledger.settle(record(ledger, 1, 'b'), STORED);
    ledger.takeState('b1', 'b', 0);
    expect(texts(ledger)).toEqual(['b1']);
  });

  test('lets a GLOBAL state wait for all streams, and sums their counts', () => {
    const ledger = new CheckpointLedger();
    const a = record(ledger, 1, 'a');
    const b = record(ledger, 1, 'b');
    ledger.takeState('g1', undefined, 0);
    ledger.settle(a, STORED);
    expect(texts(ledger)).toEqual([]);
    ledger.settle(b, REFUSED, { ids: 'ids' });
    ledger.takeEnd();
    expect(ledger.release()).toMatchObject([{ text: 'g1', stats: { recordCount: 1, rejectedRecordCount: 1 } }]);
  });

  test('keeps a state back while nothing but refusals came of its stream: the end judges them', () => {
    const ledger = new CheckpointLedger();
    const refused = record(ledger, 1);
    ledger.takeState('s1', 'a', 0);
    ledger.settle(refused, REFUSED, { ids: 'ids' });
    expect(texts(ledger)).toEqual([]);
    const stored = record(ledger, 1);
    expect(texts(ledger)).toEqual([]);
    ledger.settle(stored, STORED);
    expect(texts(ledger)).toEqual(['s1']);
    const other = record(ledger, 1, 'b');
    ledger.takeState('s2', 'b', 0);
    ledger.settle(other, REFUSED, { ids: 'ids' });
    expect(texts(ledger)).toEqual([]);
    ledger.takeEnd();
    expect(texts(ledger)).toEqual(['s2']);
  });

  test('rejects a record once, however many of its values were refused, and names it when all have ended', () => {
    const rejected: string[] = [];
    const ledger = new CheckpointLedger((_, parts) => rejected.push(parts.map(({ ids }) => ids).join()));
    const ticket = record(ledger, 3);
    ledger.takeState('s1', 'a', 0);
    ledger.settle(ticket, REFUSED, { ids: 'x' });
    ledger.settle(ticket, STORED);
    expect(rejected).toEqual([]);
    ledger.settle(ticket, REFUSED, { ids: 'y' });
    expect(rejected).toEqual(['x,y']);
    ledger.takeEnd();
    expect(ledger.release()[0]?.stats).toMatchObject({
      recordCount: 0,
      rejectedRecordCount: 1,
      values: { rejected: 2, stored: 1 },
    });
    expect(ledger.totalsOf('a')).toEqual({ records: 1, rejected: 1, accepted: 0 });
  });

  test('lets a state wait for the groups that its epochs wait for, and not for those of later ones', () => {
    const ledger = new CheckpointLedger();
    const first = record(ledger, 1);
    first.account.epoch.waiting = 1;
    ledger.takeState('s1', 'a', 0);
    const second = record(ledger, 1);
    second.account.epoch.waiting = 1;
    ledger.takeState('s2', 'a', 0);
    for (const ticket of [first, second]) ledger.settle(ticket, STORED);
    expect(texts(ledger)).toEqual([]);
    first.account.epoch.waiting = 0;
    expect(texts(ledger)).toEqual(['s1']);
    second.account.epoch.waiting = 0;
    expect(texts(ledger)).toEqual(['s2']);
  });

  test('hands out no more states at once than are asked for', () => {
    const ledger = new CheckpointLedger();
    for (const text of ['s1', 's2', 's3']) ledger.takeState(text, 'a', 0);
    expect(ledger.release(2).map(({ text }) => text)).toEqual(['s1', 's2']);
    expect(texts(ledger)).toEqual(['s3']);
  });

  test('tells the bytes of the states that wait, and of the lines and refusals of rows that have not ended', () => {
    const ledger = new CheckpointLedger();
    const ticket = ledger.openRecord({ stream: 'a', line: 1, ordinal: 1, raw: 'x'.repeat(1000) });
    expect(ledger.keptBytes).toBe(2000);
    ledger.expectValues(ticket, 2);
    ledger.close(ticket);
    ledger.settle(ticket, REFUSED, { ids: 'i'.repeat(100) });
    expect(ledger.keptBytes).toBeGreaterThanOrEqual(2200);
    ledger.takeState('s'.repeat(1000), 'a', 0);
    expect(ledger.stateBytes).toBeGreaterThan(2000);
    ledger.settle(ticket, STORED);
    ledger.takeEnd();
    ledger.release();
    expect([ledger.keptBytes, ledger.stateBytes]).toEqual([0, 0]);
  });

  test('tells since when the oldest state waits', () => {
    const ledger = new CheckpointLedger();
    record(ledger, 1);
    ledger.takeState('s1', 'a', 7);
    ledger.takeState('s2', 'a', 9);
    expect(ledger.oldestWaitSince()).toBe(7);
  });

  test('counts every record in exactly one state and lets none go early, in any order of endings', () => {
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('record' as const), values: fc.nat(3), stream: fc.nat(2) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('state' as const), stream: fc.nat(2) }) },
      {
        weight: 5,
        arbitrary: fc.record({ kind: fc.constant('settle' as const), pick: fc.nat(), refuse: fc.boolean() }),
      },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const ledger = new CheckpointLedger();
        const open: { ticket: RecordTicket; epoch: number; stream: number }[] = [];
        const states: number[] = [0, 0, 0];
        const unsettled = new Map<string, number>();
        const seen = { records: 0, released: 0 };
        const settle = (at: number, refuse: boolean) => {
          const [{ ticket, epoch, stream }] = open.splice(at, 1) as [(typeof open)[number]];
          unsettled.set(`${stream}/${epoch}`, unsettled.get(`${stream}/${epoch}`)! - 1);
          ledger.settle(ticket, refuse ? REFUSED : STORED, { ids: 'ids' });
        };
        const collect = () => {
          for (const { text, stats } of ledger.release()) {
            expect(unsettled.get(text) ?? 0).toBe(0);
            seen.released += stats.recordCount + stats.rejectedRecordCount;
          }
        };
        for (const each of steps) {
          if (each.kind === 'record') {
            seen.records += 1;
            const epoch = states[each.stream]!;
            const key = `${each.stream}/${epoch}`;
            const ticket = record(ledger, each.values, `${each.stream}`);
            unsettled.set(key, (unsettled.get(key) ?? 0) + each.values);
            for (let i = 0; i < each.values; i += 1) open.push({ ticket, epoch, stream: each.stream });
          } else if (each.kind === 'state') {
            ledger.takeState(`${each.stream}/${states[each.stream]}`, `${each.stream}`, 0);
            states[each.stream]! += 1;
          } else if (open.length > 0) settle(each.pick % open.length, each.refuse);
          collect();
        }
        for (const stream of [0, 1, 2]) ledger.takeState(`${stream}/${states[stream]}`, `${stream}`, 0);
        while (open.length > 0) settle(0, false);
        ledger.takeEnd();
        collect();
        expect(seen.released).toBe(seen.records);
      }),
      { numRuns: 1000 },
    );
  });
});
