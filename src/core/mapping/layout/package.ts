import type { ImportStrategy } from '../../model/settings';
import { fieldNamed } from '../columns/field-names';
import { parseExactly } from '../row/json';
import { type Refused, unreadable } from '../row/refused';
import { gapIn } from '../row/source-gap';
import type { ObjectReader, PackagedObject } from './package-keys';
import { showKey } from './package-keys';

/** A dataValueSet of a packaged row, or values that stand without one: what stands beside the values, and the values. */
export interface PackagedSet extends PackagedObject {
  readonly entries: readonly PackagedObject[];
}

const EMPTY: PackagedSet = { own: {}, entries: [] };

/** How the JSON of packaged rows is read. */
export interface PackageReading {
  readonly objects: ObjectReader;
  /** What the settings do with values: a dataValueSet that asks for something else is refused. */
  readonly strategy: ImportStrategy;
}

/**
 * Reads the column that holds data values: an array of them, a dataValueSet, or an array of those, as JSON or as JSON text; NULL
 * holds none.
 */
export function readPackage(raw: unknown, reading: PackageReading): readonly PackagedSet[] | Refused {
  if (raw === null || raw === undefined || (typeof raw === 'string' && raw.trim() === '')) return [EMPTY];
  const json = typeof raw === 'string' ? parseExactly(raw) : raw;
  const gap = gapIn(raw, 'data_values') ?? gapIn(json, 'data_values');
  if (gap) return gap;
  if (json === undefined) return unreadable('data_values holds text that is not JSON.');
  if (Array.isArray(json)) return readList(json, reading);
  if (!isObject(json)) return unreadable('data_values is neither a JSON array of data values nor a dataValueSet.');
  return [readSet(json, reading)];
}

/** An array: what has values of its own is a dataValueSet, all else is a value. */
function readList(list: readonly unknown[], reading: PackageReading): readonly PackagedSet[] {
  const sets: PackagedSet[] = [];
  let values: PackagedObject[] | undefined;
  for (const item of list) {
    if (isSet(item)) {
      sets.push(readSet(item, reading));
      values = undefined;
      continue;
    }
    if (!values) sets.push({ own: {}, entries: (values = []) });
    values.push(readEntry(item, reading));
  }
  return sets.length === 0 ? [EMPTY] : sets;
}

function readSet(json: object, { objects, strategy }: PackageReading): PackagedSet {
  const { own, wrong } = objects.read(json, 'dataValueSet');
  const values = own.data_values ?? [];
  const refused =
    ('data_values' in own ? undefined : unreadable('The dataValueSet in data_values has no property dataValues.')) ??
    wrong ??
    (Array.isArray(values) ? undefined : unreadable('dataValues is no array.')) ??
    otherOrder(json, strategy);
  if (refused) return { own, entries: [], wrong: refused };
  const entries = (values as readonly unknown[]).map((item) => readEntry(item, { objects, strategy }));
  const lost = entries.length === 0 ? nestedKey(json) : undefined;
  return lost === undefined ? { own, entries } : { own, entries, wrong: unreadable(lostText(lost)) };
}

function readEntry(item: unknown, { objects }: PackageReading): PackagedObject {
  return isObject(item)
    ? objects.read(item, 'value')
    : { own: {}, wrong: unreadable('An entry of dataValues is no JSON object.') };
}

/** A dataValueSet can ask DHIS2 for another import than the settings do: none, or one that deletes. */
function otherOrder(json: object, strategy: ImportStrategy): Refused | undefined {
  const { dryRun, strategy: own, importStrategy = own } = json as Readonly<Record<string, unknown>>;
  if (dryRun === true || dryRun === 'true') {
    return unreadable('The dataValueSet asks for a dry run by dryRun: leave it out, or run `write --dry-run`.');
  }
  if (importStrategy === null || importStrategy === undefined || importStrategy === strategy) return undefined;
  return unreadable(
    `The dataValueSet asks for another import strategy than the setting import_strategy (${strategy}).`,
  );
}

/** Where dataValues is empty, values under another name would be lost. */
function nestedKey(json: object): string | undefined {
  return Object.entries(json).find(
    ([, value]) => Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null),
  )?.[0];
}

function lostText(key: string): string {
  return `dataValues of the dataValueSet is empty, and there are objects in ${showKey(key)}: values belong in dataValues.`;
}

function isSet(item: unknown): item is object {
  return isObject(item) && Object.keys(item).some((key) => fieldNamed(key) === 'data_values');
}

function isObject(json: unknown): json is object {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
