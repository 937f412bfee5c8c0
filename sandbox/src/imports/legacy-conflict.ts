import type { Conflict } from './import-summary';

/** A conflict of 2.41 and 2.42 before its positions are known. */
export type LegacyConflict = Omit<Conflict, 'indexes'>;

/** What a conflict is about: names by kind, the main one first. */
export interface About {
  readonly objects: Readonly<Record<string, string | undefined>>;
  readonly property?: string;
}

/** A conflict whose `object` is the first of its objects, if that has a name. */
export function conflict(errorCode: string, value: string, { objects, property }: About): LegacyConflict {
  const [first] = Object.values(objects);
  const named = Object.entries(objects).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...(first === undefined ? {} : { object: first }),
    objects: Object.fromEntries(named),
    value,
    errorCode,
    ...(property === undefined ? {} : { property }),
  };
}

/** That a name stands for nothing. */
export function notFound(
  errorCode: string,
  text: string,
  {
    kind,
    name,
    property = kind,
  }: { readonly kind: string; readonly name: string | undefined; readonly property?: string },
): LegacyConflict {
  return conflict(errorCode, `${text}: ${quoted(name)}`, { objects: { [kind]: name }, property });
}

/** A name in back quotes; `null` for one that is absent from the value, given by the header or not at all. */
export function quoted(name: string | undefined): string {
  return `\`${name ?? 'null'}\``;
}

/** Tells a refusal from what was found. */
export function isConflict<T extends object>(verdict: T | LegacyConflict): verdict is LegacyConflict {
  return 'value' in verdict;
}
