import { ProtocolError } from '../errors';
import type {
  Incoming,
  IncomingRecord,
  IncomingState,
  SourceChange,
  StateHead,
  StreamDescriptor,
} from '../core/model/incoming';
import type { Log } from '../core/model/ports';
import { hasBentNumber, parseExactly } from '../core/mapping/row/exact-numbers';
import { looksLikeUtf16, NotUtf8Error } from './encoding';
import { place, SkippedLines } from './skipped-lines';
import { splitLines, type Line } from './split-lines';

/** How stdin is read. */
export interface ReadOptions {
  readonly log: Log;
  /** When aborted, reading ends without a word about what was cut off. */
  readonly signal?: AbortSignal;
  /** @defaultValue 64 MiB */
  readonly maxLineBytes?: number;
}

const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** JSON as it comes, before anything is known of it. */
type Json = Readonly<Record<string, unknown>>;

/**
 * Reads Airbyte messages: one array a chunk of input, in order; the next chunk is taken when the caller comes back.
 *
 * Lines that are no JSON objects, and messages other than RECORD and STATE, are skipped and counted in the log.
 * @throws {@link ConfigError} If there are lines and none of them is a message, or what comes first is no UTF-8.
 * @throws {@link ProtocolError} If a line starts with `{` and does not parse (a last line cut off is one), is too long or no
 *   UTF-8, or is a RECORD or STATE of the wrong shape; the message has line number and length, never the line.
 */
export async function* readMessages(
  input: AsyncIterable<Buffer | string>,
  options: ReadOptions,
): AsyncGenerator<readonly Incoming[]> {
  const skipped = new SkippedLines(options.log);
  let used = 0;
  try {
    for await (const lines of splitLines(input, options.maxLineBytes ?? MAX_LINE_BYTES)) {
      if (options.signal?.aborted) break;
      const { messages, fault } = readLines(lines, skipped);
      used += messages.length;
      if (messages.length > 0) yield messages;
      if (fault) throw fault;
    }
  } catch (error) {
    if (!options.signal?.aborted) throw used === 0 && error instanceof NotUtf8Error ? error.atTheStart() : error;
  }
  skipped.summarise();
  if (used === 0 && !options.signal?.aborted) skipped.explainNothingRead();
}

/** What stands before a faulty line has come whole, and is handed on before the fault is told. */
function readLines(
  lines: readonly Line[],
  skipped: SkippedLines,
): { readonly messages: readonly Incoming[]; readonly fault?: ProtocolError } {
  const messages: Incoming[] = [];
  for (const line of lines) {
    try {
      const message = readLine(line, skipped);
      if (message) messages.push(message);
    } catch (error) {
      if (error instanceof ProtocolError) return { messages, fault: error };
      throw error;
    }
  }
  return { messages };
}

function readLine(line: Line, skipped: SkippedLines): Incoming | undefined {
  const message = parseLine(line);
  if (message === undefined) {
    skipped.noJson(line);
    return undefined;
  }
  if (message.type === 'RECORD') return readRecord(line, message);
  if (message.type === 'STATE') return readState(line, message);
  skipped.otherType(line, message.type);
  return undefined;
}

/** @returns The object on the line; undefined if the line does not set out to be one. */
function parseLine(line: Line): Json | undefined {
  const { text } = line;
  if (text.charCodeAt(0) !== OPENING_BRACE && !text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    if (looksLikeUtf16(text)) throw new NotUtf8Error(place(line), 'UTF-16');
    throw new ProtocolError(
      line.ended
        ? `${place(line)} starts with "{" and is not JSON. Nothing after it was read; each message stands whole on a line of its own.`
        : `${place(line)} is the last one and is cut off: the source, or what feeds it in, ended too early.`,
    );
  }
}

const OPENING_BRACE = 0x7b;

function readRecord(line: Line, message: Json): IncomingRecord {
  let { record } = message;
  if (!isObject(record)) throw wrongShape(line, 'RECORD', 'record');
  if (hasBentNumber(line.text)) record = (parseExactly(line.text) as { record: Json }).record;
  const { stream, namespace, data, meta } = record as Json;
  if (typeof stream !== 'string') throw wrongShape(line, 'RECORD', 'record.stream');
  if (!isObject(data)) throw wrongShape(line, 'RECORD', 'record.data');
  const leftOut = message.rejection === undefined ? [] : readLeftOut(message.rejection);
  const changes = meta === undefined ? undefined : readChanges(line, meta);
  return {
    kind: 'record',
    line: line.number,
    stream,
    namespace: readNamespace(line, namespace),
    data,
    ...(changes && { changes }),
    raw: line.text,
    ...(leftOut.length > 0 && { leftOut }),
  };
}

/** What a file of refused rows says beside the record (`report/refused-record.ts`). */
function readLeftOut(rejection: unknown): readonly string[] {
  const leftOut = isObject(rejection) ? rejection.left_out : undefined;
  return Array.isArray(leftOut) ? leftOut.filter((column) => typeof column === 'string') : [];
}

/**
 * What the source could not carry as it was. A change of a kind that the protocol does not have counts too: the column is not
 * what the source holds.
 */
function readChanges(line: Line, meta: unknown): readonly SourceChange[] | undefined {
  const changes = isObject(meta) ? (meta.changes ?? []) : [];
  if (!Array.isArray(changes)) throw wrongShape(line, 'RECORD', 'record.meta.changes');
  if (changes.length === 0) return undefined;
  return changes.map((each: unknown): SourceChange => {
    if (!isObject(each) || typeof each.field !== 'string') throw wrongShape(line, 'RECORD', 'record.meta.changes');
    const { field, reason } = each;
    const change = each.change === 'TRUNCATED' ? 'TRUNCATED' : 'NULLED';
    return typeof reason === 'string' && /^[A-Z_]{1,60}$/.test(reason) ? { field, change, reason } : { field, change };
  });
}

function readState(line: Line, message: Json): IncomingState {
  const { state } = message;
  if (!isObject(state)) throw wrongShape(line, 'STATE', 'state');
  return { kind: 'state', line: line.number, text: line.text, state: readHead(line, state) };
}

/** PyAirbyte sends legacy states with `type: null`; sources of the old protocol without any. */
function readHead(line: Line, state: Json): StateHead {
  const type = state.type ?? 'LEGACY';
  if (type === 'GLOBAL' || type === 'LEGACY') return { type };
  if (type !== 'STREAM') throw wrongShape(line, 'STATE', 'state.type');
  const descriptor = isObject(state.stream) ? state.stream.stream_descriptor : undefined;
  if (!isObject(descriptor) || typeof descriptor.name !== 'string') {
    throw wrongShape(line, 'STATE', 'state.stream.stream_descriptor');
  }
  return { type, stream: { name: descriptor.name, namespace: readNamespace(line, descriptor.namespace) } };
}

/** An empty namespace is none. */
function readNamespace(line: Line, value: unknown): StreamDescriptor['namespace'] {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  throw new ProtocolError(`${place(line)} has a \`namespace\` that is no text. Nothing after it was read.`);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongShape(line: Line, type: string, field: string): ProtocolError {
  return new ProtocolError(`${place(line)} is a ${type} without a usable \`${field}\`. Nothing after it was read.`);
}
