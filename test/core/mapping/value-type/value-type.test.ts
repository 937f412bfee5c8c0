import { TRAITS } from '../../../../src/core/model/traits';
import fc from 'fast-check';

import type { Converted, ValueType } from '../../../../src/core/mapping/value-type/value-type';
import { converterFor, ExactNumber, isValueType, isZero } from '../../../../src/core/mapping/value-type/value-type';
import { VALUE_TYPES } from '../../../../src/core/mapping/value-type/name';
import type { Dhis2Habits } from '../../../../src/core/model/version';

const HABITS: readonly Dhis2Habits[] = ['2.41', '2.42', '2.43'];

/** The text that is stored, `undefined` for nothing, or a word for a refusal. */
function outcome(converted: Converted): string | undefined {
  if (converted.kind === 'refused') return `refused ${converted.code}`;
  return converted.kind === 'none' ? undefined : converted.text;
}

function convert(raw: unknown, valueType: ValueType, habits: Dhis2Habits = '2.42'): string | undefined {
  return outcome(converterFor({ valueType }, habits)(raw));
}

const REFUSED = 'refused E7619';

/** What becomes of a cell on DHIS2 2.42. */
const CELLS: Partial<Readonly<Record<ValueType, readonly (readonly [unknown, string | undefined])[]>>> = {
  INTEGER: [
    [12, '12'],
    [-7, '-7'],
    [-0, '0'],
    ['12', '12'],
    ['12.000', '12'],
    ['-12.0', '-12'],
    ['+12', '12'],
    ['1.2e1', '12'],
    ['120e-1', '12'],
    [1e5, '100000'],
    ['2147483647', '2147483647'],
    ['-2147483648', '-2147483648'],
    [new ExactNumber('12.0000000000000000'), '12'],
    ['2147483648', REFUSED],
    ['-2147483649', REFUSED],
    ['12.5', REFUSED],
    [12.5, REFUSED],
    [1e21, REFUSED],
    [new ExactNumber('12345678901234567890'), REFUSED],
    [Infinity, REFUSED],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    [' ', undefined],
    ['\t\n', undefined],
    ['7 ', '7'],
    [' 12.000\n', '12'],
    ['\u00a07', REFUSED],
    ['1 000', REFUSED],
    ['1,000', REFUSED],
    ['0x10', REFUSED],
    ['--1', REFUSED],
    ['-', REFUSED],
    ['.', REFUSED],
    ['1.2.3', REFUSED],
    ['1e', REFUSED],
    ['١٢', REFUSED],
    ['NaN', REFUSED],
    [true, REFUSED],
    [[12], REFUSED],
    [{ value: 12 }, REFUSED],
  ],
  INTEGER_POSITIVE: [
    [1, '1'],
    ['1.0', '1'],
    [0, REFUSED],
    [-1, REFUSED],
  ],
  INTEGER_NEGATIVE: [
    [-1, '-1'],
    ['-1.0', '-1'],
    [0, REFUSED],
    ['-0', REFUSED],
    [1, REFUSED],
  ],
  INTEGER_ZERO_OR_POSITIVE: [
    [0, '0'],
    ['-0', '0'],
    ['0.0', '0'],
    [4, '4'],
    [-4, REFUSED],
    [1.5, REFUSED],
  ],
  PERCENTAGE: [
    [0, '0'],
    ['100.00', '100.00'],
    [12.5, '12.5'],
    ['33.3  ', '33.3'],
    ['1e1', '10'],
    [100.1, REFUSED],
    [101, REFUSED],
    [-0.5, REFUSED],
  ],
  NUMBER: [
    [3.5, '3.5'],
    ['1.50', '1.50'],
    ['12.000', '12.000'],
    ['0.0', '0.0'],
    ['-0.0', '-0.0'],
    ['-0', '-0'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['-.5', '-0.5'],
    ['1e5', '100000'],
    ['1.5E-3', '0.0015'],
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    [0.1, '0.1'],
    [new ExactNumber('0.12345678901234567890123'), '0.12345678901234567890123'],
    [new ExactNumber('98765432109876543210'), '98765432109876543210'],
    ['98765432109876543210.5', '98765432109876543210.5'],
    ['9'.repeat(249), '9'.repeat(249)],
    ['9'.repeat(250), REFUSED],
    [1e300, REFUSED],
    [new ExactNumber('1e400'), REFUSED],
    [new ExactNumber('1e999999999'), REFUSED],
    [NaN, REFUSED],
    ['007', REFUSED],
    ['-01.5', REFUSED],
    ['1,5', REFUSED],
    ['12%', REFUSED],
  ],
  UNIT_INTERVAL: [
    [0, '0'],
    [1, '1'],
    ['0.250', '0.250'],
    ['1.0', '1.0'],
    [1.01, REFUSED],
    [-0.1, REFUSED],
    ['a', REFUSED],
  ],
  BOOLEAN: [
    [true, 'true'],
    [false, 'false'],
    ['t', 'true'],
    ['F', 'false'],
    ['False', 'false'],
    [1, 'true'],
    [0, 'false'],
    [2, REFUSED],
    ['true   ', 'true'],
    ['TRUE', 'true'],
    ['tRuE', REFUSED],
    ['on', REFUSED],
    ['y', REFUSED],
    ['no', REFUSED],
  ],
  TRUE_ONLY: [
    [true, 'true'],
    ['t', 'true'],
    [1, 'true'],
    [false, REFUSED],
    ['f', REFUSED],
    ['maybe', REFUSED],
    [null, undefined],
  ],
  DATE: [
    ['2025-02-03', '2025-02-03'],
    ['2025-02-03T00:00:00', '2025-02-03'],
    ['2025-02-03 00:00:00.000000', '2025-02-03'],
    ['2025-02-03T00:00:00Z', REFUSED],
    ['2025-02-03T10:00:00', REFUSED],
    ['2025-02-03T00:00:00.000001', REFUSED],
    ['2025-02-03     ', '2025-02-03'],
    ['2025-02-03x', REFUSED],
    ['2025-02-29', REFUSED],
    ['03/02/2025', REFUSED],
    [20250203, REFUSED],
  ],
  AGE: [
    ['2001-02-03', '2001-02-03'],
    ['34', REFUSED],
  ],
  DATETIME: [
    ['2025-02-03T09:30:00', '2025-02-03T09:30:00'],
    ['2025-02-03T09:30', '2025-02-03T09:30'],
    ['2025-02-03 09:30:00.000000', '2025-02-03T09:30:00'],
    ['2025-02-03T09:30:00Z', '2025-02-03T09:30:00Z'],
    ['2025-02-03 09:30:00.120+03', '2025-02-03T09:30:00.12+03'],
    ['2025-02-03T09:30:00-05:30', '2025-02-03T09:30:00-05:30'],
    ['2025-02-03T09:30:00.123', '2025-02-03T09:30:00.123'],
    ['2025-02-03T09:30:00.123456Z', '2025-02-03T09:30:00.123456Z'],
    ['2025-02-03 09:30:00.123456', '2025-02-03T09:30:00.123456'],
    ['2025-02-03T09:30:00.123456000', '2025-02-03T09:30:00.123456'],
    ['2025-02-03T09:30:00.1234567', REFUSED],
    ['2025-02-03T09:30:00.123456789+03', '2025-02-03T09:30:00.123456789+03'],
    ['2025-02-03 09:30:00+00:01:15', '2025-02-03 09:30:00+00:01:15'],
    ['2025-02-03T9:30', '2025-02-03T9:30'],
    ['2025-2-3T09:30', '2025-2-3T09:30'],
    ['25-02-03T09:30', REFUSED],
    ['2025-02-29T09:30', REFUSED],
    ['2025-02-03T09:30:00+24:00', REFUSED],
    ['2025-02-03', REFUSED],
    ['2025-02-03T25:00:00', REFUSED],
  ],
  TIME: [
    ['09:30', '09:30'],
    ['9:30', '9:30'],
    ['09:30:00.000000', '09:30'],
    ['09:30:15', REFUSED],
    ['09:30:00.5', REFUSED],
    ['24:00', REFUSED],
    ['09:30:00+03', REFUSED],
  ],
  LETTER: [
    ['a', 'a'],
    ['é', 'é'],
    ['ab', REFUSED],
    ['1', REFUSED],
    [1, REFUSED],
  ],
  EMAIL: [
    ['clerk@example.org', 'clerk@example.org'],
    ['clerk', REFUSED],
    ['a b@example.org', REFUSED],
    ['clerk@example.org   ', 'clerk@example.org'],
    ['"two words"@example.org', '"two words"@example.org'],
    ["o'neil+x@sub.example.org", "o'neil+x@sub.example.org"],
    ['élan@bücher.example', 'élan@bücher.example'],
    ['clerk@[10.1.2.3]', 'clerk@[10.1.2.3]'],
    ['clerk@[10.1.2.256]', REFUSED],
    ['clerk@server', REFUSED],
    ['clerk@exam_ple.org', REFUSED],
    ['clerk@-example.org', REFUSED],
    ['.clerk@example.org', REFUSED],
    ['a..b@example.org', REFUSED],
    ['clerk@example.org.', REFUSED],
    [`${'x'.repeat(64)}@example.org`, `${'x'.repeat(64)}@example.org`],
    [`${'x'.repeat(65)}@example.org`, REFUSED],
  ],
  PHONE_NUMBER: [
    ['+254 (0)20 271-7077', '+254 (0)20 271-7077'],
    ['555.0100 ext 5', '555.0100 ext 5'],
    [' 271 7077 ', '271 7077'],
    [' 12345', ' 12345'],
    [112, REFUSED],
    ['none', REFUSED],
    ['---', REFUSED],
  ],
  URL: [
    ['https://example.org/a?b=c', 'https://example.org/a?b=c'],
    ['example.org', REFUSED],
    ['javascript:alert(1)', REFUSED],
    ['https://', REFUSED],
    ['https://example.org/a b', REFUSED],
    ['https://example.org  ', 'https://example.org'],
    ['FTP://user:pass@example.org:8080/a?b[c]#d', 'FTP://user:pass@example.org:8080/a?b[c]#d'],
    ['http://192.168.0.10/x', 'http://192.168.0.10/x'],
    ['http://[2001:db8::1]:80/', 'http://[2001:db8::1]:80/'],
    ['http://[2001:db8]/', REFUSED],
    ['https://bücher.example/', 'https://bücher.example/'],
    ['https://example.org/a%20b', 'https://example.org/a%20b'],
    ['https://example.org/a%2', REFUSED],
    ['https://example.org/né', REFUSED],
    ['https://example.org/?a={b}', REFUSED],
    ['https://example.org/a//b', REFUSED],
    ['https://example.org/a/../../b', REFUSED],
    ['https://example.org:65536/', REFUSED],
    ['http://server/x', REFUSED],
  ],
  ORGANISATION_UNIT: [
    ['ouFACIL0001', 'ouFACIL0001'],
    ['Facility One', REFUSED],
  ],
  TRACKER_ASSOCIATE: [
    ['teENTITY001', 'teENTITY001'],
    ['any text', 'any text'],
  ],
  FILE_RESOURCE: [
    ['frFILE00001', 'frFILE00001'],
    ['photo.jpg', REFUSED],
  ],
  IMAGE: [
    ['frIMAGE0001', 'frIMAGE0001'],
    ['frIMAGE00012', REFUSED],
  ],
  COORDINATE: [
    ['[-13.2345,8.4967]', '[-13.2345,8.4967]'],
    ['[18, 65]', '[18, 65]'],
    [[-13.5, 8], '[-13.5,8]'],
    [[new ExactNumber('-13.23456789012345678'), 8], '[-13.23456789012345678,8]'],
    ['[-13.2345, 8.4967, 1200.5]', '[-13.2345, 8.4967, 1200.5]'],
    ['[1.3E1,+8]', '[1.3E1,+8]'],
    [' [1,2]', '[1,2]'],
    ['[1,5,2,5]', REFUSED],
    ['[1,2,]', REFUSED],
    ['-13.2,8.4', REFUSED],
    ['[181,0]', REFUSED],
    ['[0,91]', REFUSED],
    ['[0]', REFUSED],
    ['POINT(0 1)', REFUSED],
  ],
  GEOJSON: [
    [{ type: 'Point', coordinates: [1.5, 2] }, '{"type":"Point","coordinates":[1.5,2]}'],
    ['{"type": "Point", "coordinates": [1, 2]}', '{"type": "Point", "coordinates": [1, 2]}'],
    ['{"type": "Point"', REFUSED],
    ['{}', REFUSED],
    [[1, 2], REFUSED],
  ],
  TEXT: [
    ['hello wörld', 'hello wörld'],
    [' two  blanks ', 'two  blanks'],
    ['\u00a0hard\u00a0', '\u00a0hard\u00a0'],
    ['C:\\dir\\', 'C:\\dir'],
    ['C:\\dir\\\\', 'C:\\dir\\\\'],
    ['ends \\', 'ends \\'],
    [' \\', REFUSED],
    [' \t\n', undefined],
    ['007', '007'],
    ['1e5', '1e5'],
    [12, '12'],
    [1e21, '1000000000000000000000'],
    [false, 'false'],
    [['a', 1], '["a",1]'],
    [{ a: { b: null, c: new ExactNumber('1.00000000000000000001') } }, '{"a":{"b":null,"c":1.00000000000000000001}}'],
    ['😀', '😀'],
    ['a\u0000b', REFUSED],
    ['half \ud83d', REFUSED],
    ['\ude00 half', REFUSED],
    ['\ude00\ude00', REFUSED],
    [nested(101), REFUSED],
    [Number('9007199254740993'), REFUSED],
    ['', undefined],
    ['x'.repeat(50_000), 'x'.repeat(50_000)],
    ['x'.repeat(50_001), REFUSED],
  ],
  LONG_TEXT: [['line one\nline two', 'line one\nline two']],
  MULTI_TEXT: [
    ['A,B', 'A,B'],
    [['A', 'B'], 'A,B'],
    ['["A", "B"]', 'A,B'],
    [['A', 1, true, new ExactNumber('12345678901234567890')], 'A,1,true,12345678901234567890'],
    [['A ', 'B '], 'A,B'],
    [[], undefined],
    [['A', null], REFUSED],
    [[['A']], REFUSED],
    [['A', 'A'], 'refused E7621'],
    ['[not json', '[not json'],
  ],
  USERNAME: [
    ['clerk.one ', 'clerk.one'],
    ['abc', REFUSED],
    ['clerk..one', REFUSED],
    ['clerk one', REFUSED],
  ],
  REFERENCE: [['anything', 'anything']],
};

describe('converterFor', () => {
  const cells = Object.entries(CELLS) as [ValueType, readonly (readonly [unknown, string | undefined])[]][];

  it('is tried with every value type', () => {
    expect(new Set(Object.keys(CELLS))).toEqual(new Set(VALUE_TYPES));
  });

  describe.each(cells)('for a %s element', (valueType, table) => {
    test.each(table.map(([raw, expected]) => [shown(raw), shown(expected), raw, expected] as const))(
      'makes of %s: %s',
      (_raw, _expected, raw, expected) => {
        expect(convert(raw, valueType)).toBe(expected);
      },
    );
  });

  it('takes yes and no only where DHIS2 does, from 2.43 on', () => {
    for (const [raw, text] of [
      ['yes', 'true'],
      ['Y', 'true'],
      ['NO', 'false'],
      ['n', 'false'],
    ] as const) {
      expect(convert(raw, 'BOOLEAN', '2.41')).toBe('refused E7619');
      expect(convert(raw, 'BOOLEAN', '2.43')).toBe(text);
    }
    expect(convert('yes', 'TRUE_ONLY', '2.43')).toBe('true');
    expect(convert('no', 'TRUE_ONLY', '2.43')).toBe('refused E8122');
  });

  it('tells words that stand for no value from numbers that DHIS2 does not read', () => {
    const why = (text: string) => {
      const converted = converterFor({ valueType: 'NUMBER' }, '2.42')(text);
      return converted.kind === 'refused' && converted.why;
    };
    for (const text of ['NULL', 'NaN', 'n/a', '-', '.'])
      expect(why(text)).toMatch(/^has no digits; .* give NULL instead$/);
    for (const text of ['1,5', '1 000', '007', '12 cases']) expect(why(text)).toMatch(/^is not a number; .* thousands/);
    for (const text of ['[3]', '{"value":3}', ' [1,2]']) expect(why(text)).toMatch(/^is a JSON object or array, but/);
    for (const text of ['true', 'False']) expect(why(text)).toMatch(/^is true\/false, but .* cast it to int/);
    for (const text of ['١٢', '１２', '1٢', '½']) expect(why(text)).toMatch(/^has digits other than 0-9/);
  });

  it('keeps the ends of a text as they are from 2.43 on, and reads booleans in any case', () => {
    for (const text of [' lead', 'tail \n', 'C:\\', '\\']) expect(convert(text, 'TEXT', '2.43')).toBe(text);
    expect(convert('tRuE', 'BOOLEAN', '2.43')).toBe('true');
    expect(convert(' ', 'TEXT', '2.43')).toBeUndefined();
  });

  it('never tells the value in a refusal', () => {
    const anyCanary = fc.constantFrom('canary', '12.canary', 'canary\u0000', '2025-02-03 canary', { canary: 1 });
    fc.assert(
      fc.property(anyCanary, fc.constantFrom(...VALUE_TYPES), fc.constantFrom(...HABITS), (raw, valueType, habits) => {
        const converted = converterFor({ valueType, options: new Set(['A']) }, habits)(raw);
        expect(converted.kind === 'refused' && converted.why).toMatch(/^(is|has) (?!.*canary)/);
      }),
      { numRuns: 1_000 },
    );
  });

  describe('with an option set', () => {
    const options = new Set(['RED', 'BLUE', '1.50', '01']);

    it('takes codes, and refuses names and other cases with the code of the version', () => {
      const convertTo = (habits: Dhis2Habits) => converterFor({ valueType: 'TEXT', options }, habits);
      expect(outcome(convertTo('2.42')('RED'))).toBe('RED');
      expect(outcome(convertTo('2.41')('Red'))).toBe('refused E7621');
      expect(outcome(convertTo('2.42')('GREEN'))).toBe('refused E7621');
      expect(outcome(convertTo('2.43')('red'))).toBe('refused E8123');
    });

    it('takes a code that fits the value type too, and no other', () => {
      const convertNumber = converterFor({ valueType: 'NUMBER', options }, '2.42');
      expect(outcome(convertNumber('1.50'))).toBe('1.50');
      expect(outcome(convertNumber('01'))).toBe('refused E7619');
      expect(outcome(convertNumber('2'))).toBe('refused E7621');
    });

    it('cuts the blanks of char(n), but not those of a code', () => {
      const padded = new Set(['RED', ' PAD ']);
      for (const habits of HABITS) {
        const convertText = converterFor({ valueType: 'TEXT', options: padded }, habits);
        expect(outcome(convertText('RED   '))).toBe('RED');
        expect(outcome(convertText(' PAD '))).toBe(' PAD ');
        expect(outcome(convertText('PAD'))).toMatch(/^refused E(7621|8123)$/);
      }
    });

    it('sends a code as it is where it is looked up before it is spelt, up to 2.42', () => {
      const digits = { valueType: 'BOOLEAN', options: new Set(['0', '1']) } as const;
      expect(outcome(converterFor(digits, '2.42')(true))).toBe('refused E7621');
      expect(outcome(converterFor(digits, '2.42')('1'))).toBe('1');
      expect(outcome(converterFor(digits, '2.43')('1'))).toBe('refused E8123');
    });

    it('takes several codes for a MULTI_TEXT element only', () => {
      expect(outcome(converterFor({ valueType: 'MULTI_TEXT', options }, '2.42')('RED,BLUE'))).toBe('RED,BLUE');
      expect(outcome(converterFor({ valueType: 'MULTI_TEXT', options }, '2.42')(['RED']))).toBe('RED');
      expect(outcome(converterFor({ valueType: 'MULTI_TEXT', options }, '2.42')('RED,GREEN'))).toBe('refused E7621');
      expect(outcome(converterFor({ valueType: 'MULTI_TEXT', options }, '2.42')('RED, BLUE '))).toBe('RED,BLUE');
      expect(outcome(converterFor({ valueType: 'MULTI_TEXT', options }, '2.42')(['RED', 1.5]))).toBe('refused E7621');
      expect(outcome(converterFor({ valueType: 'MULTI_TEXT', options }, '2.42')('RED,'))).toBe('RED,');
      expect(outcome(converterFor({ valueType: 'MULTI_TEXT', options }, '2.42')('RED,RED'))).toBe('refused E7621');
      expect(outcome(converterFor({ valueType: 'MULTI_TEXT', options }, '2.43')('RED,RED'))).toBe('RED,RED');
      expect(outcome(converterFor({ valueType: 'TEXT', options }, '2.42')('RED,BLUE'))).toBe('refused E7621');
    });
  });

  describe('without the check', () => {
    const unchecked = converterFor({ valueType: 'INTEGER', options: new Set(['1']) }, '2.42', { check: false });

    test.each([
      ['12.000', '12'],
      ['twelve', 'twelve'],
      ['-4', '-4'],
      [12.5, '12.5'],
      [1e21, '1000000000000000000000'],
      [true, 'true'],
      ['x'.repeat(50_001), 'x'.repeat(50_001)],
      ['', undefined],
    ])('sends %j as its plain text', (raw, text) => {
      expect(outcome(unchecked(raw))).toBe(text);
    });

    test.each([['a\u0000b'], ['\ud83d'], [Infinity], [NaN], [new ExactNumber('1e99999')]])(
      'still refuses %j, which no text can carry',
      (raw) => {
        expect(outcome(unchecked(raw))).toBe(REFUSED);
      },
    );
  });

  it('leaves what it made as it is', () => {
    const anyCell = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), numberText());
    fc.assert(
      fc.property(anyCell, fc.constantFrom(...VALUE_TYPES), fc.constantFrom(...HABITS), (raw, valueType, habits) => {
        const once = converterFor({ valueType }, habits)(raw);
        if (once.kind === 'value') expect(converterFor({ valueType }, habits)(once.text)).toEqual(once);
      }),
      { numRuns: 5_000 },
    );
  });

  it('never throws, whatever JSON holds', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.constantFrom(...VALUE_TYPES), (raw, valueType) => {
        expect(() => converterFor({ valueType }, '2.43')(raw)).not.toThrow();
      }),
      { numRuns: 5_000 },
    );
  });

  it('stores whole numbers to the digit, whatever zeros and exponents they come with', () => {
    const spelt = fc.tuple(fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }), fc.nat(12), fc.nat(9));
    fc.assert(
      fc.property(spelt, ([number, zeros, exponent]) => {
        expect(convert(`${number}.${'0'.repeat(zeros)}`, 'INTEGER')).toBe(String(number));
        expect(convert(number, 'INTEGER')).toBe(String(number));
        if (number === 0) return; // zeros in front of an exponent are no number
        expect(convert(`${number}${'0'.repeat(exponent)}e-${exponent}`, 'INTEGER')).toBe(String(number));
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses every number with a fraction for a whole-number element', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 999_999 }), (whole, fraction) => {
        expect(convert(`${whole}.${String(fraction).padStart(6, '0')}`, 'INTEGER')).toBe(REFUSED);
      }),
      { numRuns: 1_000 },
    );
  });

  it('writes JavaScript numbers so that they read as the same number, never with an exponent', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e200, max: 1e200, noNaN: true }), (number) => {
        const text = convert(number, 'NUMBER')!;
        if (text === REFUSED) return;
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text)).toBe(number === 0 ? 0 : number);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('isZero', () => {
  test.each([
    ['0', 'INTEGER', true],
    ['0.0', 'NUMBER', true],
    ['0', 'PERCENTAGE', true],
    ['0.00', 'UNIT_INTERVAL', true],
    ['10', 'INTEGER', false],
    ['0.01', 'NUMBER', false],
    ['', 'INTEGER', false],
    ['0', 'TEXT', false],
    ['0', 'BOOLEAN', false],
    ['-0', 'NUMBER', false],
    ['00', 'NUMBER', false],
  ] as const)('of %j in a %s element is %s', (text, valueType, zero) => {
    expect(isZero(text, valueType)).toBe(zero);
  });
});

describe('isValueType', () => {
  it('knows the names of DHIS2 and no others', () => {
    expect(VALUE_TYPES.every(isValueType)).toBe(true);
    expect(['integer', 'FLOAT', 'toString', ''].some(isValueType)).toBe(false);
  });
});

describe('the longest comment', () => {
  it('is the length that the version takes (transcript 083)', () => {
    expect(HABITS.map((habits) => TRAITS[habits].maxCommentLength)).toEqual([50_000, 50_000, 5_000]);
  });
});

/** A number as a view may spell it. */
function numberText() {
  return fc.stringMatching(/^-?\d{1,12}(\.\d{1,12})?(e-?\d)?$/);
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

function shown(raw: unknown): string {
  if (raw instanceof ExactNumber) return raw.text;
  const text = typeof raw === 'number' ? String(raw) : (JSON.stringify(raw) ?? 'nothing');
  return text.length > 60 ? `${text.slice(0, 20)}… (${text.length})` : text;
}
