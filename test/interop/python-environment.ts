import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { omit } from 'lodash';

const ROOT = join(__dirname, '../..');

/** Where the Python programs of this folder are. */
export const PYTHON_FOLDER = join(__dirname, 'python');

/** A virtual environment with Airbyte's own packages in it. */
export interface PythonEnvironment {
  /** Runs a program of {@link PYTHON_FOLDER} to its end, `timeoutMs` at most. */
  run(program: string, args: readonly string[], options: { cwd: string; timeoutMs: number }): Promise<PythonRun>;
}

/** What a program printed, and how it ended. */
export interface PythonRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/**
 * Finds the virtual environment `.venv`, and makes it (about a minute) when it is missing or its pins have changed.
 *
 * @returns Why there is none, as a sentence, where this machine has no Python that can hold it.
 */
export function pythonEnvironment(): PythonEnvironment | string {
  const version = spawnSync('python3', ['-c', 'import sys, venv; print(sys.version_info >= (3, 11))'], {
    encoding: 'utf8',
  });
  if (version.stdout?.trim() !== 'True') return 'skipped: this machine has no python3 of 3.11 or later with venv';
  const folder = join(ROOT, '.venv');
  const pins = ['requirements.txt', 'constraints.txt'].map((file) => join(PYTHON_FOLDER, file));
  const fingerprint = createHash('sha256')
    .update(pins.map((file) => readFileSync(file, 'utf8')).join())
    .digest('hex');
  const mark = join(folder, 'pins.sha256');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== fingerprint) {
    rmSync(folder, { recursive: true, force: true });
    execFileSync('python3', ['-m', 'venv', folder]);
    execFileSync(join(folder, 'bin/pip'), ['install', '--quiet', '--requirement', pins[0]!, '--constraint', pins[1]!]);
    writeFileSync(mark, fingerprint);
  }
  return { run: (program, args, options) => runIn(folder, program, args, options) };
}

/** Not synchronous: the sandbox that the program talks to lives in this process. */
function runIn(
  folder: string,
  program: string,
  args: readonly string[],
  { cwd, timeoutMs }: { cwd: string; timeoutMs: number },
): Promise<PythonRun> {
  const bin = join(folder, 'bin');
  // NODE_OPTIONS is the test run's own affair.
  const inherited = omit(process.env, 'NODE_OPTIONS');
  const env = {
    ...inherited,
    PATH: [bin, inherited['PATH']].join(delimiter),
    AIRBYTE_OFFLINE_MODE: '1',
    AIRBYTE_LOGGING_ROOT: join(cwd, 'logs'),
    DO_NOT_TRACK: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const options = { cwd, env, timeout: timeoutMs, maxBuffer: 256 * 1024 * 1024 };
  return new Promise((resolve) => {
    const child = execFile(join(bin, 'python'), [join(PYTHON_FOLDER, program), ...args], options, (_, stdout, stderr) =>
      resolve({ stdout, stderr, exitCode: child.exitCode }),
    );
  });
}
