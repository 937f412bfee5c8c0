import type { SourceChange } from '../model/incoming';
import type { RecordTicket, RowParts } from '../model/record-ticket';
import { readColumns } from './columns/columns';
import { describeView } from './row/description';
import type { LayoutPlan } from './layout/layout';
import { chooseLayout } from './layout/layout';
import type { MappedRecord, RecordMapper, Row } from '../model/record-mapper';
import type { MapRow, StreamContext, View } from './row/view';
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

class ViewMapper implements RecordMapper {
  #context: StreamContext;
  #columns: Set<string>;
  #compiled: Compiled;

  constructor(context: StreamContext) {
    this.#context = context;
    this.#columns = new Set(context.columns);
    this.#compiled = compile(context);
  }

  get description(): string {
    return this.#compiled.description;
  }

  get parts(): RowParts {
    return this.#compiled.parts;
  }

  map(row: Row, ticket: RecordTicket, changes?: readonly SourceChange[]): MappedRecord {
    for (const column in row) if (!this.#columns.has(column)) this.#widen(row);
    return this.#compiled.map(changes ? withGaps(row, changes, this.#columns) : row, ticket);
  }

  #widen(row: Row): void {
    for (const column of Object.keys(row)) this.#columns.add(column);
    const columns = [...this.#columns];
    this.#context = { ...this.#context, columns };
    this.#compiled = compile(this.#context);
    this.#context.tell?.(this.#compiled.description);
  }
}

type Compiled = Pick<RecordMapper, 'description' | 'parts'> & { readonly map: MapRow };

function compile(context: StreamContext): Compiled {
  const view = openView(context, readColumns(context.columns, context.settings));
  const plan = chooseLayout(view);
  return { description: describeView(view, plan), parts: partsOf(view, plan), map: compileLayout(view, plan) };
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
