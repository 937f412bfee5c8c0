import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ValueRules, ValueType } from '../../../../src/core/mapping/value-type/value-type';
import type { Dhis2Habits } from '../../../../src/core/model/version';

/** What a server made of a text that it was asked to store, alone in its request. */
export interface Verdict {
  /** What was read back afterwards; undefined where the text was not taken. */
  readonly stored: string | undefined;
  /** DHIS2's code for a text that was not taken; undefined where it gave none. */
  readonly code: string | undefined;
  /** The server answered 200 and kept nothing: blanks, and zeros that its element does not keep. */
  readonly vanished: boolean;
}

/** One text of the matrix. */
export interface AskedText {
  readonly element: string;
  readonly rules: ValueRules;
  readonly text: string;
  readonly verdict: Verdict;
}

/** Everything one server was asked. */
export interface Matrix {
  readonly asked: readonly AskedText[];
  /** What it made of a text for an element, if it was asked. */
  readonly verdictOn: (element: string, text: string) => Verdict | undefined;
  /** Whether it was seen to hold a text for the element that differs in its letters and digits alone. */
  readonly holdsTheLike: (element: string, text: string) => boolean;
}

const FILE = join(__dirname, '..', '..', '..', 'transcripts', 'value-matrix.json');
const SERVERS: Readonly<Record<Dhis2Habits, string>> = { '2.41': '2.41.9.1', '2.42': '2.42.5.2', '2.43': '2.43.1' };

/** A long text: what stands before it, a character, how often, what stands behind it. */
type Written = string | { readonly repeat: readonly [string, string, number, string] };

interface Answer {
  readonly taken: boolean;
  readonly stored?: Written;
  readonly status?: number;
  readonly code?: string | null;
}

interface Line {
  readonly element: string;
  readonly valueType: ValueType;
  readonly optionSet?: readonly string[];
  readonly value: Written;
  readonly [server: string]: unknown;
}

/** What `test/transcripts/value-matrix.json` says of one version; 2.43 has no TRACKER_ASSOCIATE. */
export function readMatrix(habits: Dhis2Habits): Matrix {
  const lines = JSON.parse(readFileSync(FILE, 'utf8')) as readonly Line[];
  const asked = lines.flatMap((line) => {
    const answer = line[SERVERS[habits]] as Answer | undefined;
    return answer ? [askedText(line, answer)] : [];
  });
  const verdicts = new Map(asked.map(({ element, text, verdict }) => [`${element} ${text}`, verdict]));
  const shapes = new Set(asked.map(({ element, verdict }) => `${element} ${shapeOf(verdict.stored ?? '')}`));
  return {
    asked,
    verdictOn: (element, text) => verdicts.get(`${element} ${text}`),
    holdsTheLike: (element, text) => shapes.has(`${element} ${shapeOf(text)}`),
  };
}

function askedText({ element, valueType, optionSet, value }: Line, answer: Answer): AskedText {
  const { taken, stored, status, code } = answer;
  const verdict = {
    stored: taken ? written(stored ?? '') : undefined,
    code: code ?? undefined,
    vanished: !taken && status === 200,
  };
  const rules = optionSet ? { valueType, options: new Set(optionSet) } : { valueType };
  return { element, rules, text: written(value), verdict };
}

function written(value: Written): string {
  if (typeof value === 'string') return value;
  const [before, character, times, after] = value.repeat;
  return before + character.repeat(times) + after;
}

function shapeOf(text: string): string {
  return text.replace(/\d+/g, '9').replace(/[a-z]+/gi, 'a');
}
