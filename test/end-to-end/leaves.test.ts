import fc from 'fast-check';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { startTestSandbox } from '../support/sandbox';
import { startCapturingDhis2, type CapturingDhis2 } from '../support/wayside/capturing-dhis2';
import type * as Trials from '../support/wayside/look-for-losses';
import { lookForLosses } from '../support/wayside/look-for-losses';

/** Syncs of the property; 100 rows each. */
const RUNS = 110;
const ROWS = 100;

let sandbox: Sandbox;
let dhis2: CapturingDhis2;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  dhis2 = await startCapturingDhis2(sandbox.url);
});
afterAll(async () => {
  await dhis2.close();
  await sandbox.close();
});

const trial = fc.record({
  seed: fc.integer(),
  rows: fc.constant(ROWS),
  preflight: fc.boolean(),
  nullValues: fc.constantFrom('skip' as const, 'delete' as const),
});

test('every leaf of a row arrives in a body, is refused, or is left out for a documented reason, and nothing else arrives (11,000 rows)', async () => {
  let arrived = 0;
  const property = fc.asyncProperty(trial, async (each) => {
    const found = await lookForLosses(dhis2, each);
    arrived += found.arrived;
    expect(found.losses).toEqual([]);
  });
  await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
  // Most rows are good ones: who refused them all would lose nothing.
  expect(arrived).toBeGreaterThan(RUNS * ROWS * 0.5);
});

type Module = Readonly<Record<string, (...args: never[]) => unknown>>;
type PackagedSet = { own: object; entries: { own: Record<string, unknown>; wrong?: object }[]; wrong?: object };

/** Breaks of the mapping: a module, and what is put in place of some of its functions. */
const FAULTS: Readonly<Record<string, readonly [module: string, (real: Module) => object]>> = {
  'an absent value is taken for NULL': [
    '../../src/core/mapping/layout/package',
    ({ readPackage }) => ({
      readPackage: (...args: never[]) => {
        const sets = readPackage!(...args);
        if (!Array.isArray(sets)) return sets;
        for (const { entries } of sets as PackagedSet[]) for (const { own } of entries) own['value'] ??= null;
        return sets as unknown;
      },
    }),
  ],
  'a key that nobody knows is dropped, whatever it stands for': [
    '../../src/core/mapping/columns/resembles',
    () => ({ resembles: () => false }),
  ],
  'what the source nulled or cut is taken for what the view holds': [
    '../../src/core/mapping/row/source-gap',
    () => ({ withGaps: (row: object) => row }),
  ],
  "Debezium's placeholder is taken for a text": [
    '../../src/core/mapping/row/source-gap',
    () => ({ gapIn: () => undefined, isPlaceholder: () => false }),
  ],
  'of several dataValueSets the first is read': [
    '../../src/core/mapping/layout/package',
    ({ readPackage }) => ({
      readPackage: (...args: never[]) => {
        const sets = readPackage!(...args);
        return Array.isArray(sets) ? sets.slice(0, 1) : sets;
      },
    }),
  ],
  'an object without dataValues is taken for an empty one': [
    '../../src/core/mapping/layout/package',
    ({ readPackage }) => ({
      readPackage: (...args: never[]) => {
        const sets = readPackage!(...args);
        return Array.isArray(sets) ? (sets as PackagedSet[]).filter(({ wrong }) => !wrong) : sets;
      },
    }),
  ],
  'comments are not read': ['../../src/core/mapping/row/scalar', () => ({ readComment: () => undefined })],
  'the last column of a wide view is passed over': [
    '../../src/core/mapping/layout/indicators',
    ({ readIndicators }) => ({
      readIndicators: (...args: never[]) => {
        const indicators = readIndicators!(...args) as { found: object[] };
        return { ...indicators, found: indicators.found.slice(0, -1) };
      },
    }),
  ],
  'what is not used is not told': ['../../src/core/mapping/columns/name', () => ({ listColumns: () => 'some' })],
};

/** What the first trials with a broken mapping, or a whole one, find. */
async function found(path?: string, broken?: (real: Module) => object): Promise<readonly string[]> {
  jest.resetModules();
  if (path !== undefined) {
    jest.doMock(path, () => {
      const real = jest.requireActual<Module>(path);
      return { ...real, ...broken?.(real) };
    });
  }
  const { lookForLosses: look } = jest.requireActual<typeof Trials>('../support/wayside/look-for-losses');
  let losses: readonly string[] = [];
  for (let seed = 1; seed <= 8 && losses.length === 0; seed += 1) {
    const nullValues = seed % 2 === 0 ? 'delete' : 'skip';
    losses = (await look(dhis2, { seed, rows: ROWS, preflight: seed % 3 === 0, nullValues })).losses;
  }
  if (path !== undefined) jest.dontMock(path);
  return losses;
}

test('the property finds nothing where nothing is broken', async () => {
  expect(await found()).toEqual([]);
});

test.each(Object.entries(FAULTS))('the property finds that %s', async (_what, [path, broken]) => {
  expect(await found(path, broken)).not.toEqual([]);
});
