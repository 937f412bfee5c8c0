/** What an import has to say against a value, a group or the whole payload. */
export interface Conflict {
  readonly object?: string;
  readonly objects?: Readonly<Record<string, string>>;
  readonly value: string;
  readonly errorCode?: string;
  readonly property?: string;
  /** Positions in `dataValues`; [-1] for none in particular. */
  readonly indexes?: number[];
}

/** How many values ended how. */
export interface ImportCount {
  imported: number;
  updated: number;
  ignored: number;
  deleted: number;
}

/** The import summary as it goes into the answer. */
export interface ImportSummary {
  readonly status: 'SUCCESS' | 'WARNING' | 'ERROR';
  readonly importOptions: Readonly<Record<string, unknown>>;
  readonly description?: string;
  readonly importCount: ImportCount;
  readonly conflicts: readonly Conflict[];
  readonly rejectedIndexes: readonly number[];
  readonly dataSetComplete?: string;
  readonly responseType: 'ImportSummary';
}

/** Collects conflicts; equal ones become one with several indexes (transcript 028). */
export class ConflictList {
  readonly #byKey = new Map<string, Conflict>();
  readonly #rejected = new Set<number>();

  /** Notes a conflict; with an index it also rejects that value. */
  add(conflict: Omit<Conflict, 'indexes'>, index?: number): void {
    const key = `${conflict.errorCode ?? ''}/${conflict.value}/${JSON.stringify(conflict.objects)}`;
    const known = this.#byKey.get(key);
    if (index !== undefined) this.#rejected.add(index);
    if (known === undefined) {
      this.#byKey.set(key, index === undefined ? conflict : { ...conflict, indexes: [index] });
    } else if (index !== undefined) known.indexes?.push(index);
  }

  /** Rejects a value without a word (transcript 210). */
  reject(index: number): void {
    this.#rejected.add(index);
  }

  get conflicts(): readonly Conflict[] {
    return [...this.#byKey.values()];
  }

  get rejectedIndexes(): readonly number[] {
    return [...this.#rejected].sort((a, b) => a - b);
  }
}

/** No values at all. */
export function noCount(): ImportCount {
  return { imported: 0, updated: 0, ignored: 0, deleted: 0 };
}
