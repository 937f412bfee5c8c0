import type { Several } from './metadata';
import type { IdScheme } from '../../model/settings';

/** Objects named in a warning; the rest is counted. */
const MAX_NAMED = 3;

/** Collects what the metadata mentions and the user may not read. */
export class Unreadable {
  readonly #uids = new Map<string, Set<string>>();

  /** @param what - The kind of object, in the plural. */
  add(what: string, uid: string): void {
    const uids = this.#uids.get(what) ?? new Set<string>();
    this.#uids.set(what, uids.add(uid));
  }

  /** A sentence a kind. */
  warnings(): readonly string[] {
    return [...this.#uids].map(([what, uids]) => {
      const named = firstOf([...uids]);
      return (
        `The user may not read ${uids.size} of the ${what} that the metadata mentions (${named}): ` +
        'what depends on them is not checked before sending, DHIS2 decides.'
      );
    });
  }
}

/** Says that org units have no place in the hierarchy. */
export function pathlessWarning(uids: readonly string[]): string {
  return (
    `DHIS2 gives no path for ${uids.length} org unit${uids.length === 1 ? '' : 's'} (${firstOf(uids)}), so that they are left out: ` +
    'rows that name one are refused as if DHIS2 did not have it. A DHIS2 administrator can rebuild the paths (Data Administration ' +
    'app, Maintenance, "Update organisation unit paths").'
  );
}

function firstOf(uids: readonly string[]): string {
  return uids.slice(0, MAX_NAMED).join(', ') + (uids.length > MAX_NAMED ? ' and others' : '');
}

/** Says that no row can be found by a scheme. @param setting - Its name under `id_schemes`. */
export function uselessSchemeWarning(setting: string, scheme: IdScheme): string {
  const id = scheme.kind === 'attribute' ? `value of the attribute ${scheme.attribute}` : scheme.kind;
  return (
    `No ${setting} that this user can see has a ${id}, so that \`id_schemes.${setting}\` finds none: ` +
    'correct the setting, or fill it in in DHIS2.'
  );
}

/** What an absent combo means on a server with several defaults. */
export function severalDefaultsWarning({ uids }: Several): string {
  return (
    `DHIS2 has several category option combos called \`default\` in use: ${uids.join(', ')}. An absent combo means the one ` +
    "of the data element's or the data set's category combo; rows for which that does not tell are refused."
  );
}
