import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ValueType } from '../../../../src/core/mapping/value-type/value-type';
import type { Dhis2Habits } from '../../../../src/core/model/version';

const ROOT = join(__dirname, '..', '..', '..', 'transcripts');
const FOLDERS: Readonly<Record<Dhis2Habits, string>> = { '2.41': '2.41.9.1', '2.42': '2.42.5.2', '2.43': '2.43.1' };

/** A value as it was sent to a recorded server. */
export interface SentValue {
  readonly dataElement: string;
  readonly value: string;
}

/** The first value of a recorded request, what the metadata says of its element, and DHIS2's codes for it. */
export interface RecordedValue {
  readonly value: string;
  readonly rules: { readonly valueType: ValueType; readonly options?: ReadonlySet<string> };
  /** Empty if DHIS2 stored it. */
  readonly codes: readonly string[];
}

/** @param sent - What was sent, where the recording cuts it short. */
export function recordedValue(number: string, habits: Dhis2Habits, sent?: SentValue): RecordedValue {
  const folder = join(ROOT, FOLDERS[habits]);
  const file = readdirSync(folder).find((name) => name.startsWith(`${number}-`))!;
  const { request, response } = readJson(join(folder, file)) as Exchange;
  const { dataElement, value } = sent ?? request.body.dataValues[0]!;
  const summary = response.body.response ?? response.body;
  const conflicts = (summary.conflicts ?? []).filter(({ indexes }) => indexes.includes(0));
  return { value, rules: rulesOf(dataElement), codes: conflicts.map(({ errorCode }) => errorCode) };
}

function rulesOf(uid: string): RecordedValue['rules'] {
  const metadata = readJson(join(ROOT, 'metadata.json')) as Metadata;
  const { valueType, optionSet } = metadata.dataElements.find(({ id }) => id === uid)!;
  if (!optionSet) return { valueType };
  const ofSet = metadata.options.filter((option) => option.optionSet.id === optionSet.id);
  return { valueType, options: new Set(ofSet.map(({ code }) => code)) };
}

interface Exchange {
  readonly request: { readonly body: { readonly dataValues: readonly SentValue[] } };
  readonly response: { readonly body: Summary & { readonly response?: Summary } };
}

interface Summary {
  readonly conflicts?: readonly { readonly errorCode: string; readonly indexes: readonly number[] }[];
}

interface Metadata {
  readonly dataElements: readonly { id: string; valueType: ValueType; optionSet?: { id: string } }[];
  readonly options: readonly { code: string; optionSet: { id: string } }[];
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
