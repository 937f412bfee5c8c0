import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readMessages, type ReadOptions } from '../../src/airbyte/read-messages';
import type { Incoming, IncomingRecord } from '../../src/core/model/incoming';
import { ExactNumber } from '../../src/core/mapping/value-type/value-type';
import { ConfigError, ProtocolError } from '../../src/errors';

const RECORD =
  '{"type":"RECORD","record":{"stream":"views","namespace":"public","data":{"value":7},"emitted_at":1700000000000}}';
const STATE =
  '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"views","namespace":null},"stream_state":{"cursor":9007199254740993}},"id":1}}';

async function* chunks(...parts: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield await Promise.resolve(Buffer.from(part));
}

async function readAll(
  input: AsyncIterable<Buffer>,
  more: Partial<ReadOptions> = {},
): Promise<{ messages: Incoming[]; log: string[]; error?: unknown }> {
  const messages: Incoming[] = [];
  const log: string[] = [];
  try {
    for await (const batch of readMessages(input, { log: (level, text) => log.push(`${level} ${text}`), ...more })) {
      messages.push(...batch);
    }
    return { messages, log };
  } catch (error) {
    return { messages, log, error };
  }
}

describe('readMessages', () => {
  it('hands on records with their physical line, stream, namespace, data and text', async () => {
    const { messages } = await readAll(chunks(`\n${RECORD}\n`));
    expect(messages).toEqual([
      { kind: 'record', line: 2, stream: 'views', namespace: 'public', data: { value: 7 }, raw: RECORD },
    ]);
  });

  it('hands on states as the text that came in', async () => {
    const { messages } = await readAll(chunks(`${STATE}\r\n`));
    expect(messages).toEqual([
      { kind: 'state', line: 1, text: STATE, state: { type: 'STREAM', stream: { name: 'views', namespace: null } } },
    ]);
  });

  it.each([
    ['GLOBAL', '{"type":"STATE","state":{"type":"GLOBAL","global":{"stream_states":[]}}}', 'GLOBAL'],
    ['the old protocol without a type', '{"type":"STATE","state":{"data":{"a":1}}}', 'LEGACY'],
    [
      'PyAirbyte with type null',
      '{"type":"STATE","state":{"type":null,"stream":null,"global_":null,"data":{}}}',
      'LEGACY',
    ],
    ['PyAirbyte with global_', '{"type":"STATE","state":{"type":"GLOBAL","stream":null,"global_":{}}}', 'GLOBAL'],
  ])('knows a state of %s', async (_, line, type) => {
    const { messages } = await readAll(chunks(line));
    expect(messages).toEqual([{ kind: 'state', line: 1, text: line, state: { type } }]);
  });

  it.each([
    ['absent', '"stream":"v"'],
    ['null', '"stream":"v","namespace":null'],
    ['empty', '"stream":"v","namespace":""'],
  ])('takes a namespace that is %s as none', async (_, fields) => {
    const { messages } = await readAll(chunks(`{"type":"RECORD","record":{${fields},"data":{}}}`));
    expect(messages).toMatchObject([{ namespace: null }]);
  });

  it.each([
    [
      '"meta":{"changes":[{"field":"a","change":"NULLED","reason":"SOURCE_RETRIEVAL_ERROR"}]}',
      [{ field: 'a', change: 'NULLED', reason: 'SOURCE_RETRIEVAL_ERROR' }],
    ],
    [
      '"meta":{"changes":[{"field":"a","change":"TRUNCATED","reason":"any text"}]}',
      [{ field: 'a', change: 'TRUNCATED' }],
    ],
    ['"meta":{"changes":[{"field":"a","change":"BENT"}]}', [{ field: 'a', change: 'NULLED' }]],
    ['"meta":{"changes":[]}', undefined],
    ['"meta":{"changes":null}', undefined],
    ['"meta":{}', undefined],
    ['"meta":null', undefined],
  ])('reads what the source could not carry of %s', async (meta, changes) => {
    const { messages } = await readAll(chunks(`{"type":"RECORD","record":{"stream":"v","data":{"a":1},${meta}}}`));
    expect(messages).toHaveLength(1);
    expect((messages[0] as IncomingRecord).changes).toEqual(changes);
  });

  it.each(['{}', '"a"', '[1]', '[{"change":"NULLED"}]'])('stops at changes that are %s', async (changes) => {
    const line = `{"type":"RECORD","record":{"stream":"v","data":{},"meta":{"changes":${changes}}}}`;
    expect((await readAll(chunks(line))).error).toEqual(
      expect.objectContaining({ message: expect.stringContaining('`record.meta.changes`') as string }),
    );
  });

  it('reads the same messages wherever the chunks are cut', async () => {
    const line = (text: string): string => JSON.stringify({ type: 'RECORD', record: { stream: 's', data: { text } } });
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary' }).map(line),
            fc.constantFrom('', ' \t', 'not json', '\u00e9\ud83d\ude00'),
          ),
        ),
        fc.array(fc.nat(400)),
        fc.constantFrom('\n', '\r\n'),
        async (lines, sizes, end) => {
          const bytes = Buffer.from(lines.map((text) => text + end).join(''));
          const parts: Buffer[] = [];
          let at = 0;
          for (const size of sizes) parts.push(bytes.subarray(at, (at += size)));
          parts.push(bytes.subarray(at));
          const whole = await readAll(chunks(bytes));
          const cut = await readAll(chunks(...parts));
          expect(cut.messages).toEqual(whole.messages);
          expect(cut.messages.map(({ line }) => lines[line - 1])).toEqual(lines.filter((text) => text.startsWith('{')));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('skips blank lines and lines that are no JSON objects, counts the latter, and never shows them', async () => {
    const { messages, log } = await readAll(chunks(`\n  \nWARN secret\n[1]\n42\n${RECORD}\n`));
    expect(messages).toHaveLength(1);
    expect(log).toEqual([
      'WARN Line 3 of the input (11 characters) is not a message; such lines are skipped.',
      'INFO Lines skipped because they are no messages: 3.',
    ]);
  });

  it('warns once of each type that means nothing to a destination', async () => {
    const log = '{"type":"LOG","log":{"level":"INFO","message":"secret"}}';
    const read = await readAll(chunks([log, log, '{"type":"NEW_TYPE"}', '{"level":"info"}', RECORD, ''].join('\n')));
    expect(read.messages).toHaveLength(1);
    expect(read.log.filter((line) => line.startsWith('WARN'))).toEqual([
      'WARN Messages of type LOG mean nothing to a destination and are skipped.',
      'WARN Messages of type NEW_TYPE mean nothing to a destination and are skipped.',
      'WARN Line 4 of the input (16 characters) has no message `type`, such as RECORD; such lines are skipped.',
    ]);
    expect(read.log).toContain('INFO Messages skipped of type LOG: 2.');
    expect(read.log).toContain('INFO Lines skipped because they have no message type: 1.');
  });

  it.each([
    ['a table as CSV', 'org_unit,value\nouFACIL0001,secret\n', '2 lines, and none', 'a table (CSV) of 2 columns'],
    [
      'rows without their envelope',
      '{"org_unit":"secret"}\n',
      'one line, which',
      'JSON objects without a message `type`',
    ],
    [
      'messages whose type is in small letters',
      '{"type":"record","record":{"stream":"s","data":{"a":"secret"}}}\n',
      'one line, which',
      'messages whose `type` is not in capital letters',
    ],
    ['one array of rows', '[{"a":"secret"}]\n', 'one line, which', 'JSON arrays'],
    ['a page', '\n<html>\nsecret\n', '2 lines, and none', 'HTML or XML'],
    ['plain text', 'secret', 'one line, which', 'plain text'],
    ['UTF-16 without a mark', Buffer.from(`${RECORD}\n`, 'utf16le').swap16(), 'one line, which', 'UTF-16 text'],
  ])('fails at the end of %s, and says what the lines look like and what was due', async (_, input, lines, look) => {
    const { error, messages } = await readAll(chunks(input));
    expect([error instanceof ConfigError, messages]).toEqual([true, []]);
    const { message } = error as Error;
    expect(message).toContain(`The input has ${lines}`);
    expect(message).toContain(` looks like ${look}`);
    expect(message).toMatch(/Each line must be an Airbyte message, such as \{"type": "RECORD"/);
    expect(message).not.toContain('secret');
  });

  it.each([
    ['is empty', ''],
    ['is blank', ' \n\n\t\n'],
    ['has other messages only', '{"type":"LOG","log":{"level":"INFO","message":"done"}}\n'],
  ])('takes it as nothing to do when the input %s', async (_, input) => {
    const { log } = await readAll(chunks(input));
    expect(log.at(-1)).toBe('INFO The input had no RECORD and no STATE: there was nothing to store.');
  });

  it.each([
    [
      'does not parse',
      '{"type":"RECORD", secret',
      /^Line 2 of the input \(24 characters\) starts with "\{" and is not JSON/,
    ],
    ['does not parse behind blanks', '  {"secret', /^Line 2 .* is not JSON/],
    ['is a RECORD without a record', '{"type":"RECORD"}', /^Line 2 .* RECORD without a usable `record`/],
    ['is a RECORD without a stream', '{"type":"RECORD","record":{"data":{}}}', /usable `record.stream`/],
    [
      'is a RECORD whose stream is no text',
      '{"type":"RECORD","record":{"stream":1,"data":{}}}',
      /usable `record.stream`/,
    ],
    ['is a RECORD without data', '{"type":"RECORD","record":{"stream":"s"}}', /usable `record.data`/],
    ['is a RECORD whose data is a list', '{"type":"RECORD","record":{"stream":"s","data":[]}}', /usable `record.data`/],
    [
      'has a namespace of the wrong type',
      '{"type":"RECORD","record":{"stream":"s","namespace":1,"data":{}}}',
      /namespace/,
    ],
    ['is a STATE without a state', '{"type":"STATE","state":null}', /STATE without a usable `state`/],
    ['is a STATE of no known type', '{"type":"STATE","state":{"type":"secret"}}', /usable `state.type`/],
    [
      'is a STREAM state of no stream',
      '{"type":"STATE","state":{"type":"STREAM"}}',
      /usable `state.stream.stream_descriptor`/,
    ],
  ])('fails at a line that %s, with number and length only', async (_, line, message) => {
    const { messages, error } = await readAll(chunks(`${RECORD}\n${line}\n${RECORD}\n`));
    expect(error).toBeInstanceOf(ProtocolError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('secret');
    expect(messages).toHaveLength(1);
  });

  it('fails at a last line that was cut off', async () => {
    const { messages, error } = await readAll(chunks(`${RECORD}\n${RECORD.slice(0, -5)}`));
    expect((error as Error).message).toMatch(/^Line 2 .* is cut off/);
    expect(messages).toHaveLength(1);
  });

  it('reads a last line that is whole, though no newline ends it', async () => {
    expect((await readAll(chunks(`${RECORD}\n${RECORD}`))).messages).toHaveLength(2);
  });

  it('reads a row of 20 MB, and refuses a line above the limit', async () => {
    const large = `{"type":"RECORD","record":{"stream":"s","data":{"text":"${'x'.repeat(20_000_000)}"}}}\n`;
    const parts: string[] = [];
    for (let at = 0; at < large.length; at += 65_536) parts.push(large.slice(at, at + 65_536));
    expect((await readAll(chunks(...parts))).messages).toHaveLength(1);

    const { error } = await readAll(chunks(...parts), { maxLineBytes: 10_000_000 });
    expect((error as Error).message).toMatch(/^Line 1 of the input is longer than 10000000 bytes/);
  });

  it('gives up a line without end as soon as it is above the limit', async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (; taken < 100; taken += 1) yield await Promise.resolve(Buffer.alloc(1000, 'x'));
    }
    const { error } = await readAll(endless(), { maxLineBytes: 10_000 });
    expect((error as Error).message).toMatch(/longer than 10000 bytes/);
    expect(taken).toBe(10);
  });

  it('refuses a long line that came in one chunk, and names the right one', async () => {
    const { error } = await readAll(chunks(`${RECORD}\n${'x'.repeat(300)}\n`), { maxLineBytes: 200 });
    expect((error as Error).message).toMatch(/^Line 2 of the input is longer than 200 bytes/);
  });

  it('refuses bytes that are no UTF-8 rather than bending them', async () => {
    const bad = Buffer.concat([Buffer.from(`${RECORD}\n{"type":"`), Buffer.from([0xff, 0xfe]), Buffer.from('"}\n')]);
    const { error } = await readAll(chunks(bad));
    expect((error as Error).message).toMatch(/^Line 2 of the input \(13 bytes\) is not UTF-8/);
  });

  it.each([
    ['UTF-16 with a mark', Buffer.from(`\ufeff${RECORD}\n`, 'utf16le'), 'It looks like UTF-16'],
    ['UTF-16 without one', Buffer.from(`${RECORD}\n`, 'utf16le'), 'It looks like UTF-16'],
    ['Latin-1', Buffer.from(`${RECORD.replace('views', 'été')}\n`, 'latin1'), 'It may be Latin-1'],
    ['gzip', gzipSync(`${RECORD}\n`), 'It looks compressed'],
  ])('names the encoding of an input in %s, which somebody has to change', async (_, bytes, encoding) => {
    const { error } = await readAll(chunks(bytes));
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toMatch(/^Line 1 of the input \(\d+ (bytes|characters)\) is not UTF-8\. /);
    expect((error as Error).message).toContain(encoding);
    const later = await readAll(chunks(`${RECORD}\n`, bytes));
    expect(later.error).toBeInstanceOf(ProtocolError);
    expect((later.error as Error).message).toContain(encoding);
  });

  it('reads a byte order mark, NUL characters and lone surrogates without harm', async () => {
    const line = '{"type":"RECORD","record":{"stream":"s","data":{"a":"\\u0000","b":"\\ud800"}}}';
    const { messages } = await readAll(chunks(`\ufeff${line}\n`));
    expect(messages).toMatchObject([{ line: 1, data: { a: '\u0000', b: '\ud800' } }]);
  });

  it('keeps numbers that a double would bend as the digits of the line', async () => {
    const line =
      '{"type":"RECORD","record":{"stream":"s","data":{"big":12345678901234567,"nested":[{"x":0.12345678901234567}],"n":1.5,"text":"12345678901234567"}}}';
    const { messages } = await readAll(chunks(line));
    expect(messages).toMatchObject([
      {
        data: {
          big: new ExactNumber('12345678901234567'),
          nested: [{ x: new ExactNumber('0.12345678901234567') }],
          n: 1.5,
          text: '12345678901234567',
        },
      },
    ]);
  });

  it('takes the next chunk only when the caller comes back', async () => {
    let taken = 0;
    async function* counted(): AsyncGenerator<Buffer> {
      for (;;) {
        taken += 1;
        yield await Promise.resolve(Buffer.from(`${RECORD}\n`));
      }
    }
    const reader = readMessages(counted(), { log: () => undefined });
    await reader.next();
    await reader.next();
    expect(taken).toBe(2);
    await reader.return(undefined);
  });

  it('ends in silence when it is told to stop, even if stdin breaks by that', async () => {
    const stop = new AbortController();
    async function* broken(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from(`${RECORD}\n{"type":"REC`));
      stop.abort();
      throw new Error('Premature close');
    }
    const { messages, error } = await readAll(broken(), { signal: stop.signal });
    expect(messages).toHaveLength(1);
    expect(error).toBeUndefined();
  });

  it('tells of a stdin that breaks by itself', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from(RECORD));
      throw new Error('EIO');
    }
    expect((await readAll(broken())).error).toEqual(new Error('EIO'));
  });
});
