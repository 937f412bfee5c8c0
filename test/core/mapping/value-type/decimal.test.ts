import fc from 'fast-check';

import { plainDecimal } from '../../../../src/core/mapping/value-type/decimal';

describe('plainDecimal', () => {
  test.each([
    ['12.000', '12'],
    ['1e21', '1000000000000000000000'],
    ['1.50e3', '1500'],
    ['-1.5E-3', '-0.0015'],
    ['-0.0', '0'],
    ['0e5', '0'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['+5', '5'],
    ['100', '100'],
    ['12345678901234567890.12345678901234567890', '12345678901234567890.1234567890123456789'],
    ['0.000000000000000000001', '0.000000000000000000001'],
    ['1e999', `1${'0'.repeat(999)}`],
  ])('writes %s as %s', (text, plain) => {
    expect(plainDecimal(text)).toBe(plain);
  });

  test.each([
    '',
    '.',
    '-',
    'e5',
    '007',
    '-01',
    '00.5',
    '1e',
    '1e5.5',
    '1 ',
    ' 1',
    '1,5',
    '0x1',
    'NaN',
    'Infinity',
    '1e9999999',
    '1e-2000',
  ])('refuses %j', (text) => {
    expect(plainDecimal(text)).toBeUndefined();
  });

  it('never changes the number: whole part and fraction agree as integers', () => {
    const digits = fc.stringMatching(/^(0|[1-9]\d{0,40})$/);
    const spelt = fc.record({
      sign: fc.constantFrom('', '-', '+'),
      whole: digits,
      fraction: fc.stringMatching(/^\d{0,40}$/),
      exponent: fc.integer({ min: -60, max: 60 }),
    });
    fc.assert(
      fc.property(spelt, ({ sign, whole, fraction, exponent }) => {
        const text = `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}e${exponent}`;
        const plain = plainDecimal(text)!;
        expect(plain).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
        expect(scaled(plain)).toBe(
          (sign === '-' ? -1n : 1n) * BigInt(whole + fraction) * 10n ** BigInt(SCALE - fraction.length + exponent),
        );
      }),
      { numRuns: 5_000 },
    );
  });

  it('leaves what it wrote as it is', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const plain = plainDecimal(String(number))!;
        expect(plainDecimal(plain)).toBe(plain);
        expect(Number(plain)).toBe(number === 0 ? 0 : number);
      }),
      { numRuns: 5_000 },
    );
  });
});

/** Digits after the point that {@link scaled} keeps: more than any number here has. */
const SCALE = 200;

/** The number times 10^200, exactly. */
function scaled(plain: string): bigint {
  const [whole = '', fraction = ''] = plain.split('.');
  return BigInt(whole + fraction.padEnd(SCALE, '0'));
}
