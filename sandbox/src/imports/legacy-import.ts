import type { Context } from '../context';
import { refuse } from '../http/web-message';
import type { IdScheme } from '../metadata/id-scheme';
import { mayWriteData } from '../metadata/model';
import type { CategoryOptionCombo } from '../metadata/model';
import type { Period } from '../periods/period';
import { isUniqueViolation } from '../store/database';
import { legacyCompleteDate, registerCompletion } from './completion';
import type { ImportRequest } from './import-request';
import { ConflictList, noCount } from './import-summary';
import type { Conflict, ImportSummary } from './import-summary';
import { conflict, isConflict, LegacyRules } from './legacy-rules';
import type { LegacyHeader } from './legacy-rules';
import { LegacyWriter } from './legacy-writer';
import { raceWindow } from './race-window';

/** An import that ends at once: nothing is stored and all counts are zero, except for what earlier batches have stored. */
class ImportFailure extends Error {}

/** Imports a payload as DHIS2 2.41 and 2.42 do. */
export async function legacyImport(context: Context, request: ImportRequest): Promise<ImportSummary> {
  const conflicts = new ConflictList();
  const echo = { importOptions: request.options.echo, responseType: 'ImportSummary' as const };
  const unknown = unknownAttribute(context, request);
  if (unknown !== undefined && context.traits.line === '2.42') {
    throw refuse(500, 'Transaction silently rolled back because it has been marked as rollback-only');
  }
  if (unknown !== undefined) return failedImport(request.options.echo, `${NO_ATTRIBUTE}${unknown}`);
  const header = readHeader(context, request);
  if ('value' in header) {
    const aborted = { description: 'Import process was aborted', importCount: noCount(), conflicts: [header] };
    return { status: 'ERROR', ...echo, ...aborted, rejectedIndexes: [] };
  }
  try {
    const dataSetComplete = await complete(context, request, header, conflicts);
    const importCount = await importValues(context, request, header, conflicts);
    return {
      status: conflicts.conflicts.length > 0 ? 'WARNING' : 'SUCCESS',
      ...echo,
      description: 'Import process completed successfully',
      importCount,
      conflicts: conflicts.conflicts,
      rejectedIndexes: conflicts.rejectedIndexes,
      ...(dataSetComplete === undefined ? {} : { dataSetComplete }),
    };
  } catch (error) {
    const reason = isUniqueViolation(error) ? 'Failed to flush BatchHandler' : failureText(error);
    return failedImport(request.options.echo, reason);
  }
}

const NO_ATTRIBUTE = 'org.hisp.dhis.common.exception.InvalidIdentifierReferenceException: Attribute does not exist: ';

/** An attribute that an id scheme names and that does not exist (transcript 245). */
function unknownAttribute({ metadata }: Context, { options }: ImportRequest): string | undefined {
  const schemes = Object.values(options.idSchemes) as readonly IdScheme[];
  const named = schemes.flatMap((scheme) => (scheme.type === 'ATTRIBUTE' ? [scheme.attribute] : []));
  return named.find((id) => metadata.get('attributes', id) === undefined);
}

/** The summary of an import that broke. */
export function failedImport(echo: Readonly<Record<string, unknown>>, reason: string): ImportSummary {
  return {
    status: 'ERROR',
    importOptions: echo,
    description: `The import process failed: ${reason}`,
    importCount: noCount(),
    conflicts: [],
    rejectedIndexes: [],
    responseType: 'ImportSummary',
  };
}

function failureText(error: unknown): string {
  if (error instanceof ImportFailure) return error.message;
  throw error;
}

function readHeader(
  context: Context,
  { payload, options, user }: ImportRequest,
): LegacyHeader | Omit<Conflict, 'indexes'> {
  const { metadata } = context;
  const { typed } = metadata;
  const dataSet =
    payload.dataSet === undefined
      ? undefined
      : typed.dataSets.get(metadata.resolve('dataSets', options.idSchemes.dataSet, payload.dataSet) ?? '');
  const named = { dataSet: payload.dataSet };
  if (payload.dataSet !== undefined && dataSet === undefined) {
    return conflict('E7600', `Data set not found or not accessible: \`${payload.dataSet}\``, {
      objects: named,
      property: 'dataSet',
    });
  }
  if (dataSet !== undefined && !mayWriteData(user, dataSet.sharing)) {
    return conflict('E7601', `User does not have write access for DataSet: \`${dataSet.id}\``, {
      objects: named,
      property: 'dataSet',
    });
  }
  const orgUnit =
    payload.orgUnit === undefined
      ? undefined
      : typed.orgUnits.get(metadata.resolve('organisationUnits', options.idSchemes.orgUnit, payload.orgUnit) ?? '');
  if (payload.orgUnit !== undefined && orgUnit === undefined) {
    return conflict('E7603', `Org unit not found or not accessible: \`${payload.orgUnit}\``, {
      objects: { organisationUnit: payload.orgUnit, ...named },
      property: 'orgUnit',
    });
  }
  const attributeOptionCombo = headerCombo(context, { payload, options }, dataSet?.categoryCombo);
  if (payload.attributeOptionCombo !== undefined && attributeOptionCombo === undefined) {
    return conflict(
      'E7604',
      `Attribute option combo not found or not accessible: \`${payload.attributeOptionCombo}\``,
      {
        objects: { categoryOptionCombo: payload.attributeOptionCombo, ...named },
        property: 'attributeOptionCombo',
      },
    );
  }
  return { dataSet, orgUnit, period: context.periods.read(payload.period), attributeOptionCombo };
}

/** The attribute option combo by its id, or by its category options (transcript 045). */
function headerCombo(
  { metadata }: Context,
  { payload, options }: Pick<ImportRequest, 'payload' | 'options'>,
  categoryCombo: string | undefined,
): CategoryOptionCombo | undefined {
  const combos = metadata.typed.categoryOptionCombos;
  if (payload.attributeOptionCombo !== undefined) {
    const scheme = options.idSchemes.attributeOptionCombo;
    return combos.get(metadata.resolve('categoryOptionCombos', scheme, payload.attributeOptionCombo) ?? '');
  }
  const wanted = payload.attributeCategoryOptions;
  if (wanted === undefined) return undefined;
  const combo = metadata.list('categoryOptionCombos')?.find((candidate) => {
    const optionIds = ((candidate['categoryOptions'] ?? []) as readonly { id: string }[]).map(({ id }) => id);
    const itsCombo = (candidate['categoryCombo'] as { id: string }).id;
    return (
      itsCombo === categoryCombo && optionIds.length === wanted.length && wanted.every((id) => optionIds.includes(id))
    );
  });
  return combos.get(combo?.id ?? '');
}

async function complete(
  context: Context,
  { payload, user }: ImportRequest,
  header: LegacyHeader,
  conflicts: ConflictList,
): Promise<string | undefined> {
  if (payload.completeDate === undefined || header.dataSet === undefined) return 'false';
  let date: string;
  try {
    date = legacyCompleteDate(payload.completeDate, context);
  } catch (error) {
    throw new ImportFailure((error as Error).message);
  }
  const missing = await registerCompletion(context, {
    dataSet: header.dataSet.id,
    orgUnit: header.orgUnit?.id,
    period: header.period?.id,
    attributeOptionCombo: header.attributeOptionCombo?.id ?? context.metadata.typed.defaultCombo,
    date,
    storedBy: user.username,
  });
  if (missing === undefined) return date;
  conflicts.add({ object: missing, value: 'Must be provided to complete data set' });
  return undefined;
}

async function importValues(
  context: Context,
  request: ImportRequest,
  header: LegacyHeader,
  conflicts: ConflictList,
): Promise<ImportSummary['importCount']> {
  const { payload, options } = request;
  const lostPeriods = await introducePeriods(context, request, header);
  const approved = await context.approvals.keys(context.metadata.typed.workflows);
  const rules = new LegacyRules(context, request, { header, approved, lostPeriods });
  const judged = payload.values.map((value, index) => ({ value, index, verdict: rules.judge(value) }));
  const count = noCount();
  const accepted = judged.flatMap(({ value, index, verdict }) => {
    if (!isConflict(verdict)) return [{ value, index, ...verdict }];
    conflicts.add(verdict, index);
    count.ignored += 1;
    return [];
  });
  const existing = options.skipExistingCheck ? new Map() : await context.values.find(accepted.map(({ cell }) => cell));
  await raceWindow(context);
  const writer = new LegacyWriter(context, request, existing);
  for (const row of accepted) {
    const outcome = await writer.write(row);
    if (outcome === 'skipped') conflicts.reject(row.index);
    if (outcome === 'skipped' || outcome === 'unchanged') count.ignored += 1;
    else if (outcome !== 'vanished') count[outcome] += 1;
  }
  await writer.flush();
  return count;
}

/**
 * Makes rows for periods on their first use. Parallel imports that meet a period for the first time race for its row, and
 * the loser sees no such period (transcripts 501-503).
 */
async function introducePeriods(
  context: Context,
  request: ImportRequest,
  header: LegacyHeader,
): Promise<ReadonlySet<string>> {
  const named = header.period === undefined ? request.payload.values.map(({ period }) => period) : [];
  const periods = new Map<string, Period>();
  for (const period of [header.period, ...named.map((text) => context.periods.read(text))]) {
    if (period !== undefined) periods.set(period.id, period);
  }
  return context.knownPeriods.introduce([...periods.values()], () => raceWindow(context));
}
