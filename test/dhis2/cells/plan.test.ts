import fc from 'fast-check';
import type { Asked, Read } from '../../../src/dhis2/cells/asked';
import { halves, planReads, type PlanLimits } from '../../../src/dhis2/cells/plan';
import { queryText } from '../../../src/dhis2/cells/query';

const LIMITS: PlanLimits = {
  form: { what: 'dataElement', fixed: 'includeDeleted=true', takesCombos: true },
  maxQueryBytes: 7_000,
  maxValues: 100_000,
  valuesOf: () => 1,
  usualAttributeOptionCombo: 'default',
};

interface Ids {
  readonly element?: number;
  readonly orgUnit?: number;
  readonly period?: number;
  readonly combo?: string;
  readonly group?: number;
}

const uid = (letters: string, n: number): string => `${letters}${String(n).padStart(9, '0')}`;

function asked({ element = 1, orgUnit = 1, period = 0, combo = 'default', group = 1 }: Ids): Asked {
  const one = {
    what: uid('de', element),
    orgUnit: uid('ou', orgUnit),
    period: String(202001 + Math.floor(period / 12) * 100 + (period % 12)),
    attributeOptionCombo: combo,
    group: uid('ds', group),
  };
  return { ...one, key: Object.values(one).join('/') };
}

/** Every combination. */
function form(elements: number, orgUnits: number, periods: number, more: Ids = {}): Asked[] {
  const count = elements * orgUnits * periods;
  return Array.from({ length: count }, (_, n) =>
    asked({
      element: n % elements,
      orgUnit: Math.floor(n / elements) % orgUnits,
      period: Math.floor(n / elements / orgUnits),
      ...more,
    }),
  );
}

const plan = (some: readonly Asked[], more: Partial<PlanLimits> = {}): readonly Read[] =>
  planReads(some, { ...LIMITS, ...more });

/** How many values a read may show. */
const shown = ({ ids }: Read): number => ids.what.length * ids.orgUnit.length * ids.period.length;
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const someAsked = fc.uniqueArray(
  fc
    .record({
      element: fc.nat(40),
      orgUnit: fc.nat(600),
      period: fc.nat(30),
      combo: fc.constantFrom('default', 'coPARTNERA1', 'coPARTNERB1'),
      group: fc.nat(3),
    })
    .map((ids) => ({ ...ids, group: ids.element % (ids.group + 1) }))
    .map(asked),
  { selector: ({ key }) => key, minLength: 1, maxLength: 400 },
);

describe('the plan of reads', () => {
  it('asks for everything once, in no query that is too long, and in ids that show it', () => {
    fc.assert(
      fc.property(
        someAsked,
        fc.integer({ min: 200, max: 7_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        (some, maxQueryBytes, maxValues) => {
          const reads = plan(some, { maxQueryBytes, maxValues });
          expect(reads.flatMap((read) => read.asked.map(({ key }) => key)).sort()).toEqual(
            some.map(({ key }) => key).sort(),
          );
          for (const read of reads) {
            expect(queryText(read, LIMITS.form).length).toBeLessThanOrEqual(maxQueryBytes);
            if (halves(read)) expect(shown(read)).toBeLessThanOrEqual(maxValues);
            for (const one of read.asked) {
              expect(read.ids.what).toContain(one.what);
              expect(read.ids.orgUnit).toContain(one.orgUnit);
              expect(read.ids.period).toContain(one.period);
              if (read.attributeOptionCombos.length > 0)
                expect(read.attributeOptionCombos).toContain(one.attributeOptionCombo);
            }
          }
        },
      ),
    );
  });

  it('reads at most some thousand values more than asked for with each request it spares', () => {
    fc.assert(
      fc.property(someAsked, (some) => {
        const reads = plan(some);
        expect(sum(reads.map(shown)) - some.length).toBeLessThan(40_000 * reads.length);
      }),
    );
  });

  it.each([
    ['a form of 20 elements, 100 org units, 24 months', form(20, 100, 24), 1],
    ['a form of 20 elements, 500 org units, a month', form(20, 500, 1), 1],
    ['a form of 1,500 elements of one org unit', form(1_500, 1, 1), 3],
    ['10,000 org units, an element', form(1, 10_000, 1), 18],
    ['300 elements and 300 org units in 2 months', form(300, 300, 2), 2],
    ['500 elements and 150 org units', form(500, 150, 1), 2],
    ['one cell', form(1, 1, 1), 1],
  ])('takes no more requests than needed for %s', (_, some, count) => {
    expect(plan(some).length).toBe(count);
  });

  it('reads forms of other org units and periods apart where that spares values', () => {
    const rows = [...form(100, 100, 1, { group: 1 }), ...form(100, 100, 1, { group: 2, period: 9 })];
    const weekly = rows.map((one, n) =>
      n < 10_000 ? one : { ...one, what: `x${one.what}`, orgUnit: `x${one.orgUnit}` },
    );
    const reads = plan(weekly);
    expect(reads.map(shown)).toEqual([10_000, 10_000]);
  });

  it('reads each org unit in its own month where they have none in common', () => {
    const some = Array.from({ length: 240 }, (_, n) => form(50, 1, 1, { orgUnit: n, period: n % 24 })).flat();
    const reads = plan(some);
    expect(sum(reads.map(shown))).toBeLessThan(2 * some.length);
    expect(reads.length).toBeLessThanOrEqual(24);
  });

  it('expects as many values of an element as it has option combos', () => {
    expect(plan(form(20, 100, 24), { valuesOf: () => 10 }).length).toBeGreaterThanOrEqual(5);
  });

  it('filters by attribute option combos unless there is but the usual one, or too many', () => {
    const combos = (count: number): Asked[] => Array.from({ length: count }, (_, n) => asked({ combo: uid('co', n) }));
    expect(plan([asked({})])[0]!.attributeOptionCombos).toEqual([]);
    expect(plan(combos(2))[0]!.attributeOptionCombos).toEqual([uid('co', 0), uid('co', 1)]);
    expect(plan(combos(50))[0]!.attributeOptionCombos).toEqual([]);
  });

  it('plans 10,000 cells without a pattern in a moment', () => {
    let seed = 1;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const some = new Map(
      Array.from({ length: 10_000 }, () =>
        asked({ element: random(200), orgUnit: random(2_000), period: random(60), group: random(5) }),
      ).map((one) => [one.key, one]),
    );
    const before = performance.now();
    const reads = plan([...some.values()]);
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(reads.length).toBeLessThan(10_000);
  });

  it('halves along org units first, then elements, then periods', () => {
    const [read] = plan(form(2, 2, 2));
    const first = halves(read!)!;
    expect(first.map((part) => new Set(part.map(({ orgUnit }) => orgUnit)).size)).toEqual([1, 1]);
    expect(halves(plan(form(2, 1, 2))[0]!)!.map((part) => part.length)).toEqual([2, 2]);
    expect(halves(plan(form(1, 1, 1))[0]!)).toBeUndefined();
  });
});

describe('the query of a read', () => {
  it('has ids between commas, and is safe with any text', () => {
    const [read] = plan([asked({}), asked({ element: 2 }), { ...asked({ combo: 'a b&c' }), key: 'x' }]);
    expect(queryText(read!, LIMITS.form)).toBe(
      'includeDeleted=true&dataElement=de000000001,de000000002&orgUnit=ou000000001&period=202001&attributeOptionCombo=default,a%20b%26c',
    );
  });
});
