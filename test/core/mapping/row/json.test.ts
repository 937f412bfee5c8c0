import fc from 'fast-check';
import { parseExactly } from '../../../../src/core/mapping/row/json';
import { ExactNumber } from '../../../../src/core/mapping/value-type/value-type';

describe('parseExactly', () => {
  test.each([
    ['9007199254740993', new ExactNumber('9007199254740993')],
    ['[0.1234567890123456]', [new ExactNumber('0.1234567890123456')]],
    ['{"a":-1234567890123456e-3}', { a: new ExactNumber('-1234567890123456e-3') }],
    ['[1e400]', [new ExactNumber('1e400')]],
    ['[1e-400]', [new ExactNumber('1e-400')]],
    ['[1e40]', [1e40]],
    ['123456789012345', 123456789012345],
    ['"9007199254740993"', '9007199254740993'],
    ['["a \\" 9007199254740993", 1]', ['a " 9007199254740993', 1]],
    ['{"9007199254740993": "9007199254740993"}', { '9007199254740993': '9007199254740993' }],
    ['[1000000000000000]', [1e15]],
    ['["\\u00009007199254740993", 9007199254740993]', ['\0' + '9007199254740993', new ExactNumber('9007199254740993')]],
    ['[9007199254740993', undefined],
    ['9007199254740993.', undefined],
  ])('reads %s', (text, expected) => {
    expect(parseExactly(text)).toEqual(expected);
  });

  test('is JSON.parse wherever no number has 16 digits (1,000 runs)', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, (_key, each: unknown) =>
          typeof each === 'number' ? Math.trunc(each) % 1e9 : each,
        );
        expect(parseExactly(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test('keeps the digits of any number, wherever it stands (1,000 runs)', () => {
    const digits = fc.stringMatching(/^-?[1-9]\d{14,30}[1-9](\.\d{0,19}[1-9])?$/);
    fc.assert(
      fc.property(digits, fc.string(), (number, text) => {
        const json = `{${JSON.stringify(text)}:[${JSON.stringify(text)},${number}]}`;
        expect(Object.values(parseExactly(json) as object)).toEqual([[text, new ExactNumber(number)]]);
      }),
      { numRuns: 1_000 },
    );
  });
});
