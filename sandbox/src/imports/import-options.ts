import { refuse } from '../http/web-message';
import { parseIdScheme, UID_SCHEME } from '../metadata/id-scheme';
import type { IdScheme } from '../metadata/id-scheme';
import type { ReleaseLine } from '../version';

/** What `importStrategy` comes down to. */
export type Strategy = 'CREATE' | 'UPDATE' | 'CREATE_AND_UPDATE' | 'DELETE';

/** The schemes by which a payload names things. */
export interface IdSchemes {
  readonly dataSet: IdScheme;
  readonly dataElement: IdScheme;
  readonly orgUnit: IdScheme;
  readonly categoryOptionCombo: IdScheme;
  readonly attributeOptionCombo: IdScheme;
  /** Of `attributeCategoryOptions` (transcripts 1037, 1038). */
  readonly categoryOption: IdScheme;
}

/** The parameters of an import, read. */
export interface ImportOptions {
  readonly strategy: Strategy;
  readonly dryRun: boolean;
  readonly async: boolean;
  readonly atomic: boolean;
  readonly force: boolean;
  readonly skipExistingCheck: boolean;
  readonly strictPeriods: boolean;
  readonly strictDataElements: boolean;
  readonly strictCategoryOptionCombos: boolean;
  readonly strictAttributeOptionCombos: boolean;
  readonly strictOrganisationUnits: boolean;
  readonly idSchemes: IdSchemes;
  /** The `importOptions` that the summary repeats. */
  readonly echo: Readonly<Record<string, unknown>>;
}

/** Parameters by name, from the query or the payload. */
export type Parameters = Readonly<Record<string, string | undefined>>;

const STRATEGIES: Readonly<Record<string, Strategy>> = {
  CREATE: 'CREATE',
  UPDATE: 'UPDATE',
  CREATE_AND_UPDATE: 'CREATE_AND_UPDATE',
  DELETE: 'DELETE',
  SYNC: 'CREATE_AND_UPDATE',
  NEW_AND_UPDATES: 'CREATE_AND_UPDATE',
  NEW: 'CREATE',
  UPDATES: 'UPDATE',
  DELETES: 'DELETE',
};

/** Boolean parameters in the order in which the summary repeats them. */
const FLAGS = [
  'dryRun',
  'async',
  'skipExistingCheck',
  'sharing',
  'skipNotifications',
  'skipAudit',
  'datasetAllowsPeriods',
  'strictPeriods',
  'strictDataElements',
  'strictCategoryOptionCombos',
  'strictAttributeOptionCombos',
  'strictOrganisationUnits',
  'strictDataSetApproval',
  'strictDataSetLocking',
  'strictDataSetInputPeriods',
  'requireCategoryOptionCombo',
  'requireAttributeOptionCombo',
  'skipPatternValidation',
  'ignoreEmptyCollection',
  'force',
  'firstRowIsHeader',
  'skipLastUpdated',
  'mergeDataValues',
  'skipCache',
] as const;

const SCHEME_PARAMETERS = [
  'idScheme',
  'dataElementIdScheme',
  'categoryOptionComboIdScheme',
  'categoryOptionIdScheme',
  'categoryIdScheme',
  'orgUnitIdScheme',
  'dataSetIdScheme',
] as const;

/**
 * Reads the parameters of an import.
 * @param body - Parameters that stand in the payload; those of the query go before them.
 * @throws Refusal 400 for an unknown strategy or id scheme (transcripts 222, 244).
 */
export function importOptions(query: Parameters, body: Parameters, line: ReleaseLine): ImportOptions {
  const strategyName = (query['importStrategy'] ?? 'CREATE_AND_UPDATE').toUpperCase();
  const strategy = STRATEGIES[strategyName];
  if (strategy === undefined) throw invalid('importStrategy', query['importStrategy'] ?? '', Object.keys(STRATEGIES));
  const all = { ...withoutUndefined(body), ...withoutUndefined(query) };
  const flag = (name: string): boolean => all[name] === 'true';
  const schemes = readSchemes(all);
  return {
    strategy,
    dryRun: flag('dryRun'),
    async: flag('async'),
    atomic: flag('atomic'),
    force: flag('force'),
    skipExistingCheck: flag('skipExistingCheck'),
    strictPeriods: flag('strictPeriods'),
    strictDataElements: flag('strictDataElements'),
    strictCategoryOptionCombos: flag('strictCategoryOptionCombos'),
    strictAttributeOptionCombos: flag('strictAttributeOptionCombos'),
    strictOrganisationUnits: flag('strictOrganisationUnits'),
    idSchemes: idSchemes(schemes, line),
    echo: echoOf(line === '2.43' ? all : query, strategyName, line),
  };
}

function readSchemes(all: Parameters): Readonly<Record<string, IdScheme | undefined>> {
  return Object.fromEntries(
    SCHEME_PARAMETERS.flatMap((name) => {
      const text = all[name];
      if (text === undefined) return [];
      const scheme = parseIdScheme(text);
      if (scheme === undefined) throw invalid(name, text, undefined);
      return [[name, scheme]];
    }),
  );
}

/**
 * Up to 2.42 the attribute option combo follows the category option combo's scheme, from 2.43 on the general one alone (238);
 * `attributeOptionComboIdScheme` has no effect anywhere (1056, 1070).
 */
function idSchemes(schemes: Readonly<Record<string, IdScheme | undefined>>, line: ReleaseLine): IdSchemes {
  const general = schemes['idScheme'] ?? UID_SCHEME;
  const own = (name: string): IdScheme => schemes[name] ?? general;
  const combo = own('categoryOptionComboIdScheme');
  return {
    dataSet: own('dataSetIdScheme'),
    dataElement: own('dataElementIdScheme'),
    orgUnit: own('orgUnitIdScheme'),
    categoryOptionCombo: combo,
    attributeOptionCombo: line === '2.43' ? general : combo,
    categoryOption: general,
  };
}

function echoOf(given: Parameters, importStrategy: string, line: ReleaseLine): Readonly<Record<string, unknown>> {
  const schemes = SCHEME_PARAMETERS.flatMap((name) => {
    const scheme = parseIdScheme(given[name] ?? '');
    return scheme === undefined ? [] : [[name, scheme]];
  });
  const flags = FLAGS.map((name) => [
    name,
    given[name] === undefined ? name === 'firstRowIsHeader' : given[name] === 'true',
  ]);
  return {
    idSchemes: Object.fromEntries(schemes) as unknown,
    ...(line === '2.43' ? { atomic: given['atomic'] === 'true' } : {}),
    ...(Object.fromEntries(flags) as Record<string, boolean>),
    importStrategy,
    mergeMode: 'REPLACE',
    reportMode: 'FULL',
    ...(given['preheatCache'] === undefined ? {} : { preheatCache: given['preheatCache'] === 'true' }),
  };
}

function invalid(name: string, value: string, valid: readonly string[] | undefined): Error {
  const hint = valid === undefined ? '' : `Valid values are: [${valid.join(', ')}]`;
  return refuse(400, `Value '${value}' is not valid for parameter ${name}. ${hint}`.trimEnd());
}

function withoutUndefined(parameters: Parameters): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
}
