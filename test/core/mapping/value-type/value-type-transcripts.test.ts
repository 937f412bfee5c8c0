import { converterFor, isZero } from '../../../../src/core/mapping/value-type/value-type';
import type { Dhis2Habits } from '../../../../src/core/model/version';
import { recordedValue, type SentValue } from './value-type-recorded';

const LONGEST = 'x'.repeat(50_000);

type Expected = { readonly stores: string } | { readonly refuses: 'value' | 'option' };

/**
 * What the connector makes of the value in each recorded request, by version where they differ.
 *
 * `differs` marks where it is not what DHIS2 made of it, with the reason.
 */
const CASES: readonly {
  readonly number: string;
  readonly expected: Expected | Readonly<Record<Dhis2Habits, Expected>>;
  readonly differs?: string;
  /** What was sent, where the recording cuts it short. */
  readonly sent?: SentValue;
}[] = [
  { number: '049', expected: { refuses: 'value' } },
  { number: '050', expected: { refuses: 'value' } },
  { number: '051', expected: { stores: '1' }, differs: '1.0 is the whole number 1, which every version takes' },
  { number: '052', expected: { refuses: 'value' } },
  { number: '053', expected: { stores: '7' }, differs: 'blanks around a number are cut, as char(n) pads with them' },
  { number: '054', expected: { refuses: 'value' } },
  { number: '055', expected: { stores: '100000' }, differs: '1e5 is the number 100000, which every version takes' },
  { number: '056', expected: { refuses: 'value' } },
  { number: '057', expected: { refuses: 'value' } },
  {
    number: '058',
    expected: { '2.41': { refuses: 'value' }, '2.42': { refuses: 'value' }, '2.43': { stores: 'true' } },
  },
  { number: '059', expected: { stores: 'true' } },
  { number: '060', expected: { stores: 'true' } },
  { number: '061', expected: { refuses: 'value' } },
  { number: '062', expected: { refuses: 'value' } },
  { number: '063', expected: { refuses: 'value' } },
  { number: '064', expected: { refuses: 'value' } },
  { number: '065', expected: { refuses: 'value' } },
  { number: '066', expected: { stores: '2025-01-31' } },
  { number: '067', expected: { refuses: 'value' }, differs: 'a date element would keep a time of day that is no date' },
  { number: '068', expected: { refuses: 'value' } },
  { number: '069', expected: { refuses: 'option' } },
  { number: '070', expected: { refuses: 'option' } },
  { number: '071', expected: { stores: 'RED' } },
  { number: '081', expected: { refuses: 'value' }, sent: { dataElement: 'deLONGTXT01', value: 'x'.repeat(50_001) } },
  { number: '082', expected: { stores: LONGEST }, sent: { dataElement: 'deLONGTXT01', value: LONGEST } },
];

const CODES = {
  '2.41': { value: 'E7619', option: 'E7621' },
  '2.42': { value: 'E7619', option: 'E7621' },
  '2.43': { value: 'E8122', option: 'E8123' },
};

describe.each(['2.41', '2.42', '2.43'] as const)('values, beside the recorded answers of DHIS2 %s', (habits) => {
  test.each(CASES)('transcript $number', ({ number, expected, differs, sent }) => {
    const { rules, value, codes } = recordedValue(number, habits, sent);
    const wanted = '2.43' in expected ? expected[habits] : expected;
    const converted = converterFor(rules, habits)(value);

    if ('stores' in wanted) {
      expect(converted).toEqual({ kind: 'value', text: wanted.stores });
    } else {
      expect(converted).toMatchObject({ kind: 'refused', code: CODES[habits][wanted.refuses] });
    }
    if (differs === undefined) {
      expect(codes).toEqual('stores' in wanted ? [] : [CODES[habits][wanted.refuses]]);
    }
  });

  test.each(['072', '073', '074', '075'])('transcript %s holds a zero', (number) => {
    const { rules, value } = recordedValue(number, habits);
    expect(isZero(value, rules.valueType)).toBe(true);
  });
});
