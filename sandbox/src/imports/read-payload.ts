import type { Context } from '../context';
import { refuse } from '../http/web-message';
import type { ReleaseLine } from '../version';
import { GroupRefusal } from './grouped-refusal';
import { noCount } from './import-summary';
import type { ImportSummary } from './import-summary';
import { payloadOf, UnreadablePayload } from './payload';
import type { Payload } from './payload';
import { adxPayload, csvPayload, xmlPayload } from './payload-formats';
import { checkTypes } from './payload-types';

/** How a body is written. */
export type PayloadFormat = 'json' | 'xml' | 'adx' | 'csv';

const FORMATS: Readonly<Record<string, PayloadFormat>> = {
  'application/json': 'json',
  'application/xml': 'xml',
  'application/adx+xml': 'adx',
  'application/csv': 'csv',
};

/**
 * The format that a Content-Type asks for.
 * @throws Refusal 415 for none and for any other (transcripts 018, 019, 275).
 */
export function payloadFormat(contentType: string | undefined, line: ReleaseLine): PayloadFormat {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  const format = FORMATS[type ?? ''];
  if (format !== undefined) return format;
  throw refuse(415, unsupported(contentType, line));
}

/** What a release says about a Content-Type that it does not take. */
export function unsupported(contentType: string | undefined, line: ReleaseLine): string {
  if (line === '2.41') return `Content type '${contentType ?? ''}' not supported`;
  return contentType === undefined ? 'Content-Type is not supported' : `Content-Type '${contentType}' is not supported`;
}

/**
 * Reads a payload.
 * @throws {@link UnreadablePayload} If it is not what its format promises.
 * @throws Refusal From 2.43 on for values that are no JSON strings (transcripts 007, 559).
 */
export function readPayload(text: string, format: PayloadFormat, context: Context): Payload {
  switch (format) {
    case 'csv':
      return readCsv(text, context.traits.line);
    case 'xml':
      return xmlPayload(text);
    case 'adx':
      return adxPayload(text, context.metadata);
    case 'json':
      return readJson(text, context.traits.line);
  }
}

function readJson(text: string, line: ReleaseLine): Payload {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw line === '2.43' ? unreadableFrom243(text) : new UnreadablePayload(unreadableText(line, error));
  }
  if (Array.isArray(body) || typeof body !== 'object' || body === null) {
    if (line === '2.43') return payloadOf({});
    throw new UnreadablePayload(
      unreadableText(line, 'Cannot deserialize value of type `DataValueSet` from Array value'),
    );
  }
  if (line === '2.43') checkTypes(body as Readonly<Record<string, unknown>>);
  return payloadOf(body as Readonly<Record<string, unknown>>, line === '2.43' ? 'followUp' : 'followup');
}

/** 2.42 hides what was wrong (transcript 107); 2.41 quotes its JSON reader. */
function unreadableText(line: ReleaseLine, error: unknown): string {
  return line === '2.42'
    ? 'Post-condition was null'
    : `com.fasterxml.jackson.databind.JsonMappingException: ${String(error)}`;
}

/** 2.43 answers with a plain web message: 500 if the text ends where a value should begin, else 400 (transcripts 105, 107, 108). */
function unreadableFrom243(text: string): Error {
  const trimmed = text.trimEnd();
  if (/[:[{,]$/.test(trimmed)) return refuse(500, `Index ${text.length} out of bounds for length ${text.length}`);
  if (trimmed === '')
    return refuse(400, 'Unexpected character at position 0,\n\n^ expected a JSON value but found EOI');
  return refuse(400, `Expected : but reach EOI: ${trimmed.slice(-20)}`);
}

/** From 2.43 on a column that is not known is taken for a category, which needs a data set (transcript 274). */
function readCsv(text: string, line: ReleaseLine): Payload {
  const { payload, unknownColumns } = csvPayload(text);
  const [category] = unknownColumns;
  if (line !== '2.43' || category === undefined) return payload;
  throw new CategoryColumn(category);
}

/** A CSV column that 2.43 takes for a category of a data set that is not named. */
export class CategoryColumn extends UnreadablePayload {
  readonly #column: string;

  constructor(column: string) {
    super(`CSV column ${column} is not known`);
    this.#column = column;
  }

  /** The summary of the import that fails by it. */
  summary(importOptions: Readonly<Record<string, unknown>>): ImportSummary {
    const category = `{${this.#column}=null}`;
    const text = `Value #0 data set is required to decode category options: \`${category}\``;
    const { conflict } = new GroupRefusal('E8101', text, [0, category]);
    const conflicts = [{ ...conflict, indexes: [-1] }];
    return {
      status: 'ERROR',
      importOptions,
      importCount: noCount(),
      conflicts,
      rejectedIndexes: [],
      responseType: 'ImportSummary',
    };
  }
}
