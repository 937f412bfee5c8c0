import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { omit, pick, pickBy } from 'lodash';
import { recordedMetadata } from '../support/sandbox';
import { hidingMetadataOf } from './later-metadata';
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

/**
 * The metadata of transcripts 901 on, as it stood at their end: the values of all types (`vt…`) and the data set with input
 * periods (999) were there at their beginning, the rest is made on the way. 2.43 has no element of a type that it does not know.
 */
export function laterMetadataOf(version: Version): Export {
  const later = JSON.parse(readFileSync(LATER_METADATA, 'utf8')) as Record<string, unknown>;
  const lists = Object.entries(later).filter((entry): entry is [string, Json[]] => Array.isArray(entry[1]));
  if (version !== '2.43.1') return Object.fromEntries(lists);
  return Object.fromEntries(
    lists.map(([name, list]) => [name, list.filter(({ id }) => id !== 'vtTRACKER01').map(withoutPeriodNames)]),
  );
}

/** 2.43 does not name periods (999). */
function withoutPeriodNames(object: Json): Json {
  const inputs = object['dataInputPeriods'] as readonly { readonly period: Json }[] | undefined;
  if (inputs === undefined) return object;
  return { ...object, dataInputPeriods: inputs.map((input) => ({ ...input, period: omit(input.period, 'name') })) };
}

const LATER_METADATA = join(__dirname, '..', 'transcripts', 'metadata-more.json');

/** What of {@link laterMetadataOf} no transcript makes, and on 2.41 the codes that option combos had got by then (1066). */
export function unmadeMetadataOf(version: Version): Export {
  const isUnmade = ({ id }: Json): boolean => /^vt|^ipINTEGER|^ipDATASET01$/.test(String(id));
  const lists = Object.entries(laterMetadataOf(version)).map(([name, list]) => [name, list.filter(isUnmade)]);
  const exported = recordedMetadata() as Export;
  const combos = (metadataOf(version)['categoryOptionCombos'] ?? []).map((combo) => {
    const named = exported['categoryOptionCombos']?.find(({ name }) => name === combo['name']);
    return { ...combo, ...(named === undefined ? {} : pick(named, 'code', 'attributeValues')) };
  });
  return {
    ...Object.fromEntries(lists),
    ...(version === '2.41.9.1' ? { categoryOptionCombos: combos } : {}),
  } as Export;
}

/** Of an export only what is lists; it also tells the system and the date. */
const lists = (part: Export): Export => pickBy(part, Array.isArray);

/** All metadata that the transcripts of a version name. */
export function allMetadataOf(version: Version): Export {
  const parts = [metadataOf(version), laterMetadataOf(version), hidingMetadataOf(version)];
  const names = new Set(parts.flatMap((part) => Object.keys(part)));
  return Object.fromEntries([...names].map((name) => [name, parts.flatMap((part) => lists(part)[name] ?? [])]));
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
