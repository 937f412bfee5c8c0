import type { DataValue } from '../../src/core/model/data-value';
import type { StreamContext } from '../../src/core/mapping/map-record';
import type { MappedRecord, RecordMapper } from '../../src/core/model/record-mapper';
import { compileMapper } from '../../src/core/mapping/map-record';
import type { CoreSettings } from '../../src/core/model/settings';
import { aTicket } from './data-values';
import type { IndexOptions } from './recorded-index';
import { coreSettings, recordedIndex } from './recorded-index';

/** What a mapper is compiled from in tests: the recorded metadata and every default, but for what is named. */
export interface MapperOptions extends Partial<Omit<StreamContext, 'core' | 'metadata'>> {
  readonly core?: Partial<CoreSettings>;
  readonly index?: IndexOptions;
}

/** A mapper of the recorded metadata. */
export function mapperOf({ core = {}, index = {}, ...context }: MapperOptions): RecordMapper {
  const habits = context.habits ?? '2.42';
  const settings = coreSettings(core);
  return compileMapper({
    stream: 'indicators',
    settings: undefined,
    columns: ['data_element', 'org_unit', 'period', 'value'],
    ...context,
    core: settings,
    metadata: recordedIndex({ habits, schemes: settings.idSchemes, ...index }),
    habits,
  });
}

/** Maps one row with a mapper made for its columns. */
export function mapRow(row: Readonly<Record<string, unknown>>, options: MapperOptions = {}): MappedRecord {
  return mapperOf({ columns: Object.keys(row), ...options }).map(row, aTicket());
}

/** A value without what each of its kind has. */
export function bare({ record: _record, ...value }: DataValue): Omit<DataValue, 'record'> {
  return value;
}

/** `dataSet dataElement.coc.aoc orgUnit period action=value`, short enough to compare by eye. */
export function brief(value: DataValue): string {
  const combos = [value.categoryOptionCombo, value.attributeOptionCombo].map((uid) =>
    uid === 'HllvX50cXC0' ? 'default' : uid,
  );
  const cell = [value.dataSet, [value.dataElement, ...combos].join('.'), value.orgUnit, value.period].join(' ');
  return value.action === 'delete' ? `${cell} deleted` : `${cell} = ${value.value}`;
}

/** What became of a record, one line a part. */
export function outcome(record: MappedRecord): readonly string[] {
  return [
    ...record.values.map(brief),
    ...record.refused.map(({ ids, refusal }) => `${refusal.code} ${ids}`),
    ...record.skipped.map((why) => `skipped ${why}`),
    ...(record.completion ?? []).map(
      ({ dataSet, orgUnit, period, date }) => `complete ${dataSet} ${orgUnit} ${period} ${date}`,
    ),
  ];
}
