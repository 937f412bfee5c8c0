import type { DataValue } from '../../core/model/data-value';
import type { LocalCalendar } from '../../core/mapping/period/calendars/calendars';
import { latestOpen } from '../../core/mapping/period/open-periods';
import { isPeriodType, periodHolding } from '../../core/mapping/period/period';
import type { Client } from '../../dhis2/client';

/** What of a data set tells whether and when it can be written to. */
export interface DataSetHead {
  readonly id: string;
  readonly periodType: string;
  /** Days after a period's end for which it stays open; 0 or absent: for ever. */
  readonly expiryDays?: number;
  /** Of data approval. */
  readonly workflow?: { readonly id: string };
}

/** For whom and when a cell is looked for. */
export interface TrialUser {
  /** UIDs of the org units that the user captures data for. */
  readonly orgUnits: readonly string[];
  /** The server's day, `yyyy-mm-dd`. */
  readonly today: string;
  /** The server's calendar, where it does not count in ISO 8601. */
  readonly calendar?: LocalCalendar | undefined;
}

/** A cell with a value that fits its data element. */
export interface TrialCell {
  readonly value: Omit<DataValue, 'record' | 'action'>;
  /** Whether data set or data element have further option combos: the user may be allowed to write to those only. */
  readonly oneOfSeveral: boolean;
}

interface CategoryComboItem {
  readonly categoryOptionCombos?: readonly { readonly id: string }[];
}

interface DataElementItem {
  readonly id: string;
  readonly valueType?: string;
  readonly optionSet?: object;
  readonly categoryCombo?: CategoryComboItem;
}

interface DataSetItem {
  readonly categoryCombo?: CategoryComboItem;
  readonly dataSetElements?: readonly {
    readonly dataElement?: DataElementItem;
    readonly categoryCombo?: CategoryComboItem;
  }[];
  readonly organisationUnits?: readonly OrgUnitItem[];
}

interface OrgUnitItem {
  readonly id: string;
  readonly path?: string;
  readonly openingDate?: string;
  readonly closedDate?: string;
}

const COMBOS = 'categoryCombo[categoryOptionCombos[id]]';
const FIELDS = `${COMBOS},dataSetElements[dataElement[id,valueType,optionSet[id],${COMBOS}],${COMBOS}],organisationUnits[id,path,openingDate,closedDate]`;

/** A value that every version takes for the type; other types are not tried. */
const VALUES: Readonly<Record<string, string>> = {
  INTEGER: '1',
  INTEGER_POSITIVE: '1',
  INTEGER_ZERO_OR_POSITIVE: '1',
  INTEGER_NEGATIVE: '-1',
  NUMBER: '1',
  PERCENTAGE: '1',
  UNIT_INTERVAL: '1',
  BOOLEAN: 'true',
  TRUE_ONLY: 'true',
  DATE: '2020-01-01',
  TEXT: '1',
  LONG_TEXT: '1',
};

/**
 * Picks a cell of the data set that the user should be able to write: a plain data element, the last period that is over,
 * and an org unit of the user that was open then.
 *
 * @returns Undefined if there is none.
 */
export async function trialCell(
  client: Client,
  { id, periodType }: DataSetHead,
  user: TrialUser,
): Promise<TrialCell | undefined> {
  const period = lastPeriod(periodType, user);
  if (period === undefined) return undefined;
  const { status, body } = await client.get(`/api/dataSets/${id}`, { fields: FIELDS });
  if (status !== 200) return undefined;
  const dataSet = body as DataSetItem;
  const orgUnit = dataSet.organisationUnits?.find((each) => isOpen(each, period.start) && isOf(user.orgUnits, each));
  const element = plainElement(dataSet);
  const [attributeOptionCombo, another] = combosOf(dataSet.categoryCombo);
  if (orgUnit === undefined || element === undefined || attributeOptionCombo === undefined) return undefined;
  const { oneOfSeveral, ...rest } = element;
  return {
    value: { dataSet: id, orgUnit: orgUnit.id, period: period.id, attributeOptionCombo, ...rest },
    oneOfSeveral: oneOfSeveral || another !== undefined,
  };
}

/** The last period of the type that is over, and its first day as `yyyy-mm-dd`. */
function lastPeriod(
  type: string,
  { today, calendar }: TrialUser,
): { readonly id: string; readonly start: string } | undefined {
  if (!isPeriodType(type)) return undefined;
  if (calendar) {
    const last = latestOpen(calendar.system, { type, openFuturePeriods: 0, today: calendar.today });
    return last && { id: last.id, start: isoDate(last.start) };
  }
  const current = periodHolding(calendarDate(today), type);
  const before = periodHolding(calendarDate(isoDate(current.start - 1)), type);
  return { id: before.id, start: isoDate(before.start) };
}

type PlainElement = Pick<DataValue, 'dataElement' | 'categoryOptionCombo' | 'value'> & Pick<TrialCell, 'oneOfSeveral'>;

function plainElement(dataSet: DataSetItem): PlainElement | undefined {
  for (const { dataElement, categoryCombo } of dataSet.dataSetElements ?? []) {
    const value = VALUES[dataElement?.valueType ?? ''];
    const given = combosOf(categoryCombo);
    const [categoryOptionCombo, another] = given.length > 0 ? given : combosOf(dataElement?.categoryCombo);
    if (dataElement === undefined || dataElement.optionSet !== undefined) continue;
    if (value === undefined || categoryOptionCombo === undefined) continue;
    return { dataElement: dataElement.id, categoryOptionCombo, value, oneOfSeveral: another !== undefined };
  }
  return undefined;
}

function combosOf(combo: CategoryComboItem | undefined): readonly string[] {
  return (combo?.categoryOptionCombos ?? []).map(({ id }) => id);
}

function isOpen({ openingDate = '', closedDate }: OrgUnitItem, day: string): boolean {
  return openingDate.slice(0, 10) <= day && closedDate === undefined;
}

function isOf(orgUnits: readonly string[], { path = '' }: OrgUnitItem): boolean {
  return path.split('/').some((uid) => orgUnits.includes(uid));
}

function calendarDate(day: string): { readonly year: number; readonly month: number; readonly day: number } {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return { year, month, day: date };
}

/** @param days - Since 1970-01-01. */
function isoDate(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}
