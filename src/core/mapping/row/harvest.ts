import type { DataValue, SkipReason } from '../../model/data-value';
import { groupKey } from '../../model/group-key';
import type { MappedCell } from './cell';
import { NOTHING } from './cell';
import type { ValueGroup } from './placing';
import { keyOf, keyOfRefused, registrationOf } from './row-reader';
import { Refused } from './refused';
import type { MappedRecord, RefusedValue } from '../../model/record-mapper';
import type { Registration } from '../../model/group-key';

/** Collects what becomes of the values of one record that has several. */
export class Harvest {
  readonly #values: DataValue[] = [];
  readonly #refused: RefusedValue[] = [];
  readonly #skipped: SkipReason[] = [];
  readonly #completion = new Map<string, Registration>();
  /** Complete date of the record, `yyyy-mm-dd`. */
  readonly #date: string | undefined;

  constructor(date: string | undefined) {
    this.#date = date;
  }

  /** Takes in what became of one value. @param group - Undefined where that could not be told. */
  add(mapped: MappedCell, group: ValueGroup | undefined, ids: () => string): void {
    if (mapped === NOTHING) {
      this.#complete(group && keyOf(group));
    } else if (!(mapped instanceof Refused)) {
      this.#values.push(mapped);
      this.#complete(mapped);
    } else {
      const key = keyOfRefused(group, mapped);
      this.#refused.push({ ids: ids(), refusal: mapped.refusal, ...(key && { group: key }) });
      this.#complete(key);
    }
  }

  /** Books a NULL that is counted: long and packaged rows name its cell, wide ones do not. */
  skip(): void {
    this.#skipped.push('null');
  }

  /** A record without values may still say that its group is complete. */
  complete(group: ValueGroup | Refused, ids: () => string): void {
    if (group instanceof Refused) this.add(group, undefined, ids);
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
