import type { ReleaseLine } from '../version';
import type { MetadataExport } from './metadata';

type Objects = readonly Readonly<Record<string, unknown>>[];

/** Metadata without the elements whose value type a release does not know: TRACKER_ASSOCIATE is gone with 2.43 (source: ValueType). */
export function withKnownTypes(source: MetadataExport, line: ReleaseLine): MetadataExport {
  if (line !== '2.43') return source;
  const { dataElements = [], dataSets = [] } = source as Readonly<Record<string, Objects>>;
  const gone = new Set(dataElements.filter(({ valueType }) => valueType === 'TRACKER_ASSOCIATE').map(({ id }) => id));
  if (gone.size === 0) return source;
  const isThere = ({ dataElement }: { readonly dataElement: { readonly id: string } }): boolean =>
    !gone.has(dataElement.id);
  return {
    ...source,
    dataElements: dataElements.filter(({ id }) => !gone.has(id)),
    dataSets: dataSets.map((set) => ({
      ...set,
      dataSetElements: (set['dataSetElements'] as Parameters<typeof isThere>[0][] | undefined)?.filter(isThere),
    })),
  };
}
