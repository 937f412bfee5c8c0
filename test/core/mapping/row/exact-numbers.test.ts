import fc from 'fast-check';
import { hasBentNumber, parseExactly } from '../../../../src/core/mapping/row/exact-numbers';
import { ExactNumber } from '../../../../src/core/mapping/value-type/value-type';

/** A decimal as its sign, digits without zeros around them, and power of ten: equal for equal numbers. */
function exact(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().replace(/^-/, '').split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const trimmed = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + (digits.length - trimmed.length);
  return trimmed === '' ? '0' : `${text.startsWith('-') ? '-' : ''}${trimmed}e${power}`;
}

const jsonNumber = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.bigInt({ min: 1n, max: 10n ** 40n }).map(String), fc.nat().map(String)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,30}$/), fc.stringMatching(/^\.0{1,30}1$/)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^[eE][+-]?\d{1,3}$/)),
  )
  .map((parts) => parts.join(''));

describe('parseExactly', () => {
  it('gives every number back to its last digit, either as a number or as the digits of the line', () => {
    fc.assert(
      fc.property(jsonNumber, (text) => {
        const value = parseExactly(text);
        const digits = value instanceof ExactNumber ? value.text : String(value);
        expect(exact(digits)).toBe(exact(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('agrees with JSON.parse on everything without bent numbers', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (json) => {
        if (!hasBentNumber(json)) expect(parseExactly(json)).toEqual(JSON.parse(json));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['1e400', '1e400'],
    ['1e-400', '1e-400'],
    [`1${'0'.repeat(400)}`, `1${'0'.repeat(400)}`],
    ['9007199254740993', '9007199254740993'],
    ['0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
  ])('keeps %s', (json, text) => {
    expect(parseExactly(json)).toEqual(new ExactNumber(text));
  });

  it.each([
    ['12.000', 12],
    ['-0.5', -0.5],
    ['1e3', 1000],
    ['0.00000000000000000012', 1.2e-19],
    ['123456789012345', 123456789012345],
    ['100000000000000000000', 1e20],
  ])('leaves %s a number', (json, number) => {
    expect(hasBentNumber(json)).toBe(false);
    expect(parseExactly(json)).toBe(number);
  });

  it('agrees with JSON.parse where a bent number stands beside, blanks and all', () => {
    const beside = fc.tuple(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 2));
    fc.assert(
      fc.property(beside, ([value, space]) => {
        const json = `[ 12345678901234567890 , ${JSON.stringify(value, undefined, space)}\n]`;
        fc.pre(!hasBentNumber(JSON.stringify(value)));
        const [first, second] = parseExactly(json) as unknown[];
        expect(first).toEqual(new ExactNumber('12345678901234567890'));
        expect(JSON.stringify(second)).toBe(JSON.stringify(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('reads `__proto__` as a member like any other', () => {
    const read = parseExactly('{"__proto__":{"a":12345678901234567}}') as object;
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.entries(read)).toEqual([['__proto__', { a: new ExactNumber('12345678901234567') }]]);
  });

  it.each([20_000, 200_000])('reads %i nested brackets', (depth) => {
    const json = `${'['.repeat(depth)}12345678901234567890${']'.repeat(depth)}`;
    let inner = parseExactly(json);
    for (let level = 0; level < depth; level += 1) inner = (inner as unknown[])[0];
    expect(inner).toEqual(new ExactNumber('12345678901234567890'));
  });

  it('reads texts of 12 MB, with or without quotes in them', () => {
    for (const text of ['x'.repeat(12_000_000), '"'.repeat(6_000_000), '\\'.repeat(6_000_000)]) {
      const json = JSON.stringify({ text, number: 0 }).replace(/0\}$/, '12345678901234567890}');
      expect((parseExactly(json) as { text: string }).text === text).toBe(true);
    }
  });

  it('takes the last of members with one name, as JSON.parse does', () => {
    expect(parseExactly('{"a":1,"a":12345678901234567}')).toEqual({ a: new ExactNumber('12345678901234567') });
  });
});

describe('hasBentNumber', () => {
  it('finds just the lines that hold a number to be kept', () => {
    const number = fc.oneof(jsonNumber, fc.nat().map(String));
    const text = fc.string({ unit: 'binary' }).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(number, text, fc.constantFrom('"1234567890123456789"', '"\\\\"', '"\\""'))),
        (items) => {
          const json = `{"type":"RECORD","data":[${items.join(',')}]}`;
          const kept = (parseExactly(json) as { data: unknown[] }).data.some((item) => item instanceof ExactNumber);
          expect(hasBentNumber(json)).toBe(kept);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
