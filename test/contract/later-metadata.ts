import type { Replay } from './run';
import { transcripts } from './transcripts';

type Json = Readonly<Record<string, unknown>>;
interface Reference {
  readonly id: string;
}

/**
 * Puts in the metadata of transcripts 1321-1341, which no file holds: it is what those exchanges tell of it (1321, 1323, 1325), with
 * what it takes to be written to.
 */
export function addHidingMetadata({ sandbox, version, permutation }: Replay): void {
  const told = (number: number, list: string): readonly Json[] => {
    const body = transcripts(version).find((transcript) => transcript.number === number)?.response?.body;
    return permutation.json((body as Record<string, readonly Json[]>)[list] ?? []);
  };
  const combos = told(1323, 'categoryCombos');
  const all = { public: 'rwrw----' };
  const dataSets = told(1325, 'dataSets').map((set) => ({ ...set, sharing: all }));
  const elements = dataSets.flatMap((set) => (set as unknown as Json)['dataSetElements'] as readonly { dataElement: Json }[]);
  sandbox.metadata.put({
    categoryOptions: told(1321, 'categoryOptions'),
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
  });
}
