import { explainRefusal } from '../../../../src/core/mapping/preflight/explain';
import type { MetadataIndex } from '../../../../src/core/mapping/metadata/metadata-index';
import type { Cause } from '../../../../src/core/model/cause';
import type { DataValue } from '../../../../src/core/model/data-value';
import { aValue } from '../../../support/data-values';
import { aRefusal } from '../../../support/refusals';
import { recordedIndex } from '../../../support/recorded-index';

const NOW = Date.UTC(2026, 10, 28);

/** What is found for a value of the recorded metadata, with changes to the data set where named. */
function explain(
  code: string,
  change: Partial<DataValue>,
  more: { version?: string; inputPeriods?: boolean } = {},
): Cause {
  const { version = '2.43.1', inputPeriods } = more;
  const index = recordedIndex({ habits: '2.43' });
  const metadata = inputPeriods
    ? ({
        elementOf: (uid: string) => index.elementOf(uid),
        orgUnitOf: (uid: string) => index.orgUnitOf(uid),
        dataSetOf: (uid: string) => ({ ...index.dataSetOf(uid), hasInputPeriods: true }),
      } as MetadataIndex)
    : index;
  return explainRefusal(aValue(change), aRefusal(code, 'dhis2'), { metadata, version, now: () => NOW });
}

describe('the cause of what DHIS2 refuses', () => {
  it.each<[string, Partial<DataValue>, Cause]>([
    ['E8020', {}, 'data-element-not-in-data-set'],
    ['E8020', { dataElement: 'deNOSUCH001' }, 'unknown-data-element'],
    ['E8020', { dataSet: 'dsNOSUCH001' }, 'unknown-data-set'],
    ['E8022', {}, 'org-unit-not-assigned'],
    ['E8022', { orgUnit: 'ouNOSUCH001' }, 'unknown-org-unit'],
    ['E8024', { categoryOptionCombo: 'cocNOSUCH01' }, 'category-option-combo-not-of-data-element'],
    ['E8030', { period: '202401' }, 'period-expired'],
    ['E8030', { period: '202610' }, 'period-expired'],
    ['E8030', { period: '202611' }, 'period-in-future'],
    ['E8030', { period: '202701' }, 'period-in-future'],
    ['E7619', {}, 'value-not-of-type'],
    ['E9999', {}, 'unknown-code'],
  ])('%s of %j is %s', (code, change, cause) => {
    expect(explain(code, change)).toBe(cause);
  });

  it.each([
    ['2.43.0', 'input-periods-inverted'],
    ['2.43.1', 'input-periods-inverted'],
    ['43.1-SNAPSHOT', 'input-periods-inverted'],
    ['2.43.2', 'input-period-closed'],
    ['2.43.10', 'input-period-closed'],
    ['2.44.0', 'input-period-closed'],
  ])('E8030 of a data set with data input periods is, on %s, %s', (version, cause) => {
    expect(explain('E8030', {}, { version, inputPeriods: true })).toBe(cause);
  });
});
