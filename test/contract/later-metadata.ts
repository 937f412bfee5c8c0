import { transcripts } from './transcripts';
import type { Version } from './transcripts';

type Json = Record<string, unknown>;
interface Reference {
  readonly id: string;
}

/**
 * The metadata of transcripts 1321-1341, which no file holds: it is what those exchanges tell of it (1321, 1323, 1325), with what it
 * takes to be written to. Nothing where they were not recorded.
 */
export function hidingMetadataOf(version: Version): Record<string, Json[]> {
  const told = (number: number, list: string): readonly Json[] => {
    const body = transcripts(version).find((transcript) => transcript.number === number)?.response?.body;
    return (body as Record<string, readonly Json[]> | undefined)?.[list] ?? [];
  };
  const combos = told(1323, 'categoryCombos');
  const dataSets = told(1325, 'dataSets').map((set, i): Json => ({
    ...set,
    name: `AO set ${i}`,
    sharing: { public: 'rwrw----' },
  }));
  const elements = dataSets.flatMap((set) => set['dataSetElements'] as readonly { readonly dataElement: Json }[]);
  return {
    categoryOptions: [...told(1321, 'categoryOptions')],
    categories: combos.flatMap((combo) => combo['categories'] as readonly Json[]),
    categoryCombos: combos.map(({ categories, id, name, dataDimensionType }) => ({
      id,
      name,
      dataDimensionType,
      categories: (categories as readonly Reference[]).map((category) => ({ id: category.id })),
    })),
    categoryOptionCombos: combos.flatMap(({ id, categoryOptionCombos }) =>
      (categoryOptionCombos as readonly Json[]).map((combo) => ({ ...combo, categoryCombo: { id } })),
    ),
    dataElements: elements.map(({ dataElement }) => ({ ...dataElement, valueType: 'INTEGER', aggregationType: 'SUM' })),
    dataSets,
  };
}
