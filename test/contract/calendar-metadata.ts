import { metadataOf } from './recorded-metadata';
import type { Version } from './transcripts';

type Json = Record<string, unknown>;

/** Period types by the last two digits of the data sets `calDS0000NN`, which have one text element each. */
const TYPES = (
  'Daily Weekly WeeklyWednesday WeeklyThursday WeeklySaturday WeeklySunday BiWeekly Monthly BiMonthly Quarterly ' +
  'QuarterlyNov SixMonthly SixMonthlyApril SixMonthlyNov Yearly FinancialApril FinancialJuly FinancialSep FinancialOct ' +
  'FinancialNov WeeklyFriday FinancialFeb FinancialAug'
).split(' ');

/** Elements of further data sets of months: those whose values are dates, and those of data sets with input periods. */
const MONTHLY: Readonly<Record<string, string>> = {
  calDVT00000: 'DATETIME',
  calDVT00001: 'AGE',
  calDVT00002: 'DATE',
};

const COMBO = { id: 'bjDvmb4bfuf' };
const SHARED = { public: 'rwrw----', users: {}, userGroups: {} };

/** The recorded metadata with what the recorder made for calendars, whose making was not recorded. */
export function calendarMetadataOf(version: Version): Record<string, Json[]> {
  const recorded = metadataOf(version) as Record<string, Json[]>;
  const { id: comboId } = recorded['categoryCombos']?.find(({ name }) => name === 'default') ?? COMBO;
  const element = (id: string, valueType = 'TEXT', name = id): Json => ({
    id,
    name,
    shortName: name,
    valueType,
    aggregationType: 'NONE',
    domainType: 'AGGREGATE',
    categoryCombo: { id: comboId },
    sharing: SHARED,
  });
  const set = (id: string, periodType: string, elementId: string, more: Json = {}): Json => ({
    id,
    name: id,
    shortName: id,
    periodType,
    categoryCombo: { id: comboId },
    dataSetElements: [{ dataElement: { id: elementId } }],
    organisationUnits: [...Array.from({ length: 6 }, (_, index) => ({ id: `calOU00000${index + 1}` })), CLOSED],
    sharing: SHARED,
    ...more,
  });
  const byType = TYPES.map((type, index) => [type, String(index + 1).padStart(2, '0')] as const);
  const inputElements = ['e', 'n'].flatMap((calendar) =>
    ['0', '1', '2'].flatMap((which) => ['41', '42', '43'].map((line) => `calDIQ${calendar}${which}0${line}`)),
  );
  return {
    ...recorded,
    dataElements: [
      ...(recorded['dataElements'] ?? []),
      ...byType.map(([type, number]) => element(`calDE0000${number}`, 'TEXT', `Calendar ${type}`)),
      ...['1', '2', '4'].map((number) => element(`calDEX0000${number}`)),
      ...Object.entries(MONTHLY).map(([id, type]) => element(id, type)),
      ...inputElements.map((id) => element(id)),
    ],
    dataSets: [
      ...(recorded['dataSets'] ?? []),
      ...byType.map(([type, number]) =>
        set(`calDS0000${number}`, type, `calDE0000${number}`, { openFuturePeriods: 1000 }),
      ),
      set('calDSX00001', 'Monthly', 'calDEX00001', { openFuturePeriods: 0 }),
      set('calDSX00002', 'Monthly', 'calDEX00002', { openFuturePeriods: 0, expiryDays: 30 }),
      set('calDSX00004', 'Daily', 'calDEX00004', { openFuturePeriods: 0 }),
      ...Object.keys(MONTHLY).map((id) => set(id.replace('calDVT', 'calDVS'), 'Monthly', id)),
    ],
    organisationUnits: [
      ...(recorded['organisationUnits'] ?? []),
      ...Array.from({ length: 6 }, (_, index) => orgUnit(`calOU00000${index + 1}`)),
    ],
  };
}

const CLOSED = { id: 'ouCLOSED001' };

function orgUnit(id: string): Json {
  return {
    id,
    name: `Calendar ${id}`,
    shortName: id,
    path: `/ouROOT00001/${id}`,
    level: 2,
    parent: { id: 'ouROOT00001' },
    openingDate: '1900-01-01T00:00:00.000',
  };
}
