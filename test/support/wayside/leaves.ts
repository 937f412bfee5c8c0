/**
 * Reads RECORD lines by itself, and knows of the connector no more than docs/layouts.md says: what is a leaf of a row, and which
 * value it belongs to.
 */

import { INDICATORS } from './odd-rows';

/** A number of a line, as its digits. */
export class Digits {
  constructor(readonly text: string) {}
}

/** What the source, or its change data capture, could not carry. */
export const GAP = Symbol('gap');

export type Fields = ReadonlyMap<string, unknown>;

/** One value that a row names. */
export interface Item {
  readonly set: SetOfItems;
  /** By folded name; undefined where there is no object to read. */
  readonly own: Fields | undefined;
}

/** A dataValueSet, or a row of another layout. */
export interface SetOfItems {
  readonly row: RowLeaves;
  readonly own: Fields;
  readonly items: Item[];
  /** Whether there are values, or a place for them that is empty. */
  readonly isReadable: boolean;
}

export interface RowLeaves {
  /** Of the input, 1-based. */
  readonly line: number;
  readonly layout: string;
  readonly columns: Fields;
  readonly sets: SetOfItems[];
  /** False if the column of packaged values holds something else. */
  readonly isReadable: boolean;
}

const PLACEHOLDER = '__debezium_unavailable_value';
const INDICATOR = /^(de[A-Za-z0-9]{9})(?:\.(\w{11}))?$/;

/** Names match without regard to case, `_`, `-` and blanks. */
export const fold = (name: string): string => name.toLowerCase().replace(/[_\- ]/g, '');

/** JSON with the digits of its numbers. */
export function parseDigits(json: string): unknown {
  const marked = json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token[0] === '"' ? token : `{"#":"${token}"}`,
  );
  return JSON.parse(marked, (_key, value: unknown) =>
    isObject(value) && typeof value['#'] === 'string' ? new Digits(value['#']) : value,
  );
}

/** What a line holds. */
export function readRow(text: string, line: number): RowLeaves {
  const { record } = parseDigits(text) as {
    record: { stream: string; data: object; meta?: { changes: { field: string }[] } };
  };
  const data = { ...record.data } as Record<string, unknown>;
  for (const { field } of record.meta?.changes ?? []) data[field] = GAP;
  const columns = new Map(
    Object.entries(data).map(([name, value]) => [record.stream === 'wide' ? name : fold(name), gapped(value)]),
  );
  const row: RowLeaves = { line, layout: record.stream, columns, sets: [], isReadable: true };
  if (record.stream === 'packaged') return packaged(row);
  const set: SetOfItems = { row, own: new Map(), items: [], isReadable: true };
  row.sets.push(set);
  if (record.stream === 'long') set.items.push({ set, own: columns });
  for (const [name, value] of columns) {
    const [, element, combo] = (record.stream === 'wide' && INDICATOR.exec(name)) || [];
    if (element === undefined) continue;
    const ids: [string, unknown][] = combo === undefined ? [] : [['categoryoptioncombo', combo]];
    set.items.push({ set, own: new Map([['dataelement', element], ['value', value], ...ids]) });
  }
  // A deleted row deletes the values of all indicators of the view.
  const absent = record.stream === 'wide' ? INDICATORS.filter((column) => !columns.has(column)) : [];
  for (const [, element = '', combo] of absent.map((column) => INDICATOR.exec(column) ?? [])) {
    const ids: [string, unknown][] = combo === undefined ? [] : [['categoryoptioncombo', combo]];
    set.items.push({ set, own: new Map([['dataelement', element], ...ids]) });
  }
  return row;
}

function packaged(row: RowLeaves): RowLeaves {
  let payload = row.columns.get('payload');
  if (typeof payload === 'string') {
    try {
      payload = gapped(parseDigits(payload));
    } catch {
      return { ...row, isReadable: false };
    }
  }
  if (payload === null || payload === undefined) return row;
  if (!Array.isArray(payload) && !isObject(payload)) return { ...row, isReadable: false };
  let loose: SetOfItems | undefined;
  for (const part of Array.isArray(payload) ? (payload as unknown[]) : [payload]) {
    if (isObject(part) && (!Array.isArray(payload) || Object.keys(part).some((key) => fold(key) === 'datavalues'))) {
      readSet(row, part);
      loose = undefined;
    } else {
      if (!loose) row.sets.push((loose = { row, own: new Map(), items: [], isReadable: true }));
      loose.items.push({ set: loose, own: fieldsOf(part) });
    }
  }
  return row;
}

function readSet(row: RowLeaves, json: Record<string, unknown>): void {
  const own = fieldsOf(json)!;
  const values = own.get('datavalues');
  const isReadable = Array.isArray(values) || values === null;
  const set: SetOfItems = {
    row,
    own: new Map([...own].filter(([name]) => name !== 'datavalues')),
    items: [],
    isReadable,
  };
  for (const value of Array.isArray(values) ? (values as unknown[]) : []) set.items.push({ set, own: fieldsOf(value) });
  row.sets.push(set);
}

function fieldsOf(json: unknown): Fields | undefined {
  if (!isObject(json)) return undefined;
  return new Map(Object.entries(json).map(([name, value]) => [fold(name), gapped(value)]));
}

function gapped(value: unknown): unknown {
  return value === PLACEHOLDER ? GAP : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Digits);
}
