import { isCdcDeletedAt } from '../columns/columns';
import { fieldNamed } from '../columns/field-names';
import type { MappedRecord, RecordMapper, Row } from '../../model/record-mapper';
import type { SourceChange } from '../../model/incoming';
import type { RecordTicket, RowParts } from '../../model/record-ticket';
import { isNull, readFlag } from '../row/scalar';

/** Whether a row deletes: by change data capture, or by a column `deleted`. */
export function isDelete(row: Row): boolean {
  return Object.entries(row).some(([column, value]) => {
    if (isCdcDeletedAt(column)) return !isNull(value);
    return fieldNamed(column) === 'deleted' && readFlag(value, 'deleted') === true;
  });
}

/** What the deletes before any other row are mapped by, and what the other rows are. */
export interface DeletesFirstMappers {
  /** For rows that only delete: they need no value. */
  readonly ofDeletes: (columns: readonly string[]) => RecordMapper;
  /** @throws ConfigError If the columns do not make a data value. */
  readonly ofAll: (columns: readonly string[]) => RecordMapper;
}

/** Maps a stream that has begun with deletes alone: the first row that is none decides its layout. */
export class DeletesFirst implements RecordMapper {
  readonly #mappers: DeletesFirstMappers;
  readonly #columns: Set<string>;
  #mapper: RecordMapper;
  #isDecided = false;

  constructor(columns: readonly string[], mappers: DeletesFirstMappers) {
    this.#mappers = mappers;
    this.#columns = new Set(columns);
    this.#mapper = mappers.ofDeletes(columns);
  }

  get description(): string {
    return this.#mapper.description;
  }

  get parts(): RowParts {
    return this.#mapper.parts;
  }

  map(row: Row, ticket: RecordTicket, changes?: readonly SourceChange[]): MappedRecord {
    if (!this.#isDecided && !isDelete(row)) {
      for (const column of Object.keys(row)) this.#columns.add(column);
      this.#mapper = this.#mappers.ofAll([...this.#columns]);
      this.#isDecided = true;
    }
    return this.#mapper.map(row, ticket, changes);
  }
}
