import type { DataValue } from '../model/data-value';
import type { Log } from '../model/ports';
import type { ImportStrategy } from '../model/settings';
import { CellSet } from './cell-set';

/** Cells that are remembered; beyond them a repetition is seen only while the earlier value waits to be sent. */
const MAX_CELLS = 1_000_000;

/** Cells that the warning names. */
const MAX_NAMED = 3;

/** What repetitions are found and told with. */
export interface RepeatedCellsOptions {
  readonly strategy: ImportStrategy;
  /** Whether a value of the cell is waiting to be sent. */
  readonly isUnsent: (value: DataValue) => boolean;
  /** Names a value by the ids that rows use. */
  readonly describe: (value: DataValue) => string;
  /** @defaultValue 1,000,000 */
  readonly maxCells?: number;
}

/**
 * Counts rows that name a cell which an earlier row of the sync has stored: a forgotten GROUP BY must be seen.
 *
 * A delete repeats nothing, and neither does the value after it: so change data capture tells that a row has moved.
 */
export class RepeatedCells {
  readonly #cells: CellSet;
  readonly #options: RepeatedCellsOptions;
  readonly #byStream = new Map<string, number>();
  readonly #named = new Set<string>();
  #isPartial = false;

  constructor(options: RepeatedCellsOptions) {
    this.#options = options;
    this.#cells = new CellSet(options.maxCells ?? MAX_CELLS);
  }

  /** Takes a value in, before it waits to be sent. */
  see(value: DataValue): void {
    const sighting = this.#cells.see(value, value.action);
    if (sighting === 'new') return;
    if (sighting === 'unknowable') this.#isPartial = true;
    if (value.action === 'delete') return;
    if (sighting === 'unknowable' && !this.#options.isUnsent(value)) return;
    const { stream } = value.record.origin;
    this.#byStream.set(stream, (this.#byStream.get(stream) ?? 0) + 1);
    if (this.#named.size < MAX_NAMED) this.#named.add(this.#options.describe(value));
  }

  /** Warns of what was seen, if anything. */
  close(log: Log): void {
    if (this.#byStream.size === 0) return;
    const count = [...this.#byStream.values()].reduce((sum, each) => sum + each, 0);
    const streams = [...this.#byStream].map(([stream, each]) => `${stream} ${each}`).join(', ');
    const least = this.#isPartial
      ? ` There may be more: of the cells after the first ${MAX_CELLS.toLocaleString('en')} only those that came twice within a request are counted.`
      : '';
    log(
      'WARN',
      `${whatHappened(count, this.#options.strategy)} By stream: ${streams}. The first cells: ${[...this.#named].join('; ')}.${least} ` +
        'In a full refresh of a view this is nearly always a mistake: a forgotten GROUP BY, or two views of the same cells. ' +
        'Where the source sends each change of a row (change data capture), it is as it should be.',
    );
  }
}

function whatHappened(count: number, strategy: ImportStrategy): string {
  if (strategy === 'CREATE') {
    const what = count === 1 ? '1 value was left out: an' : `${count} values were left out: an`;
    return `${what} earlier row of this sync names the same cell. With CREATE the first row of a cell wins.`;
  }
  const what = count === 1 ? '1 value was' : `${count} values were`;
  return `${what} replaced by a later row of the same cell in this sync. The last row of a cell wins.`;
}
