import fc from 'fast-check';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { record, state, type Message } from '../support/connector';
import { writeInProcess } from '../support/in-process';
import { sampled } from '../support/sample';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

/** Runs of each property: `FAULT_RUNS` for `npm run test:faults`, few in the ordinary test run. */
const RUNS = Number(process.env['FAULT_RUNS'] ?? 15);

interface Content {
  readonly value: string | number | null;
  readonly comment?: string;
  readonly deleted?: boolean;
}

/** What a row's value may be: kept, refused, a zero that is not kept everywhere, NULL, or gone. */
const content = fc.constantFrom<Content>(
  { value: '7' },
  { value: 12 },
  { value: '7', comment: 'seen' },
  { value: 'twelve' },
  { value: 0 },
  { value: null },
  { value: '7', deleted: true },
);
const row = fc.record({
  content,
  data_element: fc.constantFrom('deINTEGER01', 'deNUMBER001', 'deZEROSIG01', 'deNOSUCH001'),
  org_unit: fc.constantFrom('ouFACIL0001', 'ouFACIL0002', 'ouFACIL0003'),
  period: fc.constantFrom('202401', '2024-01', '202402'),
  stateAfter: fc.boolean(),
});

type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

interface Place {
  readonly dataElement: string;
  readonly orgUnit: string;
  readonly period: string;
}

const placeOf = ({ dataElement, orgUnit, period }: Place): string => `${dataElement}/${orgUnit}/${period}`;

/** What DHIS2 is to hold after the rows, taken one by one. */
function cellsAfter(rows: readonly Row[], version: string, nullValues: string): ReadonlyMap<string, string> {
  const cells = new Map<string, string>();
  for (const { content: parts, data_element: dataElement, org_unit: orgUnit, period } of rows) {
    const place = placeOf({ dataElement, orgUnit, period: period.replace('-', '') });
    const { value, deleted } = parts;
    const zeroIsKept = dataElement === 'deZEROSIG01' || version === '2.43';
    if (dataElement === 'deNOSUCH001') continue;
    if (deleted) cells.delete(place);
    else if (value === 'twelve') continue;
    else if (value === null && nullValues === 'skip') continue;
    else if (value === null || (value === 0 && !zeroIsKept)) cells.delete(place);
    else cells.set(place, String(value));
  }
  return cells;
}

type Stats = NonNullable<NonNullable<Message['state']>['destinationStats']>;

describe.each(sampled(['2.41', '2.42', '2.43'] as const))('the two ledgers, with DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version });
  });
  afterAll(() => sandbox.close());

  test('have each record and each value once, sum up to what DHIS2 tells, and DHIS2 holds what the rows say', async () => {
    const settings = fc.record({
      preflight: fc.boolean(),
      null_values: fc.constantFrom('skip', 'delete'),
      request_shape: fc.constantFrom('packed', 'grouped'),
      max_values_per_request: fc.constantFrom(1, 3, 1000),
    });
    const property = fc.asyncProperty(fc.array(row, { maxLength: 40 }), settings, async (rows, more) => {
      await sandbox.reset();
      const lines = rows.flatMap(({ content: parts, stateAfter, ...ids }, index) => [
        record({ data_set: 'dsMONTHLY01', ...ids, ...parts }),
        ...(stateAfter ? [state(index)] : []),
      ]);
      const credentials = { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector };
      const { error, states } = await writeInProcess({
        config: { base_url: sandbox.url, credentials, max_rejected_percent: 100, ...more },
        lines: [...lines, state('end')],
      });
      expect(error).toBeUndefined();
      const stats = states.map((line) => (JSON.parse(line) as Message).state!.destinationStats!);
      // Each state has the records since the one before it.
      const gaps: number[] = [0];
      for (const { stateAfter } of rows) {
        gaps.push(gaps.pop()! + 1);
        if (stateAfter) gaps.push(0);
      }
      expect(stats.map(({ recordCount, rejectedRecordCount }) => recordCount + rejectedRecordCount)).toEqual(gaps);
      const values = stats.map(({ additionalStats: { stored, deleted, skipped, superseded, rejected } }) =>
        [stored, deleted, skipped, superseded, rejected].reduce<number>((sum, count) => sum + count!, 0),
      );
      // A long row is one value.
      expect(values).toEqual(gaps);
      expect(stats.map(({ additionalStats }) => additionalStats['rejected'])).toEqual(
        stats.map(({ rejectedRecordCount }) => rejectedRecordCount),
      );
      const held = (await sandbox.values()).map((each) => [placeOf(each), each.value]);
      expect(held.sort()).toEqual([...cellsAfter(rows, version, more.null_values)].sort());
      const total = (name: string): number => stats.reduce((sum, each: Stats) => sum + each.additionalStats[name]!, 0);
      expect(total('imported') + total('updated') + total('unchanged')).toBe(total('stored'));
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});
