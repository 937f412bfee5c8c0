import type { Context } from '../context';
import { refuse } from '../http/web-message';
import type { IdScheme } from '../metadata/id-scheme';
import type { Period } from '../periods/period';
import { isUniqueViolation, isUnstorableText } from '../store/database';
import { legacyCompleteDate, registerCompletion } from './completion';
import { ImportFailure } from './import-failure';
import type { ImportRequest } from './import-request';
import { ConflictList, noCount } from './import-summary';
import type { ImportSummary } from './import-summary';
import { isConflict } from './legacy-conflict';
import { missingFile } from './legacy-files';
import { readHeader } from './legacy-header';
import type { LegacyHeader } from './legacy-names';
import { judgeAll } from './legacy-judged';
import { LegacyRules } from './legacy-rules';
import { LegacyWriter } from './legacy-writer';
import { raceWindow } from './race-window';

/** Imports a payload as DHIS2 2.41 and 2.42 do. */
export async function legacyImport(context: Context, request: ImportRequest): Promise<ImportSummary> {
  const conflicts = new ConflictList();
  const echo = { importOptions: request.options.echo, responseType: 'ImportSummary' as const };
  const unknown = unknownAttribute(context, request);
  if (unknown !== undefined && context.traits.line === '2.42') {
    throw refuse(500, 'Transaction silently rolled back because it has been marked as rollback-only');
  }
  if (unknown !== undefined) return failedImport(request.options.echo, `${NO_ATTRIBUTE}${unknown}`);
  try {
    const header = readHeader(context, request);
    if (isConflict(header)) {
      const aborted = { description: 'Import process was aborted', importCount: noCount(), conflicts: [header] };
      return { status: 'ERROR', ...echo, ...aborted, rejectedIndexes: [] };
    }
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
    const unflushed = isUniqueViolation(error) || isUnstorableText(error);
    const reason = unflushed ? 'Failed to flush BatchHandler' : failureText(error);
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
  const { judged, failure } = judgeAll(rules, payload.values);
  const cells = judged.flatMap(({ verdict }) => ('cell' in verdict ? [verdict.cell] : []));
  const existing = await context.values.find(cells);
  await raceWindow(context);
  const writer = new LegacyWriter(context, request, options.skipExistingCheck ? new Map() : existing);
  const count = noCount();
  try {
    for (const { value, index, verdict } of judged) {
      const against = 'cell' in verdict ? missingFile(request, verdict, existing) : verdict;
      for (const conflict of against) conflicts.add(conflict, index);
      const outcome = 'cell' in verdict && against.length === 0 ? await writer.write({ ...verdict, value }) : 'refused';
      if (outcome === 'skipped') conflicts.reject(index);
      if (outcome === 'skipped' || outcome === 'unchanged' || outcome === 'refused') count.ignored += 1;
      else if (outcome !== 'vanished') count[outcome] += 1;
    }
    if (failure !== undefined) throw failure;
  } catch (error) {
    if (error instanceof ImportFailure) await writer.abandon();
    throw error;
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
