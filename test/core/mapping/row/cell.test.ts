import type { Dhis2Habits } from '../../../../src/core/model/version';
import { mapRow, outcome } from '../../../support/mapping';
import type { Lists } from '../../../support/recorded-index';

const ROW = { data_element: 'deOPTION001', org_unit: 'ouFACIL0001', period: '202501', value: 'RED' };
const HABITS: readonly Dhis2Habits[] = ['2.41', '2.42', '2.43'];

/** Makes the recorded element with options one of another type, and of other codes. */
const retyped =
  (valueType: string, codes: readonly string[] = []) =>
  (lists: Lists): void => {
    const element = lists.dataElements.find(({ id }) => id === 'deOPTION001')!;
    const set = lists.optionSets.find(({ id }) => id === element.optionSet?.id)!;
    Object.assign(element, { valueType }, codes.length === 0 && { optionSet: undefined });
    set.options = codes.map((_, at) => ({ id: `opt${at}` }));
    lists.options = codes.map((code, at) => ({ id: `opt${at}`, code }));
  };

const mapAs = (change: (lists: Lists) => void, habits: Dhis2Habits, row: object) =>
  mapRow({ ...ROW, ...row }, { habits, index: { change } });

describe('a delete', () => {
  const deleted = { value: null, deleted: true };
  const valueOf = (valueType: string, codes: readonly string[], habits: Dhis2Habits = '2.42') =>
    mapAs(retyped(valueType, codes), habits, deleted).values[0]?.value;

  test.each([
    ['TEXT', ['RED', 'BLUE'], 'RED'],
    ['INTEGER', ['abc', '007', '7', '8'], '7'],
    ['BOOLEAN', ['ja', 'false'], 'false'],
    ['INTEGER', ['abc'], 'abc'],
    ['MULTI_TEXT', ['A', 'B'], ''],
  ])('of a %s with the options %j holds %j up to 2.42 (transcripts 902, 903, 970, 1247)', (type, codes, value) => {
    expect([valueOf(type, codes, '2.41'), valueOf(type, codes), valueOf(type, codes, '2.43')]).toEqual([
      value,
      value,
      '',
    ]);
  });

  test.each(['FILE_RESOURCE', 'IMAGE'])('of a %s needs no value and no request of its own (904, 905)', (type) => {
    const [value] = mapAs(retyped(type), '2.42', deleted).values;
    expect(value).toMatchObject({ action: 'delete', value: '' });
    expect(value).not.toHaveProperty('alone');
  });
});

describe('a file', () => {
  test.each(['FILE_RESOURCE', 'IMAGE'])('of a %s element goes alone up to 2.42 (974)', (type) => {
    const alone = HABITS.map((habits) => mapAs(retyped(type), habits, { value: 'frFILE00001' }).values[0]?.alone);
    expect(alone).toEqual([true, true, undefined]);
  });
});

describe('blanks alone', () => {
  test.each(HABITS)('are NULL on %s, by null_values', (habits) => {
    for (const value of [' ', '\t\n']) {
      expect(outcome(mapRow({ ...ROW, value }, { habits }))).toEqual(['skipped null']);
      const [gone] = mapRow({ ...ROW, value }, { habits, core: { nullValues: 'delete' } }).values;
      expect(gone?.action).toBe('delete');
    }
  });
});

describe('a comment', () => {
  const commentOf = (comment: unknown, habits: Dhis2Habits) =>
    mapRow({ ...ROW, comment }, { habits }).values[0]?.comment;

  test.each([
    ['  late \n', 'late', '  late \n'],
    ['C:\\', 'C:', 'C:\\'],
    ['two\\\\', 'two\\\\', 'two\\\\'],
    [' ', undefined, undefined],
    ['\\', undefined, '\\'],
  ])('%j is sent as DHIS2 will hold it (991, 992)', (comment, older, newer) => {
    expect(HABITS.map((habits) => commentOf(comment, habits))).toEqual([older, older, newer]);
  });
});
