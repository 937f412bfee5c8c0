import { refuse } from '../http/web-message';
import type { DataElement } from '../metadata/model';
import { ImportFailure } from './import-failure';
import { namesTwice, unknownOption } from './option-codes';

/**
 * Whether a value brings an option of its element, if it takes only those. Options are looked at whatever the strategy: a delete
 * has to bring one too, whether it is the stored one or not (transcripts 914-918), but for `MULTI_TEXT` (903).
 * @throws {@link ImportFailure} If there is no text at all (902, 919, 945).
 * @throws Refusal 500 For a NUL, which PostgreSQL cannot be asked about (978).
 */
export function bringsOption(text: string | undefined, element: DataElement): boolean {
  if (element.options === undefined) return true;
  const isMultiple = element.valueType === 'MULTI_TEXT';
  if (text === undefined || text === '') {
    if (isMultiple) return true;
    throw new ImportFailure('null');
  }
  if (text.includes('\0')) {
    throw refuse(500, 'Transaction silently rolled back because it has been marked as rollback-only');
  }
  return unknownOption(text, element) === undefined && !namesTwice(text, element);
}
