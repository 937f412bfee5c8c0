import fc from 'fast-check';
import type { Fault } from '../../sandbox/src/faults';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { record, state } from '../support/connector';
import { writeInProcess } from '../support/in-process';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

/** Runs of each property: `FAULT_RUNS` for `npm run test:faults`, few in the ordinary test run. */
const RUNS = Number(process.env['FAULT_RUNS'] ?? 25);

const DEFAULT_COMBO = 'HllvX50cXC0';

/** Several spellings of one thing; the connector must take them for the same cell. */
const period = fc.constantFrom(
  { id: '202401', spelled: '202401' },
  { id: '202401', spelled: '2024-01' },
  { id: '202402', spelled: '202402' },
  { id: '202402', spelled: '2024-02' },
);
const orgUnit = fc.constantFrom('ouFACIL0001', 'ouFACIL0002', 'ouFACIL0003');
const combo = fc.constantFrom(undefined, null, DEFAULT_COMBO);

const row = fc.record({
  kind: fc.constantFrom('good' as const, 'good' as const, 'good' as const, 'bad' as const, 'unknown' as const),
  element: fc.constantFrom('deZEROPOS01', 'dePOSINT001', 'deNUMBER001'),
  period,
  orgUnit,
  combo,
  stateAfter: fc.boolean(),
});
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

const fault: fc.Arbitrary<Fault | undefined> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom(429, 500, 503).map((status) => ({ kind: 'status', status }) as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(502 as const, 504 as const).map((status) => ({ kind: 'gateway', status }) as const),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('before-body' as const, 'after-work' as const, 'mid-answer' as const)
      .map((when) => ({ kind: 'reset', when }) as const),
  },
);

/** A third 500 to one request, before anything was stored, says that DHIS2 is down: then the sync rightly fails. */
function hasAtMostTwo500s(faults: readonly (Fault | undefined)[]): boolean {
  return faults.filter((each) => each?.kind === 'status' && each.status === 500).length <= 2;
}

const VALUE = { good: (index: number) => `${index + 1}`, bad: () => 'twelve', unknown: () => '5' };

function lineOf({ kind, element, period: { spelled }, orgUnit: unit, combo: coc }: Row, index: number): string {
  return record({
    data_set: 'dsMONTHLY01',
    data_element: kind === 'unknown' ? 'deNOSUCH001' : element,
    org_unit: unit,
    period: spelled,
    ...(coc === undefined ? {} : { category_option_combo: coc }),
    value: VALUE[kind](index),
  });
}

describe.each(['2.41', '2.42', '2.43'] as const)('a random stream with random faults, into DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version, logCells: true });
  });
  afterAll(() => sandbox.close());

  test('ends with the cells of a model, every record in one state, and no state early', async () => {
    const settings = fc.record({
      max_values_per_request: fc.constantFrom(1, 2, 5, 1000),
      max_concurrent_requests: fc.constantFrom(1, 4),
      request_shape: fc.constantFrom('packed', 'grouped'),
      preflight: fc.boolean(),
    });
    const property = fc.asyncProperty(
      fc.array(row, { maxLength: 40 }),
      fc.array(fault).filter(hasAtMostTwo500s),
      settings,
      fc.constantFrom(1, 3, Infinity),
      async (rows, faults, more, maxValues) => {
        await sandbox.reset();
        let posts = 0;
        sandbox.faults.maxValues = maxValues;
        sandbox.faults.next = ({ method }) => (method === 'POST' ? faults[posts++] : undefined);
        const lines: string[] = [];
        const cells = new Map<string, string>();
        const cellsAtState = new Map<number, Set<string>>();
        rows.forEach((each, index) => {
          lines.push(lineOf(each, index));
          const cell = `${each.element}/${each.orgUnit}/${each.period.id}`;
          if (each.kind === 'good') cells.set(cell, VALUE.good(index));
          if (!each.stateAfter) return;
          lines.push(state(index));
          cellsAtState.set(index, new Set(cells.keys()));
        });
        lines.push(state('end'));
        cellsAtState.set(-1, new Set(cells.keys()));

        const seen: { recordCount: number; rejectedRecordCount: number }[] = [];
        const early: string[] = [];
        const { error } = await writeInProcess({
          config: {
            base_url: sandbox.url,
            credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
            // What is refused is judged by the model, not by its share.
            max_rejected_percent: 100,
            ...more,
          },
          lines,
          onLine: (line) => {
            const { state: body } = JSON.parse(line) as {
              state: { stream: { stream_state: number | 'end' }; destinationStats: (typeof seen)[number] };
            };
            seen.push(body.destinationStats);
            const at = body.stream.stream_state === 'end' ? -1 : body.stream.stream_state;
            const stored = storedCells(sandbox, version);
            for (const cell of cellsAtState.get(at) ?? []) if (!stored.has(cell)) early.push(`${at}: ${cell}`);
          },
        });
        expect(error).toBeUndefined();
        expect(early).toEqual([]);
        const values = await sandbox.values();
        const held = values.map((each) => [`${each.dataElement}/${each.orgUnit}/${each.period}`, each.value]);
        expect(held.sort()).toEqual([...cells].sort());
        const count = (pick: (each: (typeof seen)[number]) => number) =>
          seen.reduce((sum, each) => sum + pick(each), 0);
        expect(count((each) => each.recordCount + each.rejectedRecordCount)).toBe(rows.length);
        expect(seen).toHaveLength(cellsAtState.size);
      },
    );
    await fc.assert(property, { numRuns: RUNS });
  });
});

/** The cells of all imports that were answered by now and in which DHIS2 may have stored something. */
function storedCells(sandbox: Sandbox, version: string): Set<string> {
  const cells = new Set<string>();
  for (const { status, workedOrder, cells: named = [] } of sandbox.requests) {
    // A connection that was cut has no status; 2.43 stores nothing of a refused payload.
    const mayHaveStored = status === 200 || status === undefined || (status === 409 && version !== '2.43');
    if (workedOrder === undefined || !mayHaveStored) continue;
    for (const name of named) {
      const [element, period, orgUnit] = name.split('/');
      cells.add(`${element}/${orgUnit}/${period}`);
    }
  }
  return cells;
}
