import { trialCell, type TrialCell } from '../../../src/commands/check/trial-cell';
import type { Client } from '../../../src/dhis2/client';

const combo = (id: string): object => ({ categoryOptionCombos: [{ id }, { id: 'other' }] });
const element = (id: string, more: object = {}): object => ({
  dataElement: { id, valueType: 'INTEGER', categoryCombo: combo(`${id}-own`), ...more },
});
const orgUnit = (id: string, more: object = {}): object => ({
  id,
  path: `/root/district/${id}`,
  openingDate: '2000-01-01T00:00:00.000',
  ...more,
});
const whole = {
  categoryCombo: combo('attribute'),
  dataSetElements: [element('de1')],
  organisationUnits: [orgUnit('ou1')],
};

/** The cell picked of a data set as DHIS2 would show it. */
async function picked(dataSet: object, periodType = 'Monthly', today = '2026-11-23', status = 200): Promise<unknown> {
  return (await cellOf(dataSet, periodType, today, status))?.value;
}

function cellOf(
  dataSet: object,
  periodType = 'Monthly',
  today = '2026-11-23',
  status = 200,
): Promise<TrialCell | undefined> {
  const client = { get: () => Promise.resolve({ status, body: dataSet }) } as unknown as Client;
  return trialCell(client, { id: 'ds1', periodType }, { orgUnits: ['district'], today });
}

describe('the cell of the test value', () => {
  test('is a plain element’s, in an org unit of the user, in the last period that is over', async () => {
    expect(await picked(whole)).toEqual({
      dataSet: 'ds1',
      dataElement: 'de1',
      categoryOptionCombo: 'de1-own',
      attributeOptionCombo: 'attribute',
      orgUnit: 'ou1',
      period: '202610',
      value: '1',
    });
  });

  test.each([
    ['Daily', '2026-11-23', '20261122'],
    ['Weekly', '2026-11-23', '2026W47'],
    ['Weekly', '2027-01-04', '2026W53'],
    ['Monthly', '2026-01-01', '202512'],
    ['Quarterly', '2026-11-23', '2026Q3'],
    ['SixMonthlyApril', '2026-11-23', '2026AprilS1'],
    ['Yearly', '2026-11-23', '2025'],
    ['FinancialJuly', '2026-11-23', '2025July'],
  ])('is of the last %s period before %s: %s', async (type, today, period) => {
    expect(await picked(whole, type, today)).toMatchObject({ period });
  });

  test.each([
    ['an option set', element('de2', { optionSet: { id: 'os' } })],
    ['a value type without a plain value', element('de2', { valueType: 'FILE_RESOURCE' })],
    ['no category combo that is shown', element('de2', { categoryCombo: undefined })],
    ['nothing that is shown', {}],
  ])('is not of an element with %s', async (_what, other) => {
    expect(await picked({ ...whole, dataSetElements: [other] })).toBeUndefined();
    expect(await picked({ ...whole, dataSetElements: [other, element('de1')] })).toMatchObject({ dataElement: 'de1' });
  });

  test('has the category option combo that the data set gives the element in place of its own', async () => {
    const overridden = { ...element('de1'), categoryCombo: combo('set') };
    expect(await picked({ ...whole, dataSetElements: [overridden] })).toMatchObject({ categoryOptionCombo: 'set' });
  });

  test.each([
    ['neither', 1, 1, false],
    ['the data set', 2, 1, true],
    ['the data element', 1, 2, true],
  ])('tells when %s has further option combos', async (_what, ofSet, ofElement, oneOfSeveral) => {
    const combos = (count: number): object => ({ categoryOptionCombos: [{ id: 'a' }, { id: 'b' }].slice(0, count) });
    const dataSetElements = [element('de1', { categoryCombo: combos(ofElement) })];
    const cell = await cellOf({ ...whole, categoryCombo: combos(ofSet), dataSetElements });
    expect(cell?.oneOfSeveral).toBe(oneOfSeveral);
  });

  test.each([
    ['outside the user’s', { path: '/root/elsewhere/ou2' }],
    ['closed', { closedDate: '2020-12-31T00:00:00.000' }],
    ['opened after the period began', { openingDate: '2026-10-02T00:00:00.000' }],
  ])('is not of an org unit that is %s', async (_what, more) => {
    expect(await picked({ ...whole, organisationUnits: [orgUnit('ou2', more)] })).toBeUndefined();
    const units = [orgUnit('ou2', more), orgUnit('ou1')];
    expect(await picked({ ...whole, organisationUnits: units })).toMatchObject({ orgUnit: 'ou1' });
  });

  test('is none for a data set that is not shown, or of a period type that is not known', async () => {
    expect(await picked({}, 'Monthly', '2026-11-23', 403)).toBeUndefined();
    expect(await picked(whole, 'Fortnightly')).toBeUndefined();
  });
});
