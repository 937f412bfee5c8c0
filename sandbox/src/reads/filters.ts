import type { Context } from '../context';
import { REFERENCES } from '../metadata/collections';
import { isUid } from '../metadata/uid';
import type { MetadataObject } from '../metadata/model';

/** A test of one object. */
export type Filter = (object: MetadataObject) => boolean;

/** Reads a `filter` parameter: `code:in:[A,B]`, `organisationUnits.id:eq:…`, `<attribute id>:eq:…` (transcripts 415-424). */
export function parseFilter(text: string, context: Context): Filter {
  const [path = '', operator = 'eq', ...rest] = text.split(':');
  const test = OPERATORS[operator] ?? OPERATORS['eq'];
  const operand = rest.join(':');
  return (object) => test?.(valuesAt(object, path.split('.'), context), operand) ?? false;
}

type Operator = (values: readonly string[], operand: string) => boolean;

const some =
  (test: (value: string, operand: string) => boolean): Operator =>
  (values, operand) =>
    values.some((value) => test(value, operand));

const none =
  (test: (value: string, operand: string) => boolean): Operator =>
  (values, operand) =>
    !values.some((value) => test(value, operand));

const listed = (value: string, operand: string): boolean =>
  operand
    .replace(/^\[|\]$/g, '')
    .split(',')
    .includes(value);
const equal = (value: string, operand: string): boolean => value === operand;
const contains = (value: string, operand: string): boolean => value.includes(operand);
const containsAnyCase = (value: string, operand: string): boolean =>
  value.toLowerCase().includes(operand.toLowerCase());

const OPERATORS: Readonly<Record<string, Operator>> = {
  eq: some(equal),
  '!eq': none(equal),
  ne: none(equal),
  neq: none(equal),
  ieq: some((value, operand) => value.toLowerCase() === operand.toLowerCase()),
  in: some(listed),
  '!in': none(listed),
  like: some(contains),
  '!like': none(contains),
  ilike: some(containsAnyCase),
  token: some(containsAnyCase),
  $like: some((value, operand) => value.startsWith(operand)),
  like$: some((value, operand) => value.endsWith(operand)),
  gt: some((value, operand) => compared(value, operand) > 0),
  ge: some((value, operand) => compared(value, operand) >= 0),
  lt: some((value, operand) => compared(value, operand) < 0),
  le: some((value, operand) => compared(value, operand) <= 0),
  null: (values) => values.length === 0,
  '!null': (values) => values.length > 0,
};

function compared(value: string, operand: string): number {
  const [a, b] = [Number(value), Number(operand)];
  return Number.isNaN(a) || Number.isNaN(b) ? value.localeCompare(operand) : a - b;
}

function valuesAt(object: MetadataObject, path: readonly string[], context: Context): readonly string[] {
  const [name = '', ...rest] = path;
  if (path.length === 1 && isUid(name) && context.metadata.get('attributes', name) !== undefined) {
    return (object.attributeValues ?? []).flatMap(({ attribute, value }) => (attribute.id === name ? [value] : []));
  }
  const value = name === 'displayName' ? object.name : object[name];
  const items = Array.isArray(value)
    ? (value as readonly unknown[])
    : value === undefined || value === null
      ? []
      : [value];
  if (rest.length === 0) return items.filter((item) => typeof item !== 'object').map(String);
  return items.flatMap((item) => valuesAt(followed(item as MetadataObject, name, context), rest, context));
}

function followed(reference: MetadataObject, name: string, context: Context): MetadataObject {
  return context.metadata.get(REFERENCES[name] ?? '', reference.id) ?? reference;
}
