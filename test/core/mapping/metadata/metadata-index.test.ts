import type { DataElement } from '../../../../src/core/mapping/metadata/metadata';
import { PositionSet, Several } from '../../../../src/core/mapping/metadata/metadata';
import { idIn, IdIndex } from '../../../../src/core/mapping/metadata/id-index';
import type { IdScheme } from '../../../../src/core/model/settings';
import { aValue } from '../../../support/data-values';
import { allBy, recordedIndex } from '../../../support/recorded-index';

const CODE: IdScheme = { kind: 'code' };

describe('IdIndex', () => {
  const indexOf = (scheme: IdScheme, objects: readonly { id: string; code?: string; name?: string }[]) => {
    const index = new IdIndex<string>(scheme, String);
    for (const object of objects) index.add(object.id, object);
    return index;
  };

  test.each<[string, string | undefined]>([
    ['F1', 'a'],
    ['f1', 'a'],
    [' F1 ', 'a'],
    ['F2', undefined],
    ['', undefined],
    [' ', undefined],
  ])('finds by the code %j: %j', (id, uid) => {
    expect(indexOf(CODE, [{ id: 'a', code: 'F1' }, { id: 'b' }]).find(id)).toBe(uid);
  });

  test('finds names in their own case only', () => {
    const index = indexOf({ kind: 'name' }, [{ id: 'a', name: 'Facility One' }]);
    expect(index.find('Facility One')).toBe('a');
    expect(index.find('facility one')).toBeUndefined();
  });

  test('names all that an id fits', () => {
    const index = indexOf(
      { kind: 'name' },
      ['a', 'b', 'c'].map((id) => ({ id, name: 'default' })),
    );
    expect(index.find('default')).toEqual(new Several(['a', 'b', 'c']));
  });

  test('tells codes apart that differ in case, and names both for a third spelling', () => {
    const index = indexOf(CODE, [
      { id: 'a', code: 'Abc' },
      { id: 'b', code: 'ABC' },
    ]);
    expect([index.find('Abc'), index.find('ABC')]).toEqual(['a', 'b']);
    expect(index.find('abc')).toEqual(new Several(['a', 'b']));
  });

  test.each<[IdScheme['kind'] & ('code' | 'name'), string, string]>([
    ['name', 'Hôpital', 'Ho\u0302pital'],
    ['name', 'Ho\u0302pital', 'Hôpital'],
    ['name', 'Kando HC', 'Kando\u00a0HC'],
    ['name', 'Kando HC', ' Kando  HC '],
    ['name', 'Kando  HC', 'Kando HC'],
    ['code', 'CS_ÉLAN', 'cs_e\u0301lan'],
    ['code', 'abc', 'ABC'],
  ])('finds by %s %j what a row spells %j', (kind, id, spelled) => {
    const index = indexOf({ kind }, [
      { id: 'a', [kind]: id },
      { id: 'b', [kind]: 'x' },
    ]);
    expect([index.find(spelled), index.find(id)]).toEqual(['a', 'a']);
  });

  test('takes the exact one of two that differ in Unicode form only, and both for a third spelling', () => {
    const index = indexOf({ kind: 'name' }, [
      { id: 'a', name: 'Hôpital' },
      { id: 'b', name: 'Ho\u0302pital' },
    ]);
    expect([index.find('Hôpital'), index.find('Ho\u0302pital')]).toEqual(['a', 'b']);
    const third = index.find('Hôpital ') as Several;
    expect([...third.uids].sort()).toEqual(['a', 'b']);
  });

  test('counts an object that comes twice once', () => {
    const twice = { id: 'a', code: 'F1' };
    expect(indexOf(CODE, [twice, twice]).find('f1')).toBe('a');
  });
});

test('idIn finds the value of the attribute that the scheme names', () => {
  const object = {
    id: 'a',
    attributeValues: [
      { value: 'x', attribute: { id: 'at1' } },
      { value: 'y', attribute: { id: 'at2' } },
    ],
  };
  expect(idIn({ kind: 'attribute', attribute: 'at2' }, object)).toBe('y');
  expect(idIn({ kind: 'attribute', attribute: 'at3' }, object)).toBeUndefined();
});

test('PositionSet holds what was added and nothing else', () => {
  const set = new PositionSet(20);
  for (const position of [0, 7, 8, 19]) set.add(position);
  expect([...Array(20).keys()].filter((position) => set.has(position))).toEqual([0, 7, 8, 19]);
});

test('a value is named by the ids that rows use for it', () => {
  const { dataElement, orgUnit } = aValue();
  expect(recordedIndex().describe(aValue())).toContain(`dataElement=${dataElement}`);
  const byCode = recordedIndex({ schemes: allBy({ kind: 'code' }) }).describe(aValue());
  expect(byCode).toContain('dataElement=DE_INT');
  expect(byCode).toContain('orgUnit=F1');
  expect(byCode).not.toContain(orgUnit);
});

test('one index finds by the schemes of each stream', () => {
  const code = { orgUnit: CODE, dataElement: { kind: 'name' } } as const;
  const index = recordedIndex({ more: [code] });
  const byCode = index.by({ ...allBy({ kind: 'uid' }), ...code });
  expect(index.findOrgUnit('F1')).toBeUndefined();
  expect(byCode.findOrgUnit('F1')).toBe(index.findOrgUnit('ouFACIL0001'));
  expect(byCode.findDataElement('Malaria cases')).toBe(index.findDataElement('deINTEGER01'));
  expect(byCode.describe(aValue())).toContain('orgUnit=F1');
  expect(() => index.by(allBy(CODE))).toThrow(RangeError);
});

test('the index says what it found', () => {
  expect(recordedIndex().summary).toBe('7 data sets, 40 data elements and 108 org units');
});

describe('the default combo', () => {
  test("is this server's own", () => {
    expect(recordedIndex().defaultOptionCombo).toBe('HllvX50cXC0');
  });

  test('is the one that is in use, of several called so', () => {
    const index = recordedIndex({
      change: ({ categoryOptionCombos }) => {
        categoryOptionCombos.unshift({ id: 'cocLEFTOVER', name: 'default', categoryCombo: { id: 'ccLEFTOVER1' } });
      },
    });
    expect(index.defaultOptionCombo).toBe('HllvX50cXC0');
  });

  test('is several where it cannot be told', () => {
    const index = recordedIndex({
      change: ({ categoryOptionCombos }) => {
        categoryOptionCombos.push({ id: 'cocSURPLUS1', name: 'default', categoryCombo: { id: 'bjDvmb4bfuf' } });
      },
    });
    expect(index.defaultOptionCombo).toEqual(new Several(['HllvX50cXC0', 'cocSURPLUS1']));
  });

  test('is undefined where the user sees none', () => {
    const index = recordedIndex({ change: (lists) => void (lists.categoryOptionCombos = []) });
    expect(index.defaultOptionCombo).toBeUndefined();
    expect(index.warnings.join()).toContain('category combos');
  });
});

describe('what the user may not read', () => {
  const index = recordedIndex({
    change: (lists) => {
      lists.dataElements = lists.dataElements.filter(({ id }) => id !== 'deINTEGER01');
      lists.optionSets = [];
    },
  });

  test('is said', () => {
    expect(index.warnings).toEqual([
      expect.stringMatching(/1 of the option sets .*\(osCOLOR0001\).*DHIS2 decides/),
      expect.stringMatching(/1 of the data elements .*\(deINTEGER01\).*DHIS2 decides/),
    ]);
  });

  test('is known by the UID that a data set mentions, and by no other id', () => {
    const element = index.findDataElement('deINTEGER01') as DataElement;
    expect(element.valueType).toBeUndefined();
    expect(element.dataSets.map(({ uid }) => uid)).toEqual(['dsMONTHLY01']);
    const byCode = recordedIndex({
      schemes: allBy(CODE),
      change: (lists) => void (lists.dataElements = lists.dataElements.filter(({ id }) => id !== 'deINTEGER01')),
    });
    expect(byCode.findDataElement('DE_INT')).toBeUndefined();
  });
});

describe('vanishes', () => {
  const [kept, lost] = ['deZEROSIG01', 'deINTEGER01'];

  test.each([
    ['2.42', lost, '0', true],
    ['2.41', lost, '0.0', true],
    ['2.42', lost, '-0', false],
    ['2.43', lost, '0', false],
    ['2.42', lost, '1', false],
    ['2.42', kept, '0', false],
    ['2.42', 'deTEXT00001', '0', false],
    ['2.42', 'deNOSUCH001', '0', 'perhaps'],
    ['2.41', 'deNOSUCH001', '0.00', 'perhaps'],
    ['2.42', 'deNOSUCH001', '-0', false],
    ['2.42', 'deNOSUCH001', '10', false],
    ['2.43', 'deNOSUCH001', '0', false],
  ] as const)('on %s for %s with %s: %s (transcripts 072 to 075)', (habits, dataElement, value, expected) => {
    expect(recordedIndex({ habits }).vanishes(aValue({ dataElement, value }))).toBe(expected);
  });

  test('spares deletes, and elements that are averaged', () => {
    expect(recordedIndex().vanishes(aValue({ action: 'delete', value: '' }))).toBe(false);
    expect(recordedIndex().vanishes(aValue({ dataElement: 'deNOSUCH001', action: 'delete', value: '0' }))).toBe(false);
    const averaged = recordedIndex({
      change: ({ dataElements }) => {
        Object.assign(dataElements.find(({ id }) => id === lost) ?? {}, { aggregationType: 'AVERAGE_SUM_ORG_UNIT' });
      },
    });
    expect(averaged.vanishes(aValue({ dataElement: lost, value: '0' }))).toBe(false);
  });
});
