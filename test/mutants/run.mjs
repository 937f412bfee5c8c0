#!/usr/bin/env node
/**
 * Breaks the connector on purpose, one mutant at a time, and sees whether the tests notice.
 *
 * `node test/mutants/run.mjs [name …]`; a mutant replaces one text of a file, which must stand there exactly once.
 * Ends with a table and exit code 1 if a mutant survives.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const wanted = process.argv.slice(2);
const all = JSON.parse(readFileSync(join(root, 'test', 'mutants', 'mutants.json'), 'utf8'));
const mutants = all.filter(({ name }) => wanted.length === 0 || wanted.some((each) => name.includes(each)));

const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
for (const part of [
  'src',
  'test',
  'sandbox',
  'resources',
  'bench',
  'package.json',
  'jest.config.cjs',
  'tsconfig.base.json',
]) {
  cpSync(join(root, part), join(copy, part), { recursive: true });
}
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

/** @returns The titles of the tests that failed; none if all passed. */
function failures(tests) {
  const results = join(copy, 'results.json');
  rmSync(results, { force: true });
  const args = [
    'node_modules/jest/bin/jest.js',
    ...tests,
    '--json',
    `--outputFile=${results}`,
    '--bail=1',
    '--testTimeout=300000',
  ];
  spawnSync(process.execPath, args, { cwd: copy, stdio: 'ignore', env: { ...process.env, FAULT_RUNS: '30' } });
  const { testResults } = JSON.parse(readFileSync(results, 'utf8'));
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
    return failed.length > 0 || message === '' ? failed : [`${name.slice(copy.length + 1)} does not run`];
  });
}

let survived = 0;
for (const { name, file, from, to, tests } of mutants) {
  const path = join(copy, file);
  const whole = readFileSync(path, 'utf8');
  if (whole.split(from).length !== 2) {
    console.log(`STALE     ${name}: its text does not stand exactly once in ${file}`);
    survived += 1;
    continue;
  }
  writeFileSync(
    path,
    whole.replace(from, () => to),
  );
  const [caughtBy] = failures(tests);
  writeFileSync(path, whole);
  if (!caughtBy) survived += 1;
  console.log(`${caughtBy ? 'caught   ' : 'SURVIVED '} ${name}${caughtBy ? ` — ${caughtBy}` : ''}`);
}
rmSync(copy, { recursive: true });
console.log(`${mutants.length - survived} of ${mutants.length} mutants caught`);
process.exit(survived === 0 ? 0 : 1);
