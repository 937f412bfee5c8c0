import { meeting } from '../../sandbox/src/faults';
import type { RequestEntry } from '../../sandbox/src/request-log';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { PeriodGate } from '../../src/core/delivery/period-gate';
import { record, state } from '../support/connector';
import { fastClock, writeInProcess } from '../support/in-process';
import { sendAtOnce } from '../support/delivery-at-sandbox';
import { sampled } from '../support/sample';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';
import { type Random, seededRandom } from '../support/seeded-random';

/** Seeds of each case: `FAULT_SEEDS` for `npm run test:faults`. */
const SEEDS = Number(process.env['FAULT_SEEDS'] ?? 5);

const PERIODS = ['201001', '201002', '201003', '201004'];
const VALUES_A_REQUEST = 20;

interface Row {
  readonly dataElement: string;
  readonly orgUnit: string;
  readonly period: string;
  readonly value: string;
}

/** Period after period, so that new ones keep coming up, and shuffled within each. */
function shuffledRows(random: Random): Row[] {
  return PERIODS.flatMap((period) => {
    const rows = Array.from({ length: 120 }, (_, index) => ({
      dataElement: `dePERF0000${(index % 3) + 1}`,
      orgUnit: `ouPERF${String(Math.floor(index / 3) + 1).padStart(5, '0')}`,
      period,
      value: String(Math.floor(random() * 1000) + 1),
    }));
    for (let last = rows.length - 1; last > 0; last -= 1) {
      const other = Math.floor(random() * (last + 1));
      [rows[last], rows[other]] = [rows[other]!, rows[last]!];
    }
    return rows;
  });
}

/** Lets every request pass: what the delivery would do without {@link PeriodGate}. */
class OpenGate extends PeriodGate {
  override enter(): Promise<() => void> {
    return Promise.resolve(() => undefined);
  }
}

const isImport = ({ method, path }: RequestEntry): boolean => method === 'POST' && path === '/api/dataValueSets';

/** Values that were sent more often than once a writer: DHIS2 had not stored them, and the connector noticed. */
function sentAgain(sandbox: Sandbox, once: number): number {
  return sandbox.requests.filter(isImport).reduce((sum, { values = 0 }) => sum + values, 0) - once;
}

function mostAtOnce(sandbox: Sandbox): number {
  const events = sandbox.requests
    .filter(isImport)
    .flatMap(({ receivedOrder, answeredOrder = Infinity }) => [
      [receivedOrder, 1] as const,
      [answeredOrder, -1] as const,
    ])
    .sort(([a], [b]) => a - b);
  let now = 0;
  return events.reduce((most, [, change]) => Math.max(most, (now += change)), 0);
}

async function lostOf(sandbox: Sandbox, rows: readonly Row[]): Promise<number> {
  const held = new Map(
    (await sandbox.values()).map((each) => [`${each.dataElement}/${each.orgUnit}/${each.period}`, each.value]),
  );
  return rows.filter((row) => held.get(`${row.dataElement}/${row.orgUnit}/${row.period}`) !== row.value).length;
}

const table: string[] = [];

describe.each(sampled(['2.42', '2.43'] as const))('races between requests to DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version });
  });
  beforeEach(async () => {
    await sandbox.reset();
  });
  afterAll(() => sandbox.close());

  /** Lets imports run beside each other; so many of the first, if any, are sure to collide. */
  const openRaces = async (sure = 1): Promise<void> => {
    await sandbox.reset();
    sandbox.faults.races = true;
    sandbox.faults.raceWindow = meeting(sure);
    sandbox.faults.msPerThousandValues = 300;
  };

  const runAtOnce = async (
    gate: () => PeriodGate,
    sure = 1,
  ): Promise<{ lost: number; again: number; atOnce: number }> => {
    const sum = { lost: 0, again: 0, atOnce: 0 };
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      await openRaces(sure);
      const random = seededRandom(seed);
      const rows = shuffledRows(random);
      const run = { sandbox, habits: version, requests: 4, gate: gate(), valuesARequest: VALUES_A_REQUEST, random };
      const ledger = await sendAtOnce(
        run,
        rows.map((row) => ({ dataSet: 'dsPERF00001', ...row })),
      );
      expect(ledger.values).toMatchObject({ stored: rows.length, rejected: 0 });
      sum.lost += await lostOf(sandbox, rows);
      sum.again += sentAgain(sandbox, rows.length);
      sum.atOnce = Math.max(sum.atOnce, mostAtOnce(sandbox));
    }
    return sum;
  };

  test('four requests at once that use new periods first lose nothing, and by the period gate meet no race at all', async () => {
    const { lost, again, atOnce } = await runAtOnce(() => new PeriodGate());
    table.push(`${version}  four requests at once, new periods ${SEEDS} seeds, lost ${lost}, sent again ${again}`);
    expect([lost, again, atOnce]).toEqual([0, 0, 4]);
  });

  test('without the gate they do meet races, and still lose nothing', async () => {
    const { lost, again } = await runAtOnce(() => new OpenGate(), 2);
    table.push(`${version}  the same without the period gate   ${SEEDS} seeds, lost ${lost}, sent again ${again}`);
    expect(lost).toBe(0);
    expect(again).toBeGreaterThan(0);
  });

  test.each([
    ['the same order', (rows: readonly Row[]) => rows],
    [
      'opposite orders',
      (rows: readonly Row[]) => PERIODS.flatMap((period) => rows.filter((row) => row.period === period).toReversed()),
    ],
  ])('two connectors at once on the same cells, in %s, leave each cell as both want it', async (order, ordered) => {
    let lost = 0;
    let again = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      await openRaces(2);
      const random = seededRandom(seed);
      const rows = shuffledRows(random);
      const outcomes = await Promise.all(
        [rows, ordered(rows)].map((each) =>
          writeInProcess({
            config: {
              base_url: sandbox.url,
              credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
              max_values_per_request: VALUES_A_REQUEST,
            },
            lines: [
              ...each.map(({ dataElement, orgUnit, period, value }) =>
                record({ data_set: 'dsPERF00001', dataElement, orgUnit, period, value }),
              ),
              state(seed),
            ],
            random,
            clock: fastClock(10),
          }),
        ),
      );
      expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined]);
      for (const { states } of outcomes) {
        expect(states.map((line) => (JSON.parse(line) as StateLine).state.destinationStats)).toMatchObject([
          { recordCount: rows.length, rejectedRecordCount: 0 },
        ]);
      }
      lost += await lostOf(sandbox, rows);
      again += sentAgain(sandbox, 2 * rows.length);
    }
    table.push(`${version}  two connectors, ${order.padEnd(18)} ${SEEDS} seeds, lost ${lost}, sent again ${again}`);
    expect(lost).toBe(0);
    expect(again).toBeGreaterThan(0);
  });
});

interface StateLine {
  readonly state: { readonly destinationStats: { readonly recordCount: number } };
}

afterAll(() => console.log(table.join('\n')));
