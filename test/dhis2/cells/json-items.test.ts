import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JsonItems } from '../../../src/dhis2/cells/json-items';
import type { Item } from '../../../src/dhis2/cells/lenient-json';

interface Read {
  readonly whole: boolean;
  readonly items: readonly Item[];
  readonly heads: readonly Item[];
}

/** Reads the bytes, cut at the places. */
function readIn(bytes: Buffer, cuts: readonly number[], list = 'dataValues', mayLackList = false): Read {
  const items: Item[] = [];
  const heads: Item[] = [];
  const onItem = (item: Item, head: Item): boolean => {
    items.push(item);
    heads.push(head);
    return true;
  };
  const reader = new JsonItems({ list, mayLackList, onItem });
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < places.length; i += 1) {
    // The chunk is overwritten afterwards, as a socket may do with its buffers.
    const chunk = Buffer.from(bytes.subarray(places[i - 1], places[i]));
    const wanted = reader.take(chunk);
    chunk.fill(0x78);
    if (!wanted) break;
  }
  return { whole: reader.whole, items, heads };
}

const read = (text: string, list?: string, mayLackList?: boolean): Read =>
  readIn(Buffer.from(text), [], list, mayLackList);

/** An answer as 2.43 writes it: control characters are not escaped. */
const bare = (value: unknown): string =>
  JSON.stringify(value).replace(
    /(?<!\\)((?:\\\\)*)\\(?:u(00[01][0-9a-f])|([bfnrt]))/g,
    (_, before: string, code: string | undefined, letter: string) =>
      before + (code ? String.fromCharCode(parseInt(code, 16)) : (JSON.parse(`"\\${letter}"`) as string)),
  );

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\u0001', '\n', '\u001f', '\\', '"', 'u', '{', ']', ','),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});
const item = fc.record({
  dataElement: text,
  value: text,
  comment: fc.option(text),
  nested: fc.option(fc.array(fc.record({ a: text }))),
});
const answer = fc.record({ dataSet: text, dataValues: fc.array(item, { maxLength: 5 }) });

describe('the reader of a JSON list', () => {
  it('gives every object of the list, in any chunks, control characters escaped or not', () => {
    fc.assert(
      fc.property(
        answer,
        fc.boolean(),
        fc.array(fc.nat(400), { maxLength: 8 }),
        fc.boolean(),
        (body, raw, cuts, indented) => {
          const json = raw ? bare(body) : JSON.stringify(body, undefined, indented ? 2 : undefined);
          const bytes = Buffer.from(json);
          const { whole, items, heads } = readIn(
            bytes,
            cuts.map((cut) => Math.min(cut, bytes.length)),
          );
          expect({ whole, items }).toEqual({
            whole: true,
            items: JSON.parse(JSON.stringify(body.dataValues)) as unknown,
          });
          for (const head of heads)
            expect(head).toEqual({ dataSet: JSON.parse(JSON.stringify(body.dataSet)) as unknown, dataValues: [] });
        },
      ),
    );
  });

  it('takes no answer for whole that was cut, wherever that was', () => {
    fc.assert(
      fc.property(answer, fc.boolean(), (body, raw) => {
        const bytes = Buffer.from(raw ? bare(body) : JSON.stringify(body));
        for (let end = 0; end < bytes.length; end += 1) {
          expect(readIn(bytes.subarray(0, end), []).whole).toBe(false);
        }
        expect(readIn(bytes, []).whole).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it.each(['2.41.9.1', '2.42.5.2', '2.43.1'])('reads what DHIS2 %s answers', (version) => {
    const file = join(__dirname, '../../transcripts', version, '1136-read-many-includeDeleted.json');
    const { body } = (JSON.parse(readFileSync(file, 'utf8')) as { response: { body: { dataValues: unknown[] } } })
      .response;
    expect(read(JSON.stringify(body))).toMatchObject({ whole: true, items: body.dataValues });
  });

  it.each([
    ['an empty list', '{"dataValues":[]}', true],
    ['blanks around everything', ' \n{ "dataSet" : "a" , "dataValues" : [ {} , { } ] } \n', true],
    ['properties behind the list', '{"dataValues":[{}],"dataSet":"a","more":[1,{"a":[]}]}', true],
    ['a property that looks like the list', '{"a":"\\"dataValues\\":[","dataValues":[]}', true],
    ['nothing', '', false],
    ['blanks', '  \n', false],
    ['an object without the list', '{}', false],
    ['a list of another name', '{"values":[{}]}', false],
    ['the list within something else', '{"a":{"dataValues":[{}]}}', false],
    ['a refusal', '{"httpStatus":"Conflict","httpStatusCode":409,"status":"ERROR","message":"x"}', false],
    ['a page', '<!doctype html><html></html>', false],
    ['a list that stands alone', '[{"dataElement":"a"}]', false],
    ['null in place of the list', '{"dataValues":null}', false],
    ['something behind the end', '{"dataValues":[]}{', false],
    ['a comma too many', '{"dataValues":[{},]}', false],
    ['a comma too early', '{"dataValues":[,{}]}', false],
    ['a comma too few', '{"dataValues":[{}{}]}', false],
    ['two commas', '{"dataValues":[{},,{}]}', false],
    ['a text in the list', '{"dataValues":["a"]}', false],
    ['a number in the list', '{"dataValues":[1]}', false],
    ['a word in the list', '{"dataValues":[null]}', false],
    ['a list in the list', '{"dataValues":[[]]}', false],
    ['brackets that do not match', '{"dataValues":[{"a":1]}', false],
    ['an object that is no JSON', '{"dataValues":[{"a":}]}', false],
    ['a head that is no JSON', '{"a":,"dataValues":[]}', false],
    ['a tail that is no JSON', '{"dataValues":[],}', false],
  ])('judges %s', (_, json, whole) => {
    expect(read(json).whole).toBe(whole);
  });

  it.each([
    ['{}', true],
    [' { } ', true],
    ['{"completeDataSetRegistrations":[]}', true],
    ['{"httpStatusCode":200}', false],
    ['', false],
  ])('takes %s for a whole answer where the list may be missing: %s', (json, whole) => {
    expect(read(json, 'completeDataSetRegistrations', true).whole).toBe(whole);
  });

  it('reads no further than it is asked to, and what it left is not whole', () => {
    let seen = 0;
    const reader = new JsonItems({ list: 'dataValues', mayLackList: false, onItem: () => (seen += 1) < 2 });
    expect(reader.take(Buffer.from('{"dataValues":[{},{},{}]}'))).toBe(false);
    expect({ seen, whole: reader.whole }).toEqual({ seen: 2, whole: false });
  });

  it('keeps no more of what has no end than some megabytes', () => {
    const reader = new JsonItems({ list: 'dataValues', mayLackList: false, onItem: () => true });
    reader.take(Buffer.from('{"dataValues":[{"value":"'));
    const chunk = Buffer.alloc(64 * 1024, 0x78);
    let taken = 0;
    while (reader.take(chunk)) taken += chunk.length;
    expect(taken).toBeLessThan(5 * 1024 * 1024);
  });
});
