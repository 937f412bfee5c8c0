import type { RecordTicket } from '../../model/record-ticket';
import type { Columns } from '../columns/columns';
import { CellMapper } from './cell';
import { IdResolver } from '../ids/ids';
import { IndicatorNames } from '../layout/indicator-names';
import { PeriodReader } from './period-reader';
import type { MappedRecord, Row } from '../../model/record-mapper';
import type { CoreSettings, Field, StreamSettings } from '../../model/settings';
import type { MetadataIndex } from '../metadata/metadata-index';
import type { Dhis2Habits } from '../../model/version';

/** What the mapper of one stream is compiled from. */
export interface StreamContext {
  /** As people know it: `namespace.name`, or the name alone. */
  readonly stream: string;
  readonly settings: StreamSettings | undefined;
  /** The columns of the catalog's `json_schema` and of the first row. */
  readonly columns: readonly string[];
  readonly core: CoreSettings;
  /** The first rows, for the advice that is given where the columns do not tell. */
  readonly sample?: readonly Row[];
  readonly metadata: MetadataIndex;
  readonly habits: Dhis2Habits;
  /** Takes sentences for the log about what rows have beside columns; saying one again is no harm. */
  readonly tell?: (sentence: string, level?: 'WARN') => void;
}

/** A layout's way from a row to values. */
export type MapRow = (row: Row, ticket: RecordTicket) => MappedRecord;

/** What the layouts share: a view's columns, and what reads its cells. */
export interface View {
  readonly context: StreamContext;
  readonly columns: Columns;
  readonly ids: IdResolver;
  readonly periods: PeriodReader;
  readonly cells: CellMapper;
  /** Finds the indicators that columns are called like; made when it is first asked for. */
  readonly indicatorNames: () => IndicatorNames;
}

/** What the layouts of one stream share, whatever its columns. */
export type ViewParts = Omit<View, 'columns'>;

/** Puts together what the layouts of a stream share. */
export function openView(context: StreamContext): ViewParts {
  const ids = new IdResolver(context);
  let names: IndicatorNames | undefined;
  return {
    context,
    ids,
    periods: new PeriodReader(context),
    cells: new CellMapper({ ...context, ids }),
    indicatorNames: () => (names ??= new IndicatorNames(context.metadata, context.habits)),
  };
}

/** What reads a field of a row: its column, its constant, or nothing. */
export function fieldReader({ fields, constants }: Columns, field: Field): (row: Row) => unknown {
  const column = fields.get(field);
  if (column !== undefined) return (row) => row[column];
  const constant = constants.get(field);
  return () => constant;
}

/** Whether rows can have the field at all. */
export function hasField({ fields, constants, periodFrom }: Columns, field: Field): boolean {
  return fields.has(field) || constants.has(field) || (field === 'period' && periodFrom !== undefined);
}
