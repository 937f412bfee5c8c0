import fc from 'fast-check';
import { stateLine } from '../../src/airbyte/emit-state';
import type { StateStats } from '../../src/core/account/checkpoint-ledger';
import { ProtocolError } from '../../src/errors';

const VALUES = { stored: 3, deleted: 0, skipped: 1, superseded: 0, rejected: 2, imported: 1, updated: 1, unchanged: 1 };
const STATS: StateStats = { recordCount: 4, rejectedRecordCount: 2, values: VALUES };
const WRITTEN = { recordCount: 4, rejectedRecordCount: 2, additionalStats: VALUES };
const JSON_STATS = JSON.stringify(WRITTEN);

const given = (text: string): string => stateLine({ text, stats: STATS });

describe('stateLine', () => {
  it('leaves every character of the state as it came', () => {
    const text =
      '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_state":{"n":9007199254740993,"x":1.0,"e":1E5}},"id":7,"unknown":"\\u00e9"}}';
    expect(given(text)).toBe(`${text.slice(0, -2)},"destinationStats":${JSON_STATS}}}`);
  });

  it.each([
    ['null', '{"type":"STATE","state":{"id":1,"destinationStats":null,"z":1}}'],
    ['from before', '{"type":"STATE","state":{"id":1,"destinationStats": {"recordCount":9,"a":{"b":"}"}} ,"z":1}}'],
  ])('replaces stats that are %s', (_, text) => {
    const line = given(text);
    expect(JSON.parse(line)).toEqual({ type: 'STATE', state: { id: 1, destinationStats: WRITTEN, z: 1 } });
    expect(line.split('destinationStats')).toHaveLength(2);
  });

  it.each([
    ['state first', '{"state":{"data":{}},"type":"STATE"}'],
    ['an empty state', '{"type":"STATE","state":{ }}'],
    ['blanks everywhere', ' {\t"type" : "STATE" ,  "state" : { "type" : "GLOBAL" , "global_" : { } } } '],
    [
      'the same words further in',
      '{"type":"STATE","a":{"state":{}},"state":{"data":{"destinationStats":1,"state":{"x":"}"}}}}',
    ],
    ['the same words in texts', '{"type":"\\"state\\":{","state":{"data":"\\"destinationStats\\":{"}}'],
    ['an escaped name', '{"type":"STATE","st\\u0061te":{"id":1}}'],
    ['a repeated name, of which the last counts', '{"state":{"id":1},"state":{"id":2}}'],
  ])('finds its place in a message with %s', (_, text) => {
    const before = JSON.parse(text) as { state: object };
    expect(JSON.parse(given(text))).toEqual({ ...before, state: { ...before.state, destinationStats: WRITTEN } });
  });

  it('adds the stats and changes nothing else, in any message', () => {
    // Once it has seen the key "\\", JSON.parse of Node 24.21 takes the key "\"" for it: not of interest here.
    const key = fc.oneof(
      fc.string({ unit: 'binary' }).filter((text) => text !== '\\'),
      fc.constantFrom('state', 'destinationStats', '"', '\\\\', '{', '__proto__'),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.integer(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.constantFrom(null, true),
        ),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    const body = fc.dictionary(key, value, { maxKeys: 5, noNullPrototype: true });
    fc.assert(
      fc.property(body, body, fc.constantFrom(0, 1, '\t'), (message, state, indent) => {
        const text = JSON.stringify({ ...message, state }, null, indent);
        const before = JSON.parse(text) as { state: object };
        expect(JSON.parse(given(text))).toEqual({ ...before, state: { ...before.state, destinationStats: WRITTEN } });
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses to give back what is no state', () => {
    expect(() => given('{"type":"STATE"}')).toThrow(ProtocolError);
    expect(() => given('{"type":"STATE","state":null}')).toThrow(ProtocolError);
    expect(() => given('hello')).toThrow(ProtocolError);
  });
});
