import { meantText } from '../ids/unknown-id';
import type { View } from '../row/view';

/** Columns looked into: each takes some milliseconds, and rows with unknown ids want to be explained too. */
const MAX_COLUMNS = 20;

/** Columns of a wide view that are not used and may be meant for data elements: codes where the scheme is UID, misspelt ids. */
export function meantIndicators({ context, columns }: View, isUsed: (column: string) => boolean): readonly string[] {
  const { metadata, core } = context;
  return columns.rest
    .filter((column) => !isUsed(column))
    .slice(0, MAX_COLUMNS)
    .flatMap((column) => {
      const meant = metadata.meantBy('dataElements', column);
      if (!meant) return [];
      const what = meantText(meant, { field: 'data_element', scheme: core.idSchemes.dataElement, id: column });
      return `the column ${column} is not used. ${what.replace(/\.$/, '')}`;
    });
}
