import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The versions whose exchanges were recorded. */
export const VERSIONS = ['2.41.9.1', '2.42.5.2', '2.43.1'] as const;
export type Version = (typeof VERSIONS)[number];

/** A request as it was recorded. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An answer as it was recorded. */
export interface RecordedResponse {
  readonly status: number;
  /** Absent where only the body was kept. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A recorded exchange; a few files note a fault instead of one. */
export interface Transcript {
  readonly number: number;
  readonly name: string;
  readonly request?: RecordedRequest;
  readonly response?: RecordedResponse;
}

const FOLDER = join(__dirname, '..', 'transcripts');

/** The transcripts of a version in the order in which they were recorded. */
export function transcripts(version: Version): readonly Transcript[] {
  const exchanges = readdirSync(join(FOLDER, version)).map((file) => {
    const exchange = JSON.parse(readFileSync(join(FOLDER, version, file), 'utf8')) as Omit<
      Transcript,
      'number' | 'name'
    >;
    return { ...exchange, number: Number.parseInt(file, 10), name: file.replace(/\.json$/, '') };
  });
  return exchanges.sort((a, b) => a.number - b.number);
}

/** Numbers that the sandbox is not asked to answer: the `deletion` scope, org unit writes, the data store. */
const NOT_ASKED: readonly (readonly [number, number])[] = [
  [701, 743],
  [781, 842],
  [851, 881],
];

/** Whether a transcript counts. */
export function isAsked({ number }: Transcript): boolean {
  return !NOT_ASKED.some(([first, last]) => first <= number && number <= last);
}

/** A transcript that is not replayed, and why. */
export interface LeftOut {
  readonly versions: readonly string[];
  readonly numbers: readonly number[];
  readonly reason: string;
}

/** The table of what is left out. */
export function leftOut(version: Version): ReadonlyMap<number, string> {
  const table = JSON.parse(readFileSync(join(__dirname, 'left-out.json'), 'utf8')) as readonly LeftOut[];
  const rows = table.filter(({ versions }) => versions.includes(version));
  return new Map(rows.flatMap(({ numbers, reason }) => numbers.map((number) => [number, reason] as const)));
}
