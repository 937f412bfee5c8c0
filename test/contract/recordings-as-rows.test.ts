import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { record, state, statesOf } from '../support/connector';
import type { Message, StateOut } from '../support/connector';
import { writeInProcess } from '../support/in-process';
import { sampled } from '../support/sample';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';
import { metadataOf } from './recorded-metadata';
import { recordedImports } from './recorded-rows';
import type { RecordedImport } from './recorded-rows';
import type { RowVerdict } from './row-verdicts';
import { cellOf, RowJudge } from './row-verdicts';
import { VERSIONS } from './transcripts';

/** Imports that as rows end otherwise than DHIS2 takes them, and why. */
const OTHERWISE: ReadonlyMap<number, string> = new Map([
  [45, 'attributeCategoryOptions: a packaged row is refused for them, a long row has no column of the name'],
  [78, 'a packaged value without `value` is refused; as a column of a long row it is NULL'],
  [208, '`dryRun` in a packaged row: DHIS2 up to 2.42 ignores it and stores, 2.43 does not; the row is refused'],
  [67, 'a date with a time of day: DHIS2 takes it for a date, preflight asks for a cast'],
]);

/** Words of the log that are values of some recorded row too. */
const WORDS = new Set(['false', 'short', '2025-01-31']);

interface Line {
  readonly data: object;
  readonly verdicts: readonly RowVerdict[];
}

describe.each(sampled(VERSIONS))('every recorded import as rows, in one sync into DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  let judge: RowJudge;
  const imports = recordedImports(version).filter(({ number }) => !OTHERWISE.has(number));

  beforeAll(async () => {
    sandbox = await startTestSandbox({ version, metadata: metadataOf(version) });
    judge = new RowJudge(sandbox);
  });
  afterAll(() => sandbox.close());

  test.each([
    ['long', 'packed', true],
    ['long', 'packed', false],
    ['long', 'grouped', true],
    ['long', 'grouped', false],
    ['packaged', 'packed', true],
    ['packaged', 'grouped', false],
  ] as const)('%s rows, %s requests, preflight %s', async (layout, shape, preflight) => {
    await sandbox.reset();
    const lines = await linesOf(imports, layout, (row) => judge.judge(row, preflight));
    await sandbox.reset();
    const run = await sync(sandbox, lines, { preflight, request_shape: shape });

    const verdicts = lines.flatMap((line) => line.verdicts);
    expect(misjudged(lines, run.refused, verdicts)).toEqual([]);
    // A packaged row that cannot be read at all counts as one value.
    const values = layout === 'long' ? verdicts.length : run.counted.values;
    expect(run.counted).toEqual({ records: lines.length, values, rejected: run.refused.size });
    const held = await cellsOf(sandbox);
    expect(held).toEqual(wantedCells(verdicts));
    expect(seenValues(imports, run.logs)).toEqual([]);

    await sync(sandbox, lines, { preflight, request_shape: shape });
    expect(await cellsOf(sandbox)).toEqual(held);
  });
});

async function linesOf(
  imports: readonly RecordedImport[],
  layout: 'long' | 'packaged',
  judgeRow: (row: RecordedImport['rows'][number]) => Promise<RowVerdict>,
): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const { body, rows } of imports) {
    const verdicts: RowVerdict[] = [];
    for (const row of rows) verdicts.push(await judgeRow(row));
    if (layout === 'packaged') lines.push({ data: { payload: body }, verdicts });
    else lines.push(...rows.map((data, index) => ({ data, verdicts: verdicts.slice(index, index + 1) })));
  }
  return lines;
}

interface Sync {
  /** Numbers of the lines that were refused, from 1. */
  readonly refused: ReadonlySet<number>;
  readonly counted: { readonly records: number; readonly values: number; readonly rejected: number };
  readonly logs: string;
}

async function sync(sandbox: Sandbox, lines: readonly Line[], more: object): Promise<Sync> {
  const folder = mkdtempSync(join(tmpdir(), 'rows-'));
  try {
    const credentials = { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector };
    const config = { base_url: sandbox.url, credentials, max_rejected_percent: 100, reports_dir: folder, ...more };
    const input = [...lines.map(({ data }) => record(data)), state('end')];
    const { error, states, logs } = await writeInProcess({ config, lines: input });
    expect(error).toBeUndefined();
    return { refused: refusedLines(folder), counted: countsOf(states), logs: logs.join('\n') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function refusedLines(folder: string): ReadonlySet<number> {
  const [file = ''] = readdirSync(folder).filter((name) => name.startsWith('rejected-'));
  const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
  return new Set(lines.map((line) => (JSON.parse(line) as { rejection: { line: number } }).rejection.line));
}

/** Of the one state at the end. */
function countsOf(states: readonly string[]): Sync['counted'] {
  const messages = states.map((line) => JSON.parse(line) as Message);
  const [{ recordCount, rejectedRecordCount, values } = NO_STATE] = statesOf({ messages });
  const { stored = 0, deleted = 0, skipped = 0, superseded = 0, rejected = 0 } = values;
  return {
    records: recordCount + rejectedRecordCount,
    values: stored + deleted + skipped + superseded + rejected,
    rejected: rejectedRecordCount,
  };
}

const NO_STATE: StateOut = { data: undefined, recordCount: -1, rejectedRecordCount: -1, values: {} };

/** Lines that were refused and should not have been, or the reverse. */
function misjudged(
  lines: readonly Line[],
  refused: ReadonlySet<number>,
  all: readonly RowVerdict[],
): readonly string[] {
  const lastGood = new Map(all.flatMap((each, at) => (each.cell && each.end !== 'refused' ? [[each.cell, at]] : [])));
  let at = 0;
  return lines.flatMap(({ data, verdicts }, index) => {
    const bad = verdicts
      .map((verdict, i) => ({ verdict, at: at + i }))
      .filter(({ verdict }) => verdict.end === 'refused');
    at += verdicts.length;
    // What DHIS2 would refuse may have been replaced by a later row of its cell before it was sent.
    const sure = bad.some(
      ({ verdict: { by, cell }, at: own }) => by === 'connector' || (lastGood.get(cell ?? '') ?? -1) < own,
    );
    if (refused.has(index + 1) ? bad.length > 0 : !sure) return [];
    return [`line ${index + 1} ${refused.has(index + 1) ? 'was' : 'was not'} refused: ${JSON.stringify(data)}`];
  });
}

function wantedCells(verdicts: readonly RowVerdict[]): Readonly<Record<string, string>> {
  const cells = new Map<string, string>();
  for (const { end, cell = '', value = '' } of verdicts) {
    if (end === 'stored') cells.set(cell, value);
    if (end === 'gone') cells.delete(cell);
  }
  return Object.fromEntries(cells);
}

async function cellsOf(sandbox: Sandbox): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await sandbox.values()).map((each) => [cellOf(each), each.value ?? '']));
}

/** Values and comments of the rows that stand in the log as words of their own. */
function seenValues(imports: readonly RecordedImport[], logs: string): readonly string[] {
  const words = new Set(logs.split(/[^\w/.-]+/));
  const texts = imports.flatMap(({ rows }) => rows.flatMap(({ value, comment }) => [value, comment])).map(String);
  return [...new Set(texts)].filter(
    (text) => text.length > 4 && !WORDS.has(text) && (words.has(text) || (text.includes(' ') && logs.includes(text))),
  );
}
