import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { record, state } from '../support/connector';
import { writeInProcess } from '../support/in-process';
import { perfRow, placeOf, type LongRow } from '../support/rows';
import { sampled } from '../support/sample';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

const MONTHLY = { data_set: 'dsMONTHLY01', data_element: 'deZEROPOS01', org_unit: 'ouFACIL0001' };

/** By the line on which each stands. */
const BAD: ReadonlyMap<number, LongRow> = new Map([
  [1000, { ...perfRow(0), data_element: 'deNOSUCH001' }],
  [4000, { ...perfRow(0), org_unit: 'ouNOSUCH001' }],
  [7000, { ...perfRow(0), period: '2025-13' }],
  [10_000, { ...perfRow(30_000), value: 'twelve' }],
  [13_000, { ...perfRow(0), category_option_combo: 'cocNOSUCH01' }],
  [16_000, { ...MONTHLY, period: '202501', value: '-4' }],
  [19_000, { ...MONTHLY, period: '202502', value: '1.5' }],
]);
const rows = Array.from({ length: 25_000 }, (_, index) => BAD.get(index + 1) ?? perfRow(index));
const good = rows.filter((_, index) => !BAD.has(index + 1));
const model = new Map(good.map((row) => [placeOf(row), row['value']]));

/**
 * Requests that 25 payloads of 1,000 values may become at most for 7 bad rows. One of the seven is known by its period before
 * anything is sent, whatever `preflight` says.
 */
const MOST_REQUESTS = { '2.41': 32, '2.42': 32, '2.43': 40 } as const;

const table: string[] = [];

describe.each(sampled(['2.41', '2.42', '2.43'] as const))(
  '25,000 rows with 7 bad ones, preflight off, to DHIS2 %s',
  (version) => {
    let sandbox: Sandbox;
    let folder: string;
    beforeAll(async () => {
      sandbox = await startTestSandbox({ version });
      folder = mkdtempSync(join(tmpdir(), 'reports-'));
    });
    afterAll(async () => {
      rmSync(folder, { recursive: true });
      await sandbox.close();
    });

    test('are stored but for those 7, each named by its line, in not many more requests', async () => {
      const { error, states } = await writeInProcess({
        config: {
          base_url: sandbox.url,
          credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
          preflight: false,
          reports_dir: folder,
        },
        lines: [...rows.map((row) => record({ category_option_combo: null, ...row })), state('end')],
      });
      expect(error).toBeUndefined();
      const held = await sandbox.values();
      expect(new Map(held.map((each) => [placeIn(each), each.value]))).toEqual(model);
      expect(JSON.parse(states.at(-1)!)).toMatchObject({
        state: { destinationStats: { recordCount: 24_993, rejectedRecordCount: 7 } },
      });
      const [file] = readdirSync(folder);
      const named = readFileSync(join(folder, file!), 'utf8').trim().split('\n');
      const linesNamed = named.map((line) => (JSON.parse(line) as { rejection: { line: number } }).rejection.line);
      expect(linesNamed.sort((a, b) => a - b)).toEqual([...BAD.keys()]);
      const imports = sandbox.requests.filter(({ method, path }) => method === 'POST' && path === '/api/dataValueSets');
      const sent = imports.reduce((sum, { values = 0 }) => sum + values, 0);
      table.push(`${version}  requests ${imports.length}, values sent ${sent}`);
      expect(imports.length).toBeLessThanOrEqual(MOST_REQUESTS[version]);
    });
  },
);

function placeIn(each: { readonly dataElement: string; readonly orgUnit: string; readonly period: string }): string {
  return `${each.dataElement}/${each.orgUnit}/${each.period}`;
}

afterAll(() => console.log(table.join('\n')));
