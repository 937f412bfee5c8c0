import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mergeWith } from 'lodash';
import type { Answer } from '../sandbox/payloads';
import { recordedMetadata } from '../support/sandbox';
import type { Version } from './transcripts';

/** What a server made of a text. */
export interface Verdict {
  readonly taken: boolean;
  /** What was read back afterwards. */
  readonly stored?: string;
  /** Of a text that was not taken; 409 is left out. */
  readonly status?: number | undefined;
  readonly code?: string | null | undefined;
  /** The reason that is given, without the names and values in it. */
  readonly text?: string | undefined;
  /** Of a text that was not taken behind a 200: `G1` for one ignored, nothing for none. */
  readonly counts?: string | undefined;
}

/** A text of the matrix, the element that it was sent for, a day of its own, and what became of it. */
export interface AskedText {
  readonly element: string;
  readonly period: string;
  readonly value: string;
  readonly recorded: Verdict;
}

/** A long text: what stands before it, a character, how often, what stands behind it. */
interface Repeated {
  readonly repeat: readonly [string, string, number, string];
}

type Line = { readonly element: string; readonly value: string | Repeated } & Readonly<Record<string, unknown>>;

const FOLDER = join(__dirname, '..', 'transcripts');
const parsed = (file: string): unknown => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

/** The texts that a version was asked; 2.43 has no TRACKER_ASSOCIATE. */
export function askedTexts(version: Version): readonly AskedText[] {
  const seen = new Map<string, number>();
  return (parsed('value-matrix.json') as readonly Line[]).flatMap((line) => {
    const answer = line[version] as (Omit<Verdict, 'stored'> & { readonly stored?: string | Repeated }) | undefined;
    if (answer === undefined) return [];
    const day = seen.get(line.element) ?? 0;
    seen.set(line.element, day + 1);
    const { taken, stored, status, code, text, counts } = answer;
    const recorded: Verdict = taken ? { taken, stored: written(stored ?? '') } : { taken, status, code, text, counts };
    return [{ element: line.element, period: dayText(day), value: written(line.value), recorded }];
  });
}

/** The metadata behind the matrix, and the two files that were on the servers. */
export function matrixMetadata(): Record<string, unknown> {
  const joined = (a: unknown, b: unknown): unknown => (Array.isArray(a) && Array.isArray(b) ? a.concat(b) : undefined);
  const metadata = mergeWith(recordedMetadata(), parsed('metadata-more.json'), joined) as Record<string, unknown>;
  return { ...metadata, fileResources: [{ id: 'vtFILE00001' }, { id: 'vtFILE00002' }] };
}

/** Whether a text was judged as recorded. */
export function sameVerdict({ text: seenText, ...seen }: Verdict, { text, ...recorded }: Verdict): boolean {
  return JSON.stringify(seen) === JSON.stringify(recorded) && sameText(seenText, text);
}

/** The matrix holds reasons only, names and values as `…`, and no more than the beginning of a text that quotes a long value. */
function sameText(seen: string | undefined, recorded: string | undefined): boolean {
  if (seen === undefined || recorded === undefined) return seen === recorded;
  const [, reason] =
    /^Value must match value type .*: `(.*)`$/s.exec(seen) ?? /is no valid \w+: (\w+)$/.exec(seen) ?? [];
  const whole = seen.replace(/^Value #\d+/, 'Value #0');
  if (recorded.endsWith('…')) return whole.startsWith(recorded.slice(0, -1));
  return recorded === (reason ?? whole.replace(/`[^`]*`/g, '`…`'));
}

interface Summary {
  readonly importCount: Readonly<Record<string, number>>;
  readonly conflicts: readonly {
    readonly errorCode: string;
    readonly value: string;
    readonly indexes: readonly number[];
  }[];
}

/** What an answer and the reading afterwards say of a text; of the whole answer only where the text was sent alone. */
export function verdict(
  { element, period }: AskedText,
  stored: ReadonlyMap<string, string>,
  { answer, position, alone }: Asked,
): Verdict {
  const held = stored.get(`${element}/${period}`);
  if (held !== undefined) return { taken: true, stored: held };
  const { message, response } = answer.body as { readonly message: string; readonly response?: Summary };
  const conflict = response?.conflicts.find(({ indexes }) => indexes.includes(position));
  return {
    taken: false,
    status: alone && answer.status !== 409 ? answer.status : undefined,
    code: conflict?.errorCode ?? null,
    text: conflict?.value ?? (response === undefined ? message : undefined),
    counts: alone && answer.status === 200 ? initials(response) : undefined,
  };
}

/** How a text was asked: in which answer it is, where in its request, and whether alone. */
export interface Asked {
  readonly answer: Answer;
  readonly position: number;
  readonly alone: boolean;
}

/** `G1` for one ignored, nothing for none. */
function initials(summary: Summary | undefined): string {
  const { imported = 0, updated = 0, ignored = 0, deleted = 0 } = summary?.importCount ?? {};
  const counts = { I: imported, U: updated, G: ignored, D: deleted };
  return Object.entries(counts)
    .flatMap(([initial, count]) => (count === 0 ? [] : [`${initial}${count}`]))
    .join(' ');
}

function dayText(index: number): string {
  return new Date(Date.UTC(2023, 0, 1 + index)).toISOString().slice(0, 10).replaceAll('-', '');
}

function written(value: string | Repeated): string {
  if (typeof value === 'string') return value;
  const [before, character, times, after] = value.repeat;
  return before + character.repeat(times) + after;
}
