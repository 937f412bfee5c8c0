import type { DataSet } from '../metadata/metadata';
import type { MetadataIndex } from '../metadata/metadata-index';

/** The data set that rows of these elements have to name, if they are in several; a sentence where none holds all. */
export function soleDataSet(
  elements: readonly string[],
  metadata: MetadataIndex,
): { readonly uid?: string; readonly note?: string } | undefined {
  const sets = elements.flatMap((uid) => {
    const writable = metadata.elementOf(uid)?.dataSets.filter((set) => set.writable) ?? [];
    return writable.length === 0 ? [] : [writable];
  });
  if (sets.length === 0 || sets.every((each) => each.length === 1)) return undefined;
  const common = sets.reduce((all: readonly DataSet[], each) => all.filter((set) => each.includes(set)));
  const [only] = common;
  if (common.length === 1 && only) return { uid: only.uid };
  const names = [...new Set(sets.flat().map(({ uid }) => uid))].slice(0, 5).join(', ');
  return {
    note: `The data elements are in several data sets (${names}): add a column, or a constant, data_set where rows are refused for that.`,
  };
}
