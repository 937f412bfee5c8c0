import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { parsePeriod } from '../../src/core/mapping/period/period';
import { record, state } from '../support/connector';
import { writeInProcess } from '../support/in-process';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

/** A row that is bad in one way; what it does not say is as in {@link GOOD}. */
type Change = Readonly<Record<string, unknown>>;

const GOOD = { data_set: 'dsMONTHLY01', data_element: 'deINTEGER01', org_unit: 'ouFACIL0001', value: '1' };

/** The mixed bag, sent by a clerk of District One. */
const BAD: readonly (readonly [string, Change])[] = [
  ['an unknown data set', { data_set: 'dsNOSUCH001' }],
  ['an unknown data element', { data_element: 'deNOSUCH001' }],
  ['an unknown org unit', { org_unit: 'ouNOSUCH001' }],
  ['an unknown category option combo', { category_option_combo: 'cocNOSUCH01' }],
  ['an unknown attribute option combo', { attribute_option_combo: 'aocNOSUCH01' }],
  ['an org unit id that is no UID', { org_unit: 'short' }],
  ['a data element by its code', { data_element: 'DE_INT' }],
  ['an org unit by its name', { org_unit: 'Facility One' }],
  ['no data element', { data_element: null }],
  ['no org unit', { org_unit: null }],
  ['no period', { period: null }],
  ['an object in place of an id', { org_unit: { id: 'ouFACIL0001' } }],
  ['an element of another data set', { data_element: 'deWEEKLY001' }],
  ['an element in no data set', { data_element: 'deNOTINDS01' }],
  ['a foreign category option combo', { category_option_combo: 'coc:Male' }],
  ['a disaggregated element without combo', { data_element: 'deDISAG0001' }],
  ['a foreign attribute option combo', { attribute_option_combo: 'coc:Partner A' }],
  ['no attribute option combo where one is needed', { data_set: 'dsATTRIB001', data_element: 'deATTRIB001' }],
  [
    'an attribute option combo past its end',
    {
      data_set: 'dsATTRIB001',
      data_element: 'deATTRIB001',
      attribute_option_combo: 'coc:Partner Old',
      period: '202503',
    },
  ],
  ['an org unit that has no such data set', { org_unit: 'ouDISTR0001' }],
  ["an org unit outside the user's hierarchy", { org_unit: 'ouFACIL0003' }],
  ['a data set that the user may not write', { data_set: 'dsNOSHARE01', data_element: 'deNOSHARE01' }],
  ['no data set, and none holds the element', { data_set: null, data_element: 'deNOTINDS01' }],
  ['no data set, and none may be written', { data_set: null, data_element: 'deNOSHARE01' }],
  ['a period that is none', { period: 'January' }],
  ['a 13th month', { period: '2025-13' }],
  ['a week in a monthly data set', { period: '2025W10' }],
  ['a day in a monthly data set', { period: '2025-01-31' }],
  ['a future period', { period: '203001' }],
  ['a period long before the org unit opened', { period: '190001' }],
  ['an org unit that has closed', { org_unit: 'ouCLOSED001', period: '202501' }],
  ['an expired period', { data_set: 'dsEXPIRED01', data_element: 'deEXPIRED01', period: '202001' }],
  ['letters for a whole number', { value: 'twelve' }],
  ['a fraction for a whole number', { value: '1.5' }],
  ['a thousands separator', { value: '1,500' }],
  ['a leading zero', { value: '007' }],
  ['a negative number where none may be', { data_element: 'deZEROPOS01', value: '-4' }],
  ['a percentage over 100', { data_element: 'dePERCENT01', value: '101' }],
  ['neither yes nor no', { data_element: 'deBOOL00001', value: 'maybe' }],
  ['a date that does not exist', { data_element: 'deDATE00001', value: '2025-02-30' }],
  ['a value that is no option', { data_element: 'deOPTION001', value: 'GREEN' }],
  ['an option by its name', { data_element: 'deOPTION001', value: 'Blue' }],
  ['a text that is too long', { data_element: 'deLONGTXT01', value: 'x'.repeat(50_001) }],
  ['a comment that is too long', { comment: 'x'.repeat(50_001) }],
  ['a complete date that is none', { complete_date: '02/03/2025' }],
  ['a mark of deletion that is none', { deleted: 'maybe' }],
];

/** Good rows before each bad one, so that a refusal has neighbours to lose. */
const GOOD_EACH = 5;
const period = (index: number): string =>
  `${2011 + Math.floor(index / 12)}${String((index % 12) + 1).padStart(2, '0')}`;

interface Sent {
  readonly row: Readonly<Record<string, unknown>>;
  readonly kind: string | undefined;
}

function theBag(combos: ReadonlyMap<string, string>): readonly Sent[] {
  return BAD.flatMap(([kind, change], index) => {
    const good = Array.from({ length: GOOD_EACH }, (_, each) => ({
      row: {
        ...GOOD,
        data_element: ['deINTEGER01', 'deNUMBER001', 'deTEXT00001', 'deLONGTXT01', 'deZEROSIG01'][each],
        period: period(index),
      },
      kind: undefined,
    }));
    const named = Object.entries(change).map(([field, value]) => [
      field,
      typeof value === 'string' && value.startsWith('coc:') ? combos.get(value.slice(4)) : value,
    ]);
    const bad = { ...GOOD, org_unit: 'ouFACIL0002', period: period(index), ...(Object.fromEntries(named) as Change) };
    return [...good, { row: bad, kind }];
  });
}

function place(...[dataElement, orgUnit, id]: readonly unknown[]): string {
  return JSON.stringify([dataElement, orgUnit, parsePeriod(String(id))?.id]);
}

type Verdicts = ReadonlyMap<string, string>;

/** Sends the bag; says of each kind of bad row what became of it, and checks that no row got lost. */
async function sendBag(sandbox: Sandbox, preflight: boolean): Promise<Verdicts> {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-'));
  try {
    const combos = await optionCombos(sandbox.url);
    const bag = theBag(combos);
    const lines = [...bag.map(({ row }) => record(row)), state({ done: true })];
    const config = {
      base_url: sandbox.url,
      credentials: { auth_type: 'basic', username: 'clerk', password: PASSWORDS.clerk },
      preflight,
      max_rejected_percent: 100,
      reports_dir: folder,
    };
    const { states, error } = await writeInProcess({ config, lines });
    expect(error).toBeUndefined();
    const stored = new Set((await sandbox.values()).map((each) => place(each.dataElement, each.orgUnit, each.period)));
    const refusals = readRefusals(folder);
    const taken = bag.filter((_sent, index) => !refusals.has(index + 1));
    for (const { row } of taken) expect(stored).toContain(place(row['data_element'], row['org_unit'], row['period']));
    expect(taken.filter(({ kind }) => kind === undefined)).toHaveLength(GOOD_EACH * BAD.length);
    const { state: released } = JSON.parse(states[0] ?? '{}') as {
      state: { destinationStats: Record<string, number> };
    };
    expect(released.destinationStats).toMatchObject({
      recordCount: bag.length - refusals.size,
      rejectedRecordCount: refusals.size,
    });
    return new Map(
      bag.flatMap(({ kind }, index): [string, string][] =>
        kind === undefined ? [] : [[kind, refusals.get(index + 1) ?? 'stored']],
      ),
    );
  } finally {
    rmSync(folder, { recursive: true });
    await sandbox.reset();
  }
}

/** Who refused the row of each line, and the code. */
function readRefusals(folder: string): ReadonlyMap<number, string> {
  const [file = ''] = readdirSync(folder).filter((name) => name.startsWith('rejected-'));
  const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
  return new Map(
    lines.map((line) => {
      const { rejection } = JSON.parse(line) as {
        rejection: { line: number; reasons: readonly { code: string; by: string }[] };
      };
      const [{ code, by } = { code: '', by: '' }] = rejection.reasons;
      return [rejection.line, by === 'dhis2' ? `DHIS2 ${code}` : `connector ${code}`];
    }),
  );
}

/** Option combos have other UIDs in each version. */
async function optionCombos(url: string): Promise<ReadonlyMap<string, string>> {
  const authorization = `Basic ${Buffer.from(`clerk:${PASSWORDS.clerk}`).toString('base64')}`;
  const reply = await fetch(`${url}/api/categoryOptionCombos?fields=id,name&paging=false`, {
    headers: { authorization },
  });
  const { categoryOptionCombos } = (await reply.json()) as { categoryOptionCombos: { id: string; name: string }[] };
  return new Map(categoryOptionCombos.map(({ id, name }) => [name, id]));
}

const DOCS = join(__dirname, '../../docs/preflight.md');
const START = '<!-- bag:start -->';
const END = '<!-- bag:end -->';
const VERSIONS = ['2.41', '2.42', '2.43'] as const;

/** Compares the table in docs/preflight.md, or writes it where that is asked for (`UPDATE_DOCS=1`). */
function expectInDocs(rows: readonly (readonly string[])[]): void {
  const text = readFileSync(DOCS, 'utf8');
  const [before, after] = [text.slice(0, text.indexOf(START)), text.slice(text.indexOf(END))];
  if (process.env['UPDATE_DOCS']) {
    const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
    writeFileSync(DOCS, `${before}${START}\n\n${table}\n\n${after}`);
  }
  const lines = readFileSync(DOCS, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const cells = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^-+$/, '---')),
  );
  expect(cells).toEqual(rows);
}

test('a mixed bag of bad rows: each is refused by someone or stored as DHIS2 does it, and no good one is lost', async () => {
  const verdicts: Verdicts[] = [];
  for (const version of VERSIONS) {
    const sandbox = await startTestSandbox({ version });
    try {
      verdicts.push(await sendBag(sandbox, true), await sendBag(sandbox, false));
    } finally {
      await sandbox.close();
    }
  }
  const head = ['row', ...VERSIONS.flatMap((version) => [`${version}, preflight on`, `${version}, preflight off`])];
  const rows = BAD.map(([kind]) => [kind, ...verdicts.map((each) => each.get(kind) ?? '')]);
  expectInDocs([head, head.map(() => '---'), ...rows]);
}, 180_000);
