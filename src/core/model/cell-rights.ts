import type { Cell } from './data-value';

/** Says which cells DHIS2 would not show to the user of this sync, whatever they hold. */
export interface CellRights {
  /**
   * Looks up what is not known yet of the cells' attribute option combos.
   *
   * @returns Why, by `cellKey`, for the cells that are not shown or of which that cannot be told; the others have no entry.
   * @throws ConfigError If DHIS2 refuses the sign-in.
   */
  hidden(cells: readonly Cell[]): Promise<ReadonlyMap<string, string>>;
}
