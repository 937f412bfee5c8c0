import type { Meant, Spelling } from '../metadata/spellings';
import { showId } from '../row/scalar';
import type { Field, IdScheme } from '../../model/settings';

/** An id that DHIS2 does not have. */
export interface UnknownId {
  readonly field: Field;
  readonly scheme: IdScheme;
  readonly id: string;
  readonly meant: Meant | undefined;
}

/** DHIS2 makes UIDs of eleven letters and digits, a letter first. */
const UID = /^[A-Za-z][A-Za-z0-9]{10}$/;

/** Says that DHIS2 does not have the id, and what it may have been meant for. */
export function unknownIdText({ field, scheme, id, meant }: UnknownId): string {
  const hint = meant ? meantText(meant, { field, scheme, id }) : shapeText(scheme, id);
  const text = `DHIS2 has no ${fieldInWords(field)} with the ${schemeName(scheme)} \`${showId(id)}\` (or this user may not see it).`;
  return hint === '' ? text : `${text} ${hint}`;
}

/** The field as people write it: `org unit`. */
export function fieldInWords(field: Field): string {
  return field.replaceAll('_', ' ');
}

/** The scheme in words: `UID`, `code`, `name`, `value of attribute …`. */
export function schemeName(scheme: IdScheme): string {
  switch (scheme.kind) {
    case 'uid':
      return 'UID';
    case 'code':
      return 'code';
    case 'name':
      return 'name';
    case 'attribute':
      return `value of attribute ${scheme.attribute}`;
  }
}

function meantText({ exact, spellings }: Meant, { field, scheme, id }: Omit<UnknownId, 'meant'>): string {
  const [first] = spellings;
  if (!exact || !first || first.kind === scheme.kind) return `Did you mean ${spellings.map(described).join(' or ')}?`;
  const uids = spellings.map(({ uid }) => uid).join(' and ');
  const what = first.kind === 'uid' ? `the UID of ${first.name || uids}` : `the ${first.kind} of ${uids}`;
  return `\`${showId(id)}\` is ${what}: the scheme of ${field} is ${schemeName(scheme)}.`;
}

function described({ kind, text, uid, name }: Spelling): string {
  if (kind !== 'uid') return `${text} (${uid})`;
  return name === '' ? uid : `${uid} (${name})`;
}

/** A code where a UID is wanted is the commonest mistake of all, and the other way round the next. */
function shapeText({ kind }: IdScheme, id: string): string {
  const isUid = UID.test(id);
  if (kind === 'uid') return isUid ? '' : `\`${showId(id)}\` is not a UID: a UID has 11 letters and digits.`;
  // A name of eleven letters may be just that.
  return isUid && /\d/.test(id) ? `\`${showId(id)}\` looks like a UID.` : '';
}
