import { join } from 'node:path';

import { pythonEnvironment } from './python-environment';

const ROOT = join(__dirname, '../..');
const python = pythonEnvironment();
const withPython = typeof python === 'string' ? describe.skip : describe;

withPython(`Airbyte's own checks${typeof python === 'string' ? ` (${python})` : ''}`, () => {
  const run = (program: string, file: string) => {
    if (typeof python === 'string') throw new Error(python);
    const { stdout, stderr, exitCode } = python.run(program, [join(ROOT, file)], { cwd: ROOT, timeoutMs: 60_000 });
    return { found: stdout.trim(), trouble: exitCode === 0 ? '' : stderr, exitCode };
  };

  test('find metadata.yaml as their schema of connector metadata wants it', () => {
    expect(run('check_metadata.py', 'metadata.yaml')).toEqual({ found: '', trouble: '', exitCode: 0 });
  });

  test('find every secret of the form marked as one, and nothing else', () => {
    expect(run('lint_spec.py', 'bin/destination-dhis2')).toEqual({ found: '', trouble: '', exitCode: 0 });
  });
});
