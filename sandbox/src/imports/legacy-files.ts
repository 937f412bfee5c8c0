import type { DataElement } from '../metadata/model';
import { cellKey } from '../store/data-values';
import type { StoredValue } from '../store/data-values';
import type { ImportRequest } from './import-request';
import { conflict, quoted } from './legacy-conflict';
import type { LegacyConflict } from './legacy-conflict';
import type { AcceptedValue } from './legacy-rules';

/** Whether values of the element are file resources. */
export function holdsFiles({ valueType }: Pick<DataElement, 'valueType'>): boolean {
  return valueType === 'FILE_RESOURCE' || valueType === 'IMAGE';
}

/** What speaks against deleting a file from a cell that holds none (transcripts 925, 1244, 1246); other cells are passed over. */
export function missingFile(
  { options }: ImportRequest,
  { cell, element }: AcceptedValue,
  existing: ReadonlyMap<string, StoredValue>,
): readonly LegacyConflict[] {
  if (options.strategy !== 'DELETE' || !holdsFiles(element)) return [];
  if (existing.get(cellKey(cell))?.deleted === false) return [];
  const text = `No data value for file resource exist for the given combination for data element: ${quoted(element.id)}`;
  return [conflict('E7645', text, { objects: { dataElement: element.id }, property: 'dataElement' })];
}
