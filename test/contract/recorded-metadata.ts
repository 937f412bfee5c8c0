import { omit } from 'lodash';
import { recordedMetadata } from '../support/sandbox';
import { transcripts } from './transcripts';
import type { Version } from './transcripts';

type Json = Record<string, unknown>;
type Export = Record<string, Json[]>;

/**
 * The metadata that a version was recorded with. The export is 2.42's; what differs elsewhere is read off the transcripts: the ids
 * of option combos (425), which on 2.41 have neither codes nor attribute values. On 2.41 nobody was disabled (310), and on 2.43
 * the org units of the load tests were open in 1950 (501) and a second data set with one element of the first was made before transcript 569.
 */
export function metadataOf(version: Version): Export {
  const metadata = recordedMetadata() as Export;
  if (version === '2.42.5.2') return metadata;
  const combos = recordedCombos(version);
  metadata['categoryOptionCombos'] = (metadata['categoryOptionCombos'] ?? []).map((combo) => {
    const recorded = combos.find(({ name }) => name === combo['name']);
    return {
      ...omit(combo, 'code'),
      ...recorded,
      attributeValues: version === '2.41.9.1' ? [] : combo['attributeValues'],
    };
  });
  if (version === '2.43.1') {
    metadata['organisationUnits'] = (metadata['organisationUnits'] ?? []).map((unit) =>
      String(unit['id']).startsWith('ouPERF') ? { ...unit, openingDate: '1900-01-01T00:00:00.000' } : unit,
    );
  }
  if (version === '2.41.9.1')
    metadata['users'] = (metadata['users'] ?? []).map((user) => ({ ...user, disabled: false }));
  return metadata;
}

/** The data set of transcript 569. */
export function secondDataSet(metadata: Export): Json {
  const first = (metadata['dataSets'] ?? []).find(({ code }) => code === 'DS_MONTHLY') as Json;
  return {
    ...first,
    id: 'dsTWODS0001',
    code: 'DS_TWO',
    name: 'Second with malaria',
    shortName: 'Second with malaria',
    attributeValues: [],
    dataSetElements: [{ dataElement: { id: 'dePOSINT001' } }],
  };
}

function recordedCombos(version: Version): readonly Json[] {
  const list = transcripts(version).find(({ number }) => number === 425)?.response?.body;
  return (list as { categoryOptionCombos: readonly Json[] }).categoryOptionCombos;
}
