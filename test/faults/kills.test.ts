import type { Sandbox } from '../../sandbox/src/sandbox';
import { prepareJob, record, start, state, statesOf } from '../support/connector';
import { perfRow, placeOf } from '../support/rows';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';
import { seededRandom } from '../support/seeded-random';

/** Kills of each version: `FAULT_KILLS` for `npm run test:faults`, few in the ordinary test run. */
const KILLS = Number(process.env['FAULT_KILLS'] ?? 3);
/** Rows of the stream; each is a cell of its own. */
const ROWS = KILLS >= 50 ? 100_000 : 2_000 * (KILLS + 2);
const ROWS_A_STATE = 500;

const rows = Array.from({ length: ROWS }, (_, index) => perfRow(index));

/** The input from a row on: states say how many rows came before them. */
function inputFrom(first: number): string {
  const lines: string[] = [];
  for (let index = first; index < ROWS; index += 1) {
    lines.push(record(rows[index]!));
    if (index % ROWS_A_STATE === ROWS_A_STATE - 1) lines.push(state({ rows: index + 1 }));
  }
  return `${lines.join('\n')}\n`;
}

describe.each(['2.42', '2.43'] as const)('kill -9 at random moments, writing to DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version, logCells: true });
  });
  afterAll(() => sandbox.close());

  test(`ends with the same cells after ${KILLS} kills, each resumed from the last state; no state came before its rows were in`, async () => {
    const random = seededRandom(20_261_124);
    const job = prepareJob({
      base_url: sandbox.url,
      credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
    });
    const stored = new Set<string>();
    let judged = 0;
    /** The server's log is the judge: a cell is in once the import that named it has been worked. */
    const judge = (): void => {
      for (const { workedOrder, cells = [], status } of sandbox.requests.slice(judged)) {
        if (workedOrder === undefined || (status !== undefined && status !== 200)) continue;
        for (const cell of cells) stored.add(cell.split('/').slice(0, 3).join('/'));
      }
      judged = Math.max(0, sandbox.requests.length - 8);
    };
    const early: number[] = [];
    const judgeState = (data: unknown): void => {
      judge();
      const { rows: claimed } = data as { rows: number };
      for (let index = Math.max(0, claimed - ROWS_A_STATE); index < claimed; index += 1) {
        const { data_element, period, org_unit } = rows[index]!;
        if (!stored.has(`${data_element}/${period}/${org_unit}`)) early.push(index);
      }
    };

    let from = 0;
    let kills = 0;
    let code: number | null = null;
    while (code !== 0) {
      const killing = kills < KILLS;
      // Slow enough that the kills spread over the whole stream; after the last one the rest may hurry.
      sandbox.faults.msPerThousandValues = killing ? 400 : 0;
      const { child, ended } = start(['write', ...job.args], ({ state: body }) => {
        if (body) judgeState(body.stream?.stream_state);
      });
      let timer: NodeJS.Timeout | undefined;
      sandbox.faults.next = ({ method }) => {
        // The moment is counted from the first import on, so that a slow start of the process does not decide it.
        if (killing && method === 'POST') timer ??= setTimeout(() => child.kill('SIGKILL'), random() * 600);
        return undefined;
      };
      child.stdin.end(inputFrom(from));
      const run = await ended;
      clearTimeout(timer);
      if (run.signal === 'SIGKILL') kills += 1;
      code = run.signal === null ? run.code : null;
      if (code !== null && code !== 0) throw new Error(`ended with ${code}: ${run.stdout.slice(-2000)}`);
      const last = statesOf(run).at(-1)?.data as { rows: number } | undefined;
      from = last?.rows ?? from;
    }
    expect(kills).toBe(KILLS);
    job.remove();
    expect(early).toEqual([]);
    const values = await sandbox.values();
    const cells = new Map(values.map((each) => [`${each.dataElement}/${each.orgUnit}/${each.period}`, each.value]));
    expect(cells.size).toBe(ROWS);
    expect(rows.every((row) => cells.get(placeOf(row)) === row['value'])).toBe(true);
    console.log(`DHIS2 ${version}: ${kills} kills over ${ROWS} rows, states early 0, cells lost or wrong 0`);
  });
});
