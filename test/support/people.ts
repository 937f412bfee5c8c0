import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONNECTOR } from './connector';

/** How a command for people ended. */
export interface PeopleRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command for people that runs. */
export interface RunningForPeople {
  readonly child: ChildProcess;
  /** Types a line. */
  type(line: string): void;
  /** The first match in what it has printed, as soon as there is one; rejects if it ends without. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<PeopleRun>;
}

/** Starts a command of the executable whose product is text. */
export function startForPeople(args: readonly string[], env: NodeJS.ProcessEnv = process.env): RunningForPeople {
  const child = spawn(process.execPath, [CONNECTOR, ...args], { env });
  let stdout = '';
  let stderr = '';
  let onChange: () => void = () => undefined;
  let isOver = false;
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    onChange();
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<PeopleRun>((resolve) => {
    child.on('close', (code) => {
      isOver = true;
      resolve({ code, stdout, stderr });
      onChange();
    });
  });
  return {
    child,
    type: (line) => void child.stdin.write(`${line}\n`),
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        onChange = () => {
          const match = pattern.exec(stdout);
          if (match) resolve(match);
          else if (isOver) reject(new Error(`ended without ${String(pattern)}:\n${stdout}\n${stderr}`));
        };
        onChange();
      }),
    ended,
  };
}

/** Runs a command for people to its end. */
export async function runForPeople(...args: readonly string[]): Promise<PeopleRun> {
  const { child, ended } = startForPeople(args);
  child.stdin?.end();
  return ended;
}

/** A folder for files of settings. */
export interface SettingsFolder {
  /** Writes a file and returns its path. */
  write(name: string, settings: object): string;
  remove(): void;
}

/** Makes such a folder. */
export function settingsFolder(): SettingsFolder {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  return {
    write: (name, settings) => {
      const path = join(folder, name);
      writeFileSync(path, JSON.stringify(settings), { mode: 0o600 });
      return path;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
