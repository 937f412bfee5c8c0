import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly tests: readonly string[];
}

const ROOT = join(__dirname, '../..');
const mutants = JSON.parse(readFileSync(join(ROOT, 'test/mutants/mutants.json'), 'utf8')) as readonly Mutant[];

describe('the mutants', () => {
  test.each(mutants)('$name: its text stands once in the code, and its tests are there', ({ file, from, tests }) => {
    expect(readFileSync(join(ROOT, file), 'utf8').split(from)).toHaveLength(2);
    expect(tests.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
