import type { SourceChange } from '../model/incoming';
import type { RecordTicket, RowParts } from '../model/record-ticket';
import { ConfigError } from '../../errors';
import { isCdcDeletedAt, readColumns } from './columns/columns';
import { fieldNamed, shortNamed } from './columns/field-names';
import { fieldsLike } from './columns/look-alikes';
import { comparableName, listColumns } from './columns/name';
import { columnsOfSettings } from './columns/settings';
import { compileNaming } from './row/naming';
import { keyAlone } from './row/refused';
import { describeView } from './row/description';
import type { LayoutPlan } from './layout/layout';
import { chooseLayout } from './layout/layout';
import type { MappedRecord, RecordMapper, Row } from '../model/record-mapper';
import type { MapRow, StreamContext, View, ViewParts } from './row/view';
import { withGaps } from './row/source-gap';
import { openView } from './row/view';
import { compileLong } from './layout/long';
import { compilePackaged } from './layout/packaged';
import { compileWide } from './layout/wide';

export type { StreamContext } from './row/view';

/**
 * Compiles the mapper of a stream.
 *
 * @throws ConfigError If the view does not tell which column is what: it lists the columns found, the fields missing,
 * and an entry for `streams` to paste.
 */
export function compileMapper(context: StreamContext): RecordMapper {
  return new ViewMapper(context);
}

/**
 * Compiles a mapper for rows that delete and nothing else: they need no value, and those that lack more are refused each.
 */
export function compileDeletes(context: StreamContext): RecordMapper {
  try {
    return new ViewMapper({ ...context, core: { ...context.core, importStrategy: 'DELETE' } });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const nameOf = compileNaming(openColumns(openView(context), context.columns));
    const { refusal } = keyAlone('The row does not name its cell.');
    return {
      description: `Stream ${context.stream}: deletes that do not name their cells`,
      parts: {},
      map: (row) => ({ values: [], refused: [{ ids: nameOf(row), refusal }], skipped: [] }),
    };
  }
}

/** What was chosen for the columns so far. */
interface Plan {
  readonly view: View;
  readonly layout: LayoutPlan;
  readonly parts: RowParts;
}

class ViewMapper implements RecordMapper {
  readonly #parts: ViewParts;
  readonly #named: ReadonlySet<string>;
  readonly #columns: Set<string>;
  #plan: Plan;
  #map: MapRow;

  constructor(context: StreamContext) {
    this.#parts = openView(context);
    this.#columns = new Set(context.columns);
    this.#named = columnsOfSettings(context.settings);
    this.#plan = this.#choose();
    this.#map = compileLayout(this.#plan.view, this.#plan.layout);
  }

  get description(): string {
    const { layout } = this.#plan;
    return describeView(openColumns(this.#parts, [...this.#columns]), layout);
  }

  get doubts(): readonly string[] {
    return this.#plan.layout.doubts.map((doubt) => `Stream ${this.#parts.context.stream}: ${doubt}.`);
  }

  get parts(): RowParts {
    return this.#plan.parts;
  }

  map(row: Row, ticket: RecordTicket, changes?: readonly SourceChange[]): MappedRecord {
    for (const column in row) if (!this.#columns.has(column)) this.#widen(row);
    return this.#map(changes ? withGaps(row, changes, this.#columns) : row, ticket);
  }

  /** Takes in columns that no row had before; those that mean nothing here change nothing. */
  #widen(row: Row): void {
    const late = Object.keys(row).filter((column) => !this.#columns.has(column));
    for (const column of late) this.#columns.add(column);
    const { tell } = this.#parts.context;
    if (late.some((column) => this.#means(column))) {
      this.#plan = this.#choose();
      this.#map = compileLayout(this.#plan.view, this.#plan.layout);
      tell?.(this.description);
      for (const doubt of this.doubts) tell?.(doubt, 'WARN');
    } else
      tell?.(`Stream ${this.#parts.context.stream}: later rows have columns that are not used: ${listColumns(late)}.`);
  }

  #choose(): Plan {
    const view = openColumns(this.#parts, [...this.#columns]);
    const layout = chooseLayout(view);
    return { view, layout, parts: partsOf(view, layout) };
  }

  #means(column: string): boolean {
    if (isCdcDeletedAt(column) || fieldNamed(column) || shortNamed(column) || fieldsLike(column).length > 0)
      return true;
    return this.#named.has(comparableName(column)) || this.#parts.indicatorNames().read(column) !== undefined;
  }
}

/** A view of those columns. */
function openColumns(parts: ViewParts, columns: readonly string[]): View {
  const context = { ...parts.context, columns };
  return { ...parts, context, columns: readColumns(columns, context.settings) };
}

function partsOf({ columns: { fields } }: View, { layout, indicators, stray }: LayoutPlan): RowParts {
  const completeDate = fields.get('complete_date');
  const body = fields.get('data_values');
  return {
    ...(completeDate !== undefined && { completeDate }),
    ...(layout === 'wide' && { indicators: new Set([...indicators, ...stray].map(({ column }) => column)) }),
    ...(layout === 'packaged' && body !== undefined && { body }),
  };
}

function compileLayout(view: View, plan: LayoutPlan): MapRow {
  switch (plan.layout) {
    case 'long':
      return compileLong(view);
    case 'wide':
      return compileWide(view, plan);
    case 'packaged':
      return compilePackaged(view);
  }
}
