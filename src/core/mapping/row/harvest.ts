import type { DataValue, SkipReason } from '../../model/data-value';
import { groupKey } from '../../model/group-key';
import type { RowPart } from '../../model/record-ticket';
import type { MappedCell } from './cell';
import { NOTHING } from './cell';
import type { ValueGroup } from './placing';
import { keyOf, keyOfRefused, registrationOf } from './row-reader';
import { Refused } from './refused';
import type { MappedRecord, RefusedValue } from '../../model/record-mapper';
import type { Registration } from '../../model/group-key';

/** Names a value of a row, when that is asked for. */
export interface PartOfRow {
  readonly ids: () => string;
  readonly part?: RowPart | undefined;
}

/** Collects what becomes of the values of one record that has several. */
export class Harvest {
  readonly #values: DataValue[] = [];
  readonly #refused: RefusedValue[] = [];
  readonly #skipped: SkipReason[] = [];
  readonly #completion = new Map<string, Registration>();
  /** `yyyy-mm-dd`. */
  #date: string | undefined;

  /** @param date - Complete date of the record. */
  constructor(date?: string) {
    this.#date = date;
  }

  /** From now on, values of a part of the record that has a complete date of its own, or none. */
  of(date: string | undefined): this {
    this.#date = date;
    return this;
  }

  /** Takes in what became of one value. @param group - Undefined where that could not be told. */
  add(mapped: MappedCell, group: ValueGroup | undefined, { ids, part }: PartOfRow): void {
    if (mapped === NOTHING) {
      this.skip();
      this.#complete(group && keyOf(group));
    } else if (!(mapped instanceof Refused)) {
      this.#values.push(mapped);
      this.#complete(mapped);
    } else {
      const key = keyOfRefused(group, mapped);
      const named = { ids: ids(), ...(part !== undefined && { part }), ...(key && { group: key }) };
      this.#refused.push({ ...named, refusal: mapped.refusal });
      this.#complete(key);
    }
  }

  /** Books a NULL that is counted: long and packaged rows name its cell, wide ones do not. */
  skip(): void {
    this.#skipped.push('null');
  }

  /** A record without values may still say that its group is complete. */
  complete(group: ValueGroup | Refused, ids: () => string): void {
    if (group instanceof Refused) this.add(group, undefined, { ids });
    else this.#complete(keyOf(group));
  }

  /** All of it. */
  record(): MappedRecord {
    const record = { values: this.#values, refused: this.#refused, skipped: this.#skipped };
    return this.#completion.size === 0 ? record : { ...record, completion: [...this.#completion.values()] };
  }

  #complete(group: Parameters<typeof registrationOf>[0] | undefined): void {
    if (this.#date === undefined || !group) return;
    this.#completion.set(groupKey(group), registrationOf(group, this.#date));
  }
}
