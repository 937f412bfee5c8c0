import type { Context } from '../context';
import { cellKey } from '../store/data-values';
import type { NewValue, StoredValue } from '../store/data-values';
import { ImportFailure } from './import-failure';
import type { ImportRequest } from './import-request';
import { holdsFiles } from './legacy-files';
import type { AcceptedValue } from './legacy-rules';
import type { PayloadValue } from './payload';
import { writingTime } from './race-window';
import { batchText, holdsNul, trimmedToNull } from './value-text';
import { booleanSpelledOut, isInsignificantZero } from './value-type';

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

  /**
   * Decides on a value, and writes a batch when it is full.
   * @throws {@link ImportFailure} For a new value of a file that does not exist; changes before it are kept (transcript 974).
   */
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
   * @throws {@link ImportFailure} For a NUL, by which the whole batch fails (transcript 976).
   */
  async flush(): Promise<void> {
    const { options } = this.#request;
    const broken = [...this.#inserts.values(), ...this.#updates.values()].some(isUnwritable);
    const inserts = broken ? [] : [...this.#inserts.values()];
    const updates = [...this.#updates.values()].filter((row) => !isUnwritable(row));
    this.#inserts.clear();
    this.#updates.clear();
    if (!options.dryRun && inserts.length + updates.length > 0) await this.#write(inserts, updates);
    if (broken && !options.dryRun) throw new ImportFailure('Failed to flush BatchHandler');
  }

  async #write(inserts: readonly NewValue[], updates: readonly NewValue[]): Promise<void> {
    await writingTime(this.#context, inserts.length + updates.length);
    this.#context.life.check(this.#request.run);
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
    const text = trimmedToNull(booleanSpelledOut(value.value ?? '', element.valueType));
    const vanishes = isInsignificantZero(value.value ?? '', element);
    const next: NewValue = {
      ...cell,
      value: text,
      comment: trimmedToNull(value.comment),
      followUp: value.followUp ?? false,
      storedBy: value.storedBy ?? this.#request.user.username,
      deleted: value.deleted === true,
    };
    const empty = next.value === null && next.comment === null;
    if (vanishes && (existing === undefined || strategy === 'CREATE')) return 'vanished';
    if (existing !== undefined && !existing.deleted) {
      if (strategy === 'CREATE') return 'skipped';
      const deletes = strategy === 'DELETE' || next.deleted || empty || vanishes;
      if (!deletes && sameContent(existing, next)) return 'unchanged';
      return this.#change(key, deletes ? { ...next, deleted: true } : next, deletes ? 'deleted' : 'updated');
    }
    if (strategy === 'UPDATE' || strategy === 'DELETE') return 'skipped';
    if (empty) return 'unchanged';
    if (existing !== undefined) return this.#change(key, next, 'imported');
    if (this.#inserts.has(key)) return 'vanished';
    this.#inserts.set(key, written(next));
    return 'imported';
  }

  /** A file that is not there breaks the import after its cell is changed (922-924, 974); one whose cell is deleted goes too (927). */
  #checkFile({ value }: AcceptedRow, outcome: Outcome, before: string | undefined): void {
    if (outcome === 'deleted' && before !== undefined) this.#goneFiles.push(before);
    const isWritten = (outcome === 'imported' || outcome === 'updated') && !this.#request.options.dryRun;
    if (!isWritten || this.#context.files.get(trimmedToNull(value.value) ?? '') !== undefined) return;
    throw new ImportFailure(NO_FILE);
  }

  #change(key: string, next: NewValue, outcome: Outcome): Outcome {
    const row = written(next);
    this.#state.set(key, row);
    this.#updates.set(key, row);
    return outcome;
  }
}

const NO_FILE = 'Cannot invoke "org.hisp.dhis.fileresource.FileResource.setAssigned(boolean)" because "fr" is null';

function isUnwritable({ value, comment }: NewValue): boolean {
  return holdsNul(value) || holdsNul(comment);
}

/** A row as the batch writes it. */
function written(row: NewValue): NewValue {
  return { ...row, value: batchText(row.value), comment: batchText(row.comment) };
}

/** Whether a value would change nothing; who stores it does not matter (transcript 002). */
function sameContent(existing: NewValue | StoredValue, next: NewValue): boolean {
  return (
    existing.value === next.value &&
    existing.comment === next.comment &&
    (existing.followUp ?? false) === (next.followUp ?? false)
  );
}
