import { readFileSync } from 'node:fs';
import { COLLECTIONS } from './collections';
import { completeMetadata } from './complete-metadata';
import type { IdScheme } from './id-scheme';
import type { CategoryOptionCombo, DataElement, DataSet, MetadataObject, OrgUnit, User } from './model';
import { categoryOptionComboOf, dataElementOf, dataSetOf, orgUnitOf, userOf } from './typed-objects';

/** An export of metadata: lists of objects by collection, as `/api/metadata` gives and takes it. */
export type MetadataExport = Readonly<Record<string, unknown>>;

type Objects = Map<string, MetadataObject>;

/** Reads a metadata export from a file, or takes it as it is. */
export function readMetadata(source: MetadataExport | string): MetadataExport {
  return typeof source === 'string' ? (JSON.parse(readFileSync(source, 'utf8')) as MetadataExport) : source;
}

/** All metadata of the server: the JSON as it is read, and a typed view of what imports look at, built when first asked for. */
export class Metadata {
  readonly #collections = new Map<string, Objects>();
  readonly #lookups = new Map<string, ReadonlyMap<string, string>>();
  #typed: TypedMetadata | undefined;

  constructor(source: MetadataExport) {
    for (const name of Object.keys(COLLECTIONS)) this.#collections.set(name, new Map());
    for (const [name, objects] of Object.entries(source)) {
      if (Array.isArray(objects)) for (const object of objects as MetadataObject[]) this.#put(name, object);
    }
    this.#changed();
  }

  /** The objects of a collection in the order of their arrival; undefined if no such collection is served. */
  list(collection: string): readonly MetadataObject[] | undefined {
    const objects = this.#collections.get(collection);
    return objects === undefined ? undefined : [...objects.values()];
  }

  /** One object by its UID. */
  get(collection: string, id: string): MetadataObject | undefined {
    return this.#collections.get(collection)?.get(id);
  }

  /** Adds or replaces objects. */
  put(source: MetadataExport): void {
    for (const [name, objects] of Object.entries(source)) {
      if (Array.isArray(objects)) for (const object of objects as MetadataObject[]) this.#put(name, object);
    }
    this.#changed();
  }

  /** Removes an object; false if there was none. */
  remove(collection: string, id: string): boolean {
    const removed = this.#collections.get(collection)?.delete(id) ?? false;
    this.#changed();
    return removed;
  }

  /** What imports look at. */
  get typed(): TypedMetadata {
    return (this.#typed ??= new TypedMetadata(this));
  }

  /**
   * UID of the object that an id names under a scheme; undefined if none does.
   * Codes, names and attribute values fit as they are written (transcript 1073).
   */
  resolve(collection: string, scheme: IdScheme, id: string): string | undefined {
    if (scheme.type === 'UID') return this.get(collection, id)?.id;
    return this.#lookup(collection, scheme).get(id);
  }

  /** How an object is called under a scheme; null if it has no such name (2.41, transcript 431). */
  nameOf(collection: string, scheme: IdScheme, uid: string): string | null {
    const object = this.get(collection, uid);
    return (object === undefined ? undefined : nameUnder(object, scheme)) ?? null;
  }

  #put(collection: string, object: MetadataObject): void {
    let objects = this.#collections.get(collection);
    if (objects === undefined) this.#collections.set(collection, (objects = new Map<string, MetadataObject>()));
    objects.set(object.id, object);
  }

  #changed(): void {
    completeMetadata(this.#collections);
    this.#lookups.clear();
    this.#typed = undefined;
  }

  #lookup(collection: string, scheme: IdScheme): ReadonlyMap<string, string> {
    const name = `${collection}/${JSON.stringify(scheme)}`;
    const known = this.#lookups.get(name);
    if (known !== undefined) return known;
    const ids = new Map<string, string>();
    for (const object of this.#collections.get(collection)?.values() ?? []) {
      const text = nameUnder(object, scheme);
      if (text !== undefined) ids.set(text, object.id);
    }
    this.#lookups.set(name, ids);
    return ids;
  }
}

/** Typed views of the objects that an import needs, by UID. */
export class TypedMetadata {
  readonly dataElements: ReadonlyMap<string, DataElement>;
  readonly dataSets: ReadonlyMap<string, DataSet>;
  readonly orgUnits: ReadonlyMap<string, OrgUnit>;
  readonly categoryOptionCombos: ReadonlyMap<string, CategoryOptionCombo>;
  readonly usersByName: ReadonlyMap<string, User>;
  /** Option combos by category combo, and org units by parent: the other ends of links that objects hold. */
  readonly combosOf: ReadonlyMap<string, readonly string[]>;
  readonly childrenOf: ReadonlyMap<string, readonly string[]>;
  /** Approval workflows of all data sets. */
  readonly workflows: readonly string[];
  /** The combo that stands in for an absent one. */
  readonly defaultCombo: string;

  constructor(metadata: Metadata) {
    const list = (collection: string): readonly MetadataObject[] => metadata.list(collection) ?? [];
    const get = (collection: string, id: string): MetadataObject | undefined => metadata.get(collection, id);
    const defaultCategoryCombo = list('categoryCombos').find(({ name }) => name === 'default')?.id ?? '';
    const elementCombo = (id: string): string =>
      (get('dataElements', id)?.['categoryCombo'] as { id: string } | undefined)?.id ?? defaultCategoryCombo;
    this.orgUnits = byId(list('organisationUnits').map(orgUnitOf));
    this.dataSets = byId(list('dataSets').map((set) => dataSetOf(set, elementCombo, defaultCategoryCombo)));
    this.workflows = [...new Set([...this.dataSets.values()].flatMap(({ workflow }) => workflow ?? []))];
    const setsOf = new Map<string, DataSet[]>();
    for (const set of this.dataSets.values()) {
      for (const element of set.elements.keys()) {
        const sets = setsOf.get(element);
        if (sets === undefined) setsOf.set(element, [set]);
        else sets.push(set);
      }
    }
    this.dataElements = byId(
      list('dataElements').map((element) => dataElementOf(element, setsOf.get(element.id) ?? [], get, elementCombo)),
    );
    this.categoryOptionCombos = byId(list('categoryOptionCombos').map((combo) => categoryOptionComboOf(combo, get)));
    this.combosOf = linked(list('categoryOptionCombos'), 'categoryCombo');
    this.childrenOf = linked(list('organisationUnits'), 'parent');
    this.defaultCombo =
      list('categoryOptionCombos').find((combo) => categoryComboOf(combo) === defaultCategoryCombo)?.id ?? '';
    this.usersByName = new Map(list('users').map((user) => [user['username'] as string, userOf(user, get)]));
  }
}

function nameUnder(object: MetadataObject, scheme: IdScheme): string | undefined {
  switch (scheme.type) {
    case 'UID':
      return object.id;
    case 'CODE':
      return object.code;
    case 'NAME':
      return object.name;
    case 'ATTRIBUTE':
      return object.attributeValues?.find(({ attribute }) => attribute.id === scheme.attribute)?.value;
  }
}

function categoryComboOf(combo: MetadataObject): string | undefined {
  return (combo['categoryCombo'] as { id: string } | undefined)?.id;
}

/** UIDs of objects by the object that a property of theirs refers to. */
function linked(objects: readonly MetadataObject[], property: string): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const object of objects) {
    const target = (object[property] as { id: string } | undefined)?.id;
    if (target === undefined) continue;
    const group = groups.get(target);
    if (group === undefined) groups.set(target, [object.id]);
    else group.push(object.id);
  }
  return groups;
}

function byId<T extends { readonly id: string }>(objects: readonly T[]): ReadonlyMap<string, T> {
  return new Map(objects.map((object) => [object.id, object]));
}
