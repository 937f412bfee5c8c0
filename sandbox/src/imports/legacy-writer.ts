import type { Context } from '../context';
import { cellKey } from '../store/data-values';
import type { NewValue, StoredValue } from '../store/data-values';
import type { ImportRequest } from './import-request';
import { ImportFailure } from './import-failure';
import { holdsFiles } from './legacy-files';
import type { AcceptedValue } from './legacy-rules';
import type { PayloadValue } from './payload';
import { writingTime } from './race-window';
import { isInsignificantZero, normalizedValue } from './value-type';

/**
 * How a value ended: counted as such; `unchanged`, counted as ignored; `skipped` by the strategy, counted as ignored and listed
 * among the rejected; or `vanished`, in no counter at all (zeros, second rows of a new cell).
 */
export type Outcome = 'imported' | 'updated' | 'deleted' | 'unchanged' | 'skipped' | 'vanished';

/** A value that the rules let through. */
export type AcceptedRow = AcceptedValue & { readonly value: PayloadValue };

/** Rows of new cells that DHIS2 up to 2.42 collects before it writes and commits them (transcript 530). */
const BATCH_ROWS = 2_000;

/**
 * Writes values as 2.41 and 2.42 do: new cells in batches that are committed as they go, changes beside them. A new cell that
 * comes twice within a batch is seen once (transcript 120).
 */
export class LegacyWriter {
  readonly #context: Context;
  readonly #request: ImportRequest;
  readonly #state: Map<string, StoredValue | NewValue>;
  readonly #inserts = new Map<string, NewValue>();
  readonly #updates = new Map<string, NewValue>();
  /** File resources whose cells are deleted. */
  readonly #goneFiles: string[] = [];

  constructor(context: Context, request: ImportRequest, existing: ReadonlyMap<string, StoredValue>) {
    this.#context = context;
    this.#request = request;
    this.#state = new Map(existing);
  }

  /** Decides on a value, and writes a batch when it is full. */
  async write(row: AcceptedRow): Promise<Outcome> {
    const before = this.#state.get(cellKey(row.cell))?.value ?? undefined;
    const outcome = this.#decide(row);
    if (holdsFiles(row.element)) this.#checkFile(row, outcome, before);
    if (this.#inserts.size >= BATCH_ROWS) await this.flush();
    return outcome;
  }

  /**
   * Writes what is left.
   * @throws A unique violation if another import has made one of the new cells meanwhile.
   */
  async flush(): Promise<void> {
    const { options, run } = this.#request;
    const inserts = [...this.#inserts.values()];
    const updates = [...this.#updates.values()];
    this.#inserts.clear();
    this.#updates.clear();
    if (options.dryRun || inserts.length + updates.length === 0) return;
    await writingTime(this.#context, inserts.length + updates.length);
    this.#context.life.check(run);
    const now = this.#context.clock.now();
    if (inserts.length > 0) await this.#context.values.insert(inserts, now);
    if (updates.length > 0) await this.#context.values.update(updates, now);
    await this.#context.audits.note(updates);
    for (const file of this.#goneFiles.splice(0)) await this.#context.files.remove(file);
    for (const insert of inserts) this.#state.set(cellKey(insert), insert);
  }

  /** Writes the changes and forgets the new cells, after a failure. */
  async abandon(): Promise<void> {
    this.#inserts.clear();
    await this.flush();
  }

  #decide({ cell, element, value }: AcceptedRow): Outcome {
    const { strategy } = this.#request.options;
    const key = cellKey(cell);
    const existing = this.#state.get(key);
    const text = value.value === undefined || value.value === '' ? null : normalizedValue(value.value, element);
    const vanishes = text !== null && isInsignificantZero(text, element);
    const next: NewValue = {
      ...cell,
      value: text,
      comment: value.comment === undefined || value.comment === '' ? null : value.comment,
      followUp: value.followUp ?? false,
      storedBy: value.storedBy ?? this.#request.user.username,
      deleted: value.deleted === true,
    };
    if (existing !== undefined && !existing.deleted) {
      if (strategy === 'CREATE') return 'skipped';
      const deletes = strategy === 'DELETE' || next.deleted || vanishes;
      if (!deletes && sameContent(existing, next)) return 'unchanged';
      return this.#change(key, deletes ? { ...next, deleted: true } : next, deletes ? 'deleted' : 'updated');
    }
    if (strategy === 'UPDATE' || strategy === 'DELETE') return 'skipped';
    if (text === null && next.comment === null) return 'unchanged';
    if (vanishes) return 'vanished';
    if (existing !== undefined) return this.#change(key, next, 'imported');
    if (this.#inserts.has(key)) return 'vanished';
    this.#inserts.set(key, next);
    return 'imported';
  }

  /** A file that is not there breaks the import after its cell is changed (922-924, 974); one whose cell is deleted goes too (927). */
  #checkFile({ value }: AcceptedRow, outcome: Outcome, before: string | undefined): void {
    if (outcome === 'deleted' && before !== undefined) this.#goneFiles.push(before);
    const isWritten = (outcome === 'imported' || outcome === 'updated') && !this.#request.options.dryRun;
    if (!isWritten || this.#context.files.get(value.value ?? '') !== undefined) return;
    throw new ImportFailure(
      'Cannot invoke "org.hisp.dhis.fileresource.FileResource.setAssigned(boolean)" because "fr" is null',
    );
  }

  #change(key: string, next: NewValue, outcome: Outcome): Outcome {
    this.#state.set(key, next);
    this.#updates.set(key, next);
    return outcome;
  }
}

/** Whether a value would change nothing; who stores it does not matter (transcript 002). */
function sameContent(existing: NewValue | StoredValue, next: NewValue): boolean {
  return (
    existing.value === next.value &&
    existing.comment === next.comment &&
    (existing.followUp ?? false) === (next.followUp ?? false)
  );
}
