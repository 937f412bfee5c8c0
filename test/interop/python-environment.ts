import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

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
 * Finds the virtual environment of these pins in the user's cache, and makes it (about a minute) where it is missing; `.venv`
 * leads to it.
 *
 * @returns Why there is none, as a sentence, where this machine has no Python that can hold it.
 */
export function pythonEnvironment(): PythonEnvironment | string {
  const asked = 'import sys, venv; print(sys.version_info >= (3, 11), sys.version)';
  const { stdout } = spawnSync('python3', ['-c', asked], { encoding: 'utf8' });
  if (!stdout?.startsWith('True')) return 'skipped: this machine has no python3 of 3.11 or later with venv';
  const pins = ['requirements.txt', 'constraints.txt'].map((file) => join(PYTHON_FOLDER, file));
  const fingerprint = createHash('sha256')
    .update([stdout, ...pins.map((file) => readFileSync(file, 'utf8'))].join())
    .digest('hex');
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'destination-dhis2');
  const folder = join(cache, `python-${fingerprint.slice(0, 16)}`);
  if (!existsSync(join(folder, COMPLETE))) make(folder, pins);
  const link = join(ROOT, '.venv');
  if (!existsSync(link) || realpathSync(link) !== realpathSync(folder)) {
    rmSync(link, { recursive: true, force: true });
    symlinkSync(folder, link);
  }
  return { run: (program, args, options) => runIn(folder, program, args, options) };
}

/** The file that an environment gets last. */
const COMPLETE = 'pins.sha256';

/**
 * Makes an environment under a name of its own, as several test runs may do so at once and its programs know where it lies; a
 * link from `folder` to it makes it the one, and the first to be done counts.
 */
function make(folder: string, [requirements = '', constraints = '']: readonly string[]): void {
  const own = `${folder}-${process.pid}`;
  try {
    rmSync(own, { recursive: true, force: true });
    mkdirSync(dirname(own), { recursive: true });
    execFileSync('python3', ['-m', 'venv', own]);
    const pins = ['--requirement', requirements, '--constraint', constraints];
    execFileSync(join(own, 'bin/pip'), ['install', '--quiet', ...pins]);
    writeFileSync(join(own, COMPLETE), '');
    if (!existsSync(join(folder, COMPLETE))) rmSync(folder, { recursive: true, force: true });
    symlinkSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    if (!existsSync(join(folder, COMPLETE))) throw error;
  }
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
