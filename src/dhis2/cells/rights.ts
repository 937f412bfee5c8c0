import type { MetadataIndex } from '../../core/mapping/metadata/metadata-index';
import type { CellRights } from '../../core/model/cell-rights';
import { type Cell, cellKey } from '../../core/model/data-value';
import type { AttributeOptions } from './attribute-options';

/**
 * Knows beforehand what DHIS2 would not show to this user.
 *
 * One org unit outside the user's tree empties the whole answer up to 2.42 and refuses it on 2.43 (exchanges 1173, 1174), so
 * such ones are never asked for. Up to 2.42 an unknown org unit is passed over without a word (1166).
 */
export class Rights implements CellRights {
  readonly #metadata: Pick<MetadataIndex, 'orgUnitOf'>;
  readonly #options: AttributeOptions;

  constructor(metadata: Pick<MetadataIndex, 'orgUnitOf'>, options: AttributeOptions) {
    this.#metadata = metadata;
    this.#options = options;
  }

  /** Why nothing of the org unit is shown; undefined if it is. */
  outside(orgUnit: string): string | undefined {
    const found = this.#metadata.orgUnitOf(orgUnit);
    if (!found) return 'DHIS2 shows this user no such org unit';
    return found.inHierarchy ? undefined : "its org unit lies outside the user's org units";
  }

  async hidden(cells: readonly Cell[]): Promise<ReadonlyMap<string, string>> {
    const outside = new Map([...new Set(cells.map(({ orgUnit }) => orgUnit))].map((uid) => [uid, this.outside(uid)]));
    const inside = cells.filter(({ orgUnit }) => outside.get(orgUnit) === undefined);
    const combos = new Set(inside.map(({ attributeOptionCombo }) => attributeOptionCombo));
    const readable = combos.size === 0 ? new Map<string, boolean>() : await this.#options.readable(combos);
    const hidden = new Map<string, string>();
    for (const cell of cells) {
      const why =
        outside.get(cell.orgUnit) ?? OPTIONS[String(readable.get(cell.attributeOptionCombo)) as keyof typeof OPTIONS];
      if (why !== undefined) hidden.set(cellKey(cell), why);
    }
    return hidden;
  }
}

/** By what is known of the attribute option combo. */
const OPTIONS = {
  true: undefined,
  false: 'its attribute option combo has an option whose data the user may not read',
  undefined: 'the rights on its attribute option combo could not be read',
} as const;
