import { COLLECTIONS } from '../metadata/collections';
import type { Context } from '../context';

/** How many objects of an import of metadata ended how. */
export interface ImportStats {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly ignored: number;
  readonly total: number;
}

/** What an import report says of one class. */
export interface TypeReport {
  readonly klass: string;
  readonly stats: ImportStats;
  readonly objectReports: readonly object[];
}

const PACKAGES: Readonly<Record<string, string>> = {
  Attribute: 'attribute',
  DataApprovalWorkflow: 'dataapproval',
  DataElement: 'dataelement',
  DataSet: 'dataset',
  Option: 'option',
  OptionSet: 'option',
  OrganisationUnit: 'organisationunit',
  OrganisationUnitLevel: 'organisationunit',
  User: 'user',
  UserGroup: 'user',
  UserRole: 'user',
};

/** The class of objects with its package, as reports name it; categories are what is left. */
export function classOf(name: string): string {
  return `org.hisp.dhis.${PACKAGES[name] ?? 'category'}.${name}`;
}

/** What an import is about to do to objects, one report a class (transcripts 950, 1077). */
export function typeReportsOf(
  { metadata }: Context,
  objects: readonly { readonly collection: string; readonly id: string }[],
  deletes: boolean,
): readonly TypeReport[] {
  const collections = [...new Set(objects.map(({ collection }) => collection))];
  return collections.map((collection) => {
    const own = objects.filter((object) => object.collection === collection);
    const known = own.filter(({ id }) => metadata.get(collection, id) !== undefined).length;
    const fresh = own.length - known;
    const stats = deletes
      ? { created: 0, updated: 0, deleted: known, ignored: fresh, total: own.length }
      : { created: fresh, updated: known, deleted: 0, ignored: 0, total: own.length };
    return { klass: classOf(COLLECTIONS[collection] ?? collection), stats, objectReports: [] };
  });
}

/** The sum of the stats of all classes. */
export function summed(all: readonly ImportStats[]): ImportStats {
  const sum = (name: keyof ImportStats): number => all.reduce((total, stats) => total + stats[name], 0);
  return {
    created: sum('created'),
    updated: sum('updated'),
    deleted: sum('deleted'),
    ignored: sum('ignored'),
    total: sum('total'),
  };
}
