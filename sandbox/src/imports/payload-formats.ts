import type { Metadata } from '../metadata/metadata';
import { payloadOf } from './payload';
import type { Payload } from './payload';

type Attributes = Readonly<Record<string, string>>;

/** What a CSV payload has columns for. */
const CSV_FIELDS = [
  'dataElement',
  'period',
  'orgUnit',
  'categoryOptionCombo',
  'attributeOptionCombo',
  'value',
  'storedBy',
  'comment',
  'followup',
  'deleted',
];

/** A payload in CSV, and the columns that mean nothing there. */
export interface CsvPayload {
  readonly payload: Payload;
  readonly unknownColumns: readonly string[];
}

/** A payload in CSV, `application/csv`: one value a line under a header line. Columns are told apart by name, in any case. */
export function csvPayload(text: string): CsvPayload {
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const columns = head.split(',').map((column) => column.trim().toLowerCase());
  const fields = columns.map((column) => CSV_FIELDS.find((field) => field.toLowerCase() === column));
  const dataValues = lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, i) => [fields[i] ?? '', present(unquoted(cell))])),
  );
  return { payload: payloadOf({ dataValues }), unknownColumns: columns.filter((_, i) => fields[i] === undefined) };
}

/** A payload in DHIS2's own XML (transcript 278). */
export function xmlPayload(text: string): Payload {
  const set = attributesOf(/<dataValueSet\b([^>]*)>/.exec(text)?.[1] ?? '');
  const dataValues = [...text.matchAll(/<dataValue\b([^>]*)>/g)].map((match) => attributesOf(match[1] ?? ''));
  return payloadOf({ ...set, dataValues });
}

/** A payload in ADX (transcript 276): codes throughout, disaggregations as attributes named by category code. */
export function adxPayload(text: string, metadata: Metadata): Payload {
  const group = attributesOf(/<group\b([^>]*)>/.exec(text)?.[1] ?? '');
  const { orgUnit, dataSet, period } = group;
  const dataValues = [...text.matchAll(/<dataValue\b([^>]*)>/g)].map((match) => {
    const { dataElement, value, ...categories } = attributesOf(match[1] ?? '');
    return { dataElement, value, categoryOptionCombo: comboCode(categories, metadata) };
  });
  return payloadOf({ orgUnit, dataSet, period: monthOf(period ?? ''), dataValues });
}

function comboCode(categories: Attributes, metadata: Metadata): string | undefined {
  const options = Object.values(categories).map((code) => metadata.resolve('categoryOptions', { type: 'CODE' }, code));
  if (options.length === 0) return undefined;
  return metadata.list('categoryOptionCombos')?.find((combo) => {
    const ids = ((combo['categoryOptions'] ?? []) as readonly { id: string }[]).map(({ id }) => id);
    return ids.length === options.length && options.every((id) => id !== undefined && ids.includes(id));
  })?.code;
}

/** `2022-07-01/P1M` as `202207`. */
function monthOf(interval: string): string {
  return interval.slice(0, 7).replace('-', '');
}

function attributesOf(text: string): Attributes {
  const pairs = [...text.matchAll(/([\w:]+)\s*=\s*"([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    decoded(value),
  ]);
  return Object.fromEntries(pairs) as Attributes;
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

function unquoted(cell: string): string {
  return cell.replace(/^"(.*)"$/, '$1');
}

function present(text: string): string | undefined {
  return text === '' ? undefined : text;
}
