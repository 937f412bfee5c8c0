/** How an id in a payload names its object. */
export type IdScheme =
  | { readonly type: 'UID' }
  | { readonly type: 'CODE' }
  | { readonly type: 'NAME' }
  | { readonly type: 'ATTRIBUTE'; readonly attribute: string };

/** The scheme if none is given. */
export const UID_SCHEME: IdScheme = { type: 'UID' };

/** Reads `uid`, `CODE`, `ATTRIBUTE:<id>`; in any case (transcript 246). Undefined if there is no such scheme (244). */
export function parseIdScheme(text: string): IdScheme | undefined {
  const attribute = /^attribute:([A-Za-z][A-Za-z0-9]{10})$/i.exec(text)?.[1];
  if (attribute !== undefined) return { type: 'ATTRIBUTE', attribute };
  const type = text.toUpperCase();
  if (type === 'UID' || type === 'ID') return UID_SCHEME;
  return type === 'CODE' || type === 'NAME' ? { type } : undefined;
}
