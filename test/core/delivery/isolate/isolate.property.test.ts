import fc from 'fast-check';

import type { DataValue, Payload } from '../../../../src/core/model/data-value';
import type { Came } from '../../../../src/core/delivery/isolate/isolate';
import { TransientError } from '../../../../src/errors';
import { deliver, makeValue, ModelDhis2, summary, webMessage, type Flaw } from './isolate-model';

const RUNS = { numRuns: 1_000 };
const VERSIONS = ['2.41', '2.42', '2.43'] as const;
const KEY_FLAWS: readonly Flaw[] = ['element', 'orgUnit', 'combo'];

/** The values of one cell in the order they were read, the oldest first. */
type Chain = readonly Flaw[];

/** Mostly good values; a bad key is bad for its whole chain. */
const chain = (flaws: readonly Flaw[]): fc.Arbitrary<Chain> =>
  fc
    .array(fc.oneof({ arbitrary: fc.constant<Flaw>('none'), weight: 6 }, fc.constantFrom(...flaws)), {
      minLength: 1,
      maxLength: 3,
    })
    .map((chain) => {
      const key = chain.find((flaw) => KEY_FLAWS.includes(flaw));
      return key ? chain.map(() => key) : chain;
    });

const NAMED: readonly Flaw[] = ['value', 'element', 'orgUnit', 'combo', 'position'];
const ANY: readonly Flaw[] = [...NAMED, 'crash', 'nameless'];

interface Case {
  readonly payload: Payload;
  /** Newest first, a list a cell. */
  readonly chains: readonly (readonly DataValue[])[];
}

function makeCase(flaws: readonly Chain[], grouped: boolean): Case {
  const chains = flaws.map((chain, cell) => {
    const values: DataValue[] = [];
    chain.forEach((flaw, age) => {
      const supersedes = values[0];
      const dataSet = 'dsMONTHLY01';
      values.unshift(makeValue(cell, flaw, { comment: `${cell}/${age}`, dataSet, ...(supersedes && { supersedes }) }));
    });
    return values;
  });
  const values = chains.map((chain) => chain[0]!);
  return { payload: { dataSet: 'dsMONTHLY01', action: 'store', values, grouped }, chains };
}

const cases = (flaws: readonly Flaw[], maxLength = 60): fc.Arbitrary<Case> =>
  fc
    .tuple(fc.array(chain(flaws), { minLength: 1, maxLength, size: 'max' }), fc.boolean())
    .map(([chains, grouped]) => makeCase(chains, grouped));

/** What must become of each value: the newest good one of its cell is stored, those before it are superseded. */
function expected(chains: Case['chains']): Map<DataValue, string> {
  const ends = new Map<DataValue, string>();
  for (const chain of chains) {
    let stored = false;
    for (const value of chain) {
      const good = value.value === 'none';
      ends.set(value, stored ? 'superseded' : good ? 'stored' : 'rejected');
      stored ||= good;
    }
  }
  return ends;
}

const WITNESS = makeValue(99_999, 'none', { comment: 'witness' });

const kinds = (settled: ReturnType<typeof deliver>['settled']): Map<DataValue, string> =>
  new Map([...settled].map(([value, outcome]) => [value, outcome.kind]));

const countBad = (chains: Case['chains']): number =>
  [...expected(chains).values()].filter((end) => end === 'rejected').length;

describe.each(VERSIONS)('isolation from DHIS2 %s', (habits) => {
  it('refuses exactly the bad values, sends what they superseded, and settles every value once', () => {
    fc.assert(
      fc.property(cases(ANY), ({ payload, chains }) => {
        const delivery = deliver(new ModelDhis2(habits), payload, WITNESS);
        expect(delivery.failure).toBeUndefined();
        expect(kinds(delivery.settled)).toEqual(expected(chains));
        expect(delivery.doubled).toBe(0);
      }),
      RUNS,
    );
  });

  it('leaves each cell with the newest of its good values', () => {
    fc.assert(
      fc.property(cases(ANY), ({ payload, chains }) => {
        const server = new ModelDhis2(habits);
        deliver(server, payload, WITNESS);
        const held = chains.flatMap((chain) => {
          const good = chain.find((value) => value.value === 'none');
          return good ? [[good.dataElement + good.orgUnit, good.comment!] as const] : [];
        });
        server.cells.delete(WITNESS.dataElement + WITNESS.orgUnit);
        expect(server.cells).toEqual(new Map(held));
      }),
      RUNS,
    );
  });

  it('needs no more than about 2·k·log2(n) requests for k bad values without a name among n', () => {
    const unnamed = fc.tuple(fc.integer({ min: 2, max: 2_000 }), fc.array(fc.nat(), { minLength: 1, maxLength: 8 }));
    fc.assert(
      fc.property(unnamed, ([n, places]) => {
        const bad = new Set(places.map((place) => place % n));
        const flaws = Array.from({ length: n }, (_, i): Chain => [bad.has(i) ? 'crash' : 'none']);
        const { payload, chains } = makeCase(flaws, false);
        const delivery = deliver(new ModelDhis2(habits), payload, WITNESS);
        expect(kinds(delivery.settled)).toEqual(expected(chains));
        // Two a level and bad value, a probe every third refusal in a row, the confirmation, and the first request.
        expect(delivery.requests).toBeLessThanOrEqual(1 + bad.size * (2 * Math.ceil(Math.log2(n)) + 8));
      }),
      { numRuns: 300 },
    );
  });

  it('needs three requests a bad value at most where DHIS2 names it', () => {
    fc.assert(
      fc.property(cases(NAMED), ({ payload, chains }) => {
        const delivery = deliver(new ModelDhis2(habits), payload, WITNESS);
        expect(delivery.requests).toBeLessThanOrEqual(1 + 3 * countBad(chains));
      }),
      RUNS,
    );
  });

  it('rejects no good value, whenever DHIS2 stops answering anything but errors, and for however long', () => {
    const outage = fc.record({
      from: fc.integer({ min: 1, max: 40 }),
      length: fc.integer({ min: 1, max: 60 }),
      status: fc.constantFrom(500, 409, 400),
    });
    fc.assert(
      fc.property(cases(ANY), outage, fc.boolean(), ({ payload, chains }, { from, length, status }, hasWitness) => {
        const server = new ModelDhis2(habits, (request) =>
          request >= from && request < from + length ? webMessage(status) : undefined,
        );
        const delivery = deliver(server, payload, hasWitness ? WITNESS : undefined);
        const ends = expected(chains);
        for (const [value, end] of kinds(delivery.settled)) expect(end).toBe(ends.get(value));
        if (delivery.failure) expect(delivery.failure).toBeInstanceOf(TransientError);
        else expect(delivery.settled.size).toBe(ends.size);
      }),
      RUNS,
    );
  });

  it('loses nothing to races and silent losses, and rejects nothing because of them', () => {
    fc.assert(
      fc.property(cases(ANY, 20), fc.array(fc.boolean(), { maxLength: 40 }), ({ payload, chains }, lost) => {
        const server = new ModelDhis2(habits, (request, { values }) =>
          lost[request] && !(lost[request - 1] && lost[request - 2]) ? lostAnswer(habits, values.length) : undefined,
        );
        const delivery = deliver(server, payload, WITNESS);
        expect(delivery.failure).toBeUndefined();
        expect(kinds(delivery.settled)).toEqual(expected(chains));
      }),
      RUNS,
    );
  });

  it('rejects nothing when every request is answered with an error', () => {
    for (const status of [500, 409, 400]) {
      for (const witness of [WITNESS, undefined]) {
        const { payload } = makeCase(
          Array.from({ length: 1_000 }, (): Chain => ['none']),
          false,
        );
        const delivery = deliver(new ModelDhis2(habits, () => webMessage(status)), payload, witness);
        expect(delivery.failure).toBeInstanceOf(TransientError);
        expect(delivery.settled.size).toBe(0);
        expect(delivery.requests).toBeLessThan(40);
      }
    }
  });
});

/** What a race looks like: 2.43 ignores everything behind a 200, 2.42 fails to flush or takes the period for none. */
function lostAnswer(habits: string, sent: number): Came {
  const none = { imported: 0, updated: 0, ignored: 0, deleted: 0 };
  const all = Array.from({ length: sent }, (_, position) => position);
  if (habits === '2.43') {
    return summary(200, {
      status: 'SUCCESS',
      importCount: { ...none, ignored: sent },
      conflicts: [],
      rejectedIndexes: [],
    });
  }
  if (sent % 2 === 0) {
    const description = 'The import process failed: Failed to flush BatchHandler';
    return summary(409, { status: 'ERROR', description, importCount: none, conflicts: [], rejectedIndexes: [] });
  }
  const conflict = { errorCode: 'E7611', value: 'Period not valid: `null`', objects: {}, indexes: all };
  const importCount = { ...none, ignored: sent };
  return summary(409, { status: 'WARNING', importCount, conflicts: [conflict], rejectedIndexes: all });
}
