import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** One breach of each rule: the file that is at fault, and what it imports. */
const BREACHES: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'four-files-at-the-top': ['src/config/config.ts', 'src/helpers.ts'],
  'core-is-pure': ['src/core/mapping/row.ts', 'fs'],
  'model-is-the-ground': ['src/core/model/value.ts', 'src/core/mapping/period.ts'],
  'rooms-meet-by-ports': ['src/core/delivery/send.ts', 'src/core/account/ledger.ts'],
  'edges-do-not-meet': ['src/report/page.ts', 'src/airbyte/stdout.ts'],
  'edges-use-core-and-errors': ['src/dhis2/client.ts', 'src/config/spec.ts'],
  'http-knows-no-sign-in': ['src/dhis2/http/retry.ts', 'src/dhis2/sign-in/token.ts'],
  'config-is-a-translation': ['src/config/form.ts', 'src/core/delivery/delivery.ts'],
  'pipeline-sees-core-only': ['src/pipeline.ts', 'src/dhis2/wire.ts'],
  'commands-stand-apart': ['src/commands/check/check.ts', 'src/commands/lookup/lookup.ts'],
  'nothing-imports-the-entry': ['src/commands/lookup/rows.ts', 'src/entry/system-clock.ts'],
  'destination-is-assembled-once': ['src/commands/check/trial.ts', 'src/destination.ts'],
  'stand-ins-stand-alone': ['sandbox/src/main.ts', 'src/errors.ts'],
  'connector-ships-alone': ['src/core/account/limit.ts', 'bench/sink.ts'],
  'cdk-by-these-doors-only': ['src/entry/runner.ts', 'faros-airbyte-cdk/lib/sources/source'],
  'no-circles': ['src/airbyte/a.ts', 'src/airbyte/b.ts'],
  'no-dev-dependencies-in-what-ships': ['src/report/draw.ts', 'fast-check'],
};

/** What is in a file beside the import that is at fault. */
const MORE: Readonly<Record<string, string>> = { 'src/airbyte/b.ts': "import '../airbyte/a';\n" };

describe('the architecture rules', () => {
  let folder: string;
  let found: readonly { readonly from: string; readonly to: string; readonly rule: { readonly name: string } }[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'breaches-'));
    const write = (file: string, text: string): void => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text, { flag: 'a' });
    };
    for (const name of ['package.json', 'tsconfig.base.json']) symlinkSync(join(ROOT, name), join(folder, name));
    write('demo/src/start.ts', '');
    // Links would lead out of the folder: two empty packages do.
    for (const name of ['fast-check', 'faros-airbyte-cdk'])
      write(`node_modules/${name}/package.json`, `{"name":"${name}"}`);
    write('node_modules/fast-check/index.js', '');
    write('node_modules/faros-airbyte-cdk/lib/sources/source.js', '');
    for (const [from, to] of Object.values(BREACHES)) {
      const local = /^(src|sandbox|bench)\//.test(to);
      const up = '../'.repeat(from.split('/').length - 1) || './';
      write(from, `import '${local ? up + to.replace(/\.ts$/, '') : to}';\n`);
      if (local) write(to, MORE[to] ?? 'export const here = 1;\n');
    }
    const cruise = spawnSync(
      process.execPath,
      [
        join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        ...['src', 'sandbox', 'demo', '--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json'],
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 100_000_000 },
    );
    found = (JSON.parse(cruise.stdout) as { summary: { violations: typeof found } }).summary.violations;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are all tried', () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- dependency-cruiser's own form
    const { forbidden } = require('../../.dependency-cruiser.cjs') as { forbidden: readonly { name: string }[] };
    expect(Object.keys(BREACHES)).toEqual(forbidden.map(({ name }) => name));
  });

  it.each(Object.entries(BREACHES))('catch a breach of %s', (rule, [from, to]) => {
    const breaches = found.filter(({ rule: { name } }) => name === rule).map((each) => `${each.from} → ${each.to}`);
    expect(breaches).toContainEqual(expect.stringMatching(new RegExp(`^${from} → (.*/)?${to}`)));
  });
});

/** The list under a heading, up to the next one. */
function section(file: string, heading: string): string {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const start = text.indexOf(`\n## ${heading}\n`);
  return text.slice(start, text.indexOf('\n## ', start + 1));
}

describe('the invariants of ARCHITECTURE.md', () => {
  const invariants = section('ARCHITECTURE.md', 'Invariants')
    .split(/\n(?=\d+\. )/)
    .slice(1);
  const tests = invariants.flatMap((text, index) =>
    [...text.matchAll(/^ {3}- `([^`]+)`: (.+)$/gm)].map(
      ([, file = '', title = '']) => [index + 1, file, title] as const,
    ),
  );

  it('are the nine, each with tests', () => {
    expect(invariants).toHaveLength(9);
    expect([...new Set(tests.map(([number]) => number))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it.each(tests)('%i is held by a test of %s: %s', (_, file, title) => {
    expect(existsSync(join(ROOT, file)) && readFileSync(join(ROOT, file), 'utf8')).toContain(title);
  });
});

describe('docs/assumptions.md', () => {
  const rows = [
    ...readFileSync(join(ROOT, 'docs/assumptions.md'), 'utf8').matchAll(/^\| +(\d+) +\|([^|]+)\|([^|]+)\|([^|]+)\|$/gm),
  ];

  it('numbers what it lists', () => {
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.map(([, number]) => Number(number))).toEqual(rows.map((_, index) => index + 1));
  });

  it.each(rows.map(([, number = '', , shown = '', code = '']) => [number, shown, code]))(
    '%s is shown by recorded exchanges and has code that rests on it',
    (_, shown, code) => {
      const exchanges = [...shown.matchAll(/(ethiopian |nepali |)(2\.4[123]\.\d(?:\.\d)?) (\d{3,4}(?:, \d{3,4})*)/g)];
      expect(exchanges.length > 0 || shown.includes('source') || shown.includes('`')).toBe(true);
      for (const [, calendar = '', version = '', numbers = ''] of exchanges) {
        const folder = calendar === '' ? 'test/transcripts' : `test/transcripts-calendar/${calendar.trim()}`;
        const recorded = readdirSync(join(ROOT, folder, version)).map((name) => /^\d+/.exec(name)?.[0]);
        for (const number of numbers.split(', ')) expect(recorded).toContain(number);
      }
      const files = [...code.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) expect(existsSync(join(ROOT, 'src', file))).toBe(true);
    },
  );
});
