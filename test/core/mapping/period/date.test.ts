import { readDate } from '../../../../src/core/mapping/period/period';

describe('readDate', () => {
  const third = { kind: 'date', year: 2025, month: 2, day: 3 };

  test.each([
    '2025-02-03',
    '2025-02-03T00:00:00',
    '2025-02-03 00:00:00',
    '2025-02-03T23:59:59.999999',
    '2025-02-03t10:30',
  ])('takes the day of %s', (text) => {
    expect(readDate(text)).toEqual(third);
  });

  test.each([
    '2025-02-03T00:00:00Z',
    '2025-02-03T00:00:00.000000Z',
    '2025-02-03T00:00:00+03:00',
    '2025-02-03 00:00:00+03',
    '2025-02-03 00:00:00 +0530',
    '2025-02-03 00:00:00-00:01:15',
  ])('tells that %s has a zone', (text) => {
    expect(readDate(text)).toEqual({ kind: 'zoned' });
  });

  test.each([
    '',
    '2025-02-30',
    '2025-13-01',
    '0000-01-01',
    '2025-2-3',
    '03/02/2025',
    '20250203',
    '2025-02',
    '2025-02-03T24:00:00',
    '2025-02-03T10',
    '2025-02-03 BC',
    'infinity',
    ' 2025-02-03',
    '2025-02-03\n',
  ])('refuses %j', (text) => {
    expect(readDate(text)).toEqual({ kind: 'invalid' });
  });
});
