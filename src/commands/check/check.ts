import { unwritableFolder } from '../../report/folder';
import type { Config } from '../../config/config';
import type { MetadataIndex } from '../../core/mapping/metadata/metadata-index';
import { schemesInUse } from '../../core/model/id-schemes';
import type { Clock, Log } from '../../core/model/ports';
import { howIdsAreRead } from '../../core/mapping/period/how-ids-are-read';
import { refuseIgnoredStrategy } from '../../core/delivery/strategy';
import type { Dhis2Version } from '../../core/model/version';
import { plainHttpWarning } from '../../dhis2/http/base-url';
import type { Client, Me } from '../../dhis2/client';
import { loadMetadata } from '../../dhis2/metadata/load';
import { readList } from '../../dhis2/metadata/pages';
import { calendarProblems } from './calendar';
import { signInLife } from './lifetime';
import { note, problem, warning } from './messages';
import { streamFindings, type StreamFindings } from './streams';
import { tryOneValue } from './trial';
import type { DataSetHead } from './trial-cell';

/** What `check` found. */
export interface CheckResult {
  readonly succeeded: boolean;
  /** For the person in front of the form: what is well, or what to change. */
  readonly message: string;
}

/** What `check` works with. */
export interface CheckContext {
  readonly client: Client;
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  /** Whether DHIS2 has replaced the refresh token since the client was made. */
  readonly wasRotated: () => boolean;
  /** Whether somebody keeps the configuration of a CONTROL message: Airbyte's worker does. */
  readonly insideAirbyte: boolean;
}

/**
 * Looks at everything a sync will need, as the user of the credentials, and has DHIS2 judge one value without storing it.
 *
 * What is wrong with rights and settings is told all at once.
 * @throws {@link ConfigError} If DHIS2 cannot be reached, signed in to or read: says what is wrong and where to put it right.
 */
export async function check(context: CheckContext): Promise<CheckResult> {
  const { client, config, log } = context;
  const version = await client.version();
  refuseIgnoredStrategy(config.core.importStrategy, version);
  const me = await client.me();
  const dataSets = await readDataSets(client);
  const writable = dataSets.filter(({ access }) => access?.data?.write === true);
  const lacking = rightsProblems(me, dataSets.length, writable.length);
  if (lacking.length > 0) return failed(lacking);

  const need = { schemes: schemesInUse(config.core), me };
  const metadata = await loadMetadata((path, params) => client.get(path, params), version.habits, need);
  const calendar = metadata.localCalendar;
  const now = await serverTime(context);
  const today = new Date(now).toISOString().slice(0, 10);
  const orgUnits = me.organisationUnits.map(({ id }) => id);
  const trial = await tryOneValue(client, writable, { orgUnits, today, calendar });
  const found = findingsOf(config, metadata, version);
  const problems = [...found.problems, ...calendarProblems(config.core, calendar, version.habits)];
  if (trial.kind === 'refused') return failed([...problems, trial.problem]);
  if (problems.length > 0) return failed(problems);

  const life = await signInLife({ ...config.connection, client, version, username: me.username, now });
  const warnings = [
    ...generalWarnings(context, version, me),
    ...metadata.warnings,
    ...found.warnings,
    ...(trial.kind === 'unsure' ? [trial.warning] : []),
    ...life.warnings,
    // Last: the token may have been replaced at any request before.
    ...(context.wasRotated() && !context.insideAirbyte ? [warning.rotatedOutsideAirbyte()] : []),
  ];
  for (const sentence of warnings) log('WARN', sentence);
  const notes = [
    note.found(version.text, me.username, writable.length),
    ...(calendar ? [howIdsAreRead(calendar)] : []),
    ...(trial.kind === 'accepted' ? [note.testValue] : []),
    ...life.notes,
    note.comments,
  ];
  return { succeeded: true, message: [...notes, ...config.warnings, ...warnings].join('\n') };
}

/** What DHIS2 contradicts in the entries of `streams`, and of `streams_text` behind them. */
function findingsOf({ core, raw }: Config, metadata: MetadataIndex, { habits }: Dhis2Version): StreamFindings {
  const inForm = Array.isArray(raw['streams']) ? raw['streams'].length : 0;
  return streamFindings({ core, metadata, habits, inForm });
}

interface DataSetItem extends DataSetHead {
  readonly access?: { readonly data?: { readonly write?: boolean } };
}

async function readDataSets(client: Client): Promise<readonly DataSetItem[]> {
  const fields = 'id,periodType,expiryDays,workflow[id],access[data[write]]';
  const all: DataSetItem[] = [];
  const query = { name: 'dataSets', shape: 'dataSetHeads', fields, pageSize: 1_000 } as const;
  for await (const page of readList<DataSetItem>((path, params) => client.get(path, params), query)) all.push(...page);
  return all;
}

function rightsProblems(
  { username, authorities, organisationUnits }: Me,
  readable: number,
  writable: number,
): string[] {
  const problems: string[] = [];
  if (!authorities.includes('ALL') && !authorities.includes('F_DATAVALUE_ADD'))
    problems.push(problem.noAuthority(username));
  if (organisationUnits.length === 0) problems.push(problem.noOrgUnit(username));
  if (readable === 0) problems.push(problem.noDataSet(username));
  else if (writable === 0) problems.push(problem.readOnly(username, readable));
  return problems;
}

function generalWarnings({ config }: CheckContext, version: Dhis2Version, me: Me): string[] {
  const { baseUrl, credentials } = config.connection;
  const tokenUrl = 'tokenUrl' in credentials ? credentials.tokenUrl : undefined;
  const plainHttp = [
    plainHttpWarning('base_url', baseUrl),
    tokenUrl === undefined ? undefined : plainHttpWarning('token_url', tokenUrl),
  ];
  const unwritable = config.reportsDir ? unwritableFolder(config.reportsDir) : undefined;
  return [
    ...(version.warning ? [version.warning] : []),
    ...plainHttp.flatMap((sentence) => sentence ?? []),
    ...(unwritable ? [warning.reportsDir(unwritable)] : []),
    ...(me.authorities.includes('ALL') ? [warning.allAuthority(me.username)] : []),
  ];
}

/** By DHIS2's clock, which decides about tokens and periods; its zone may be hours off, which days do not notice. */
async function serverTime({ client, clock }: CheckContext): Promise<number> {
  const { body } = await client.get('/api/system/info', { fields: 'serverDate' });
  const { serverDate } = (body ?? {}) as { serverDate?: string };
  const time = Date.parse(`${(serverDate ?? '').slice(0, 19)}Z`);
  return Number.isNaN(time) ? clock.now() : time;
}

function failed(problems: readonly string[]): CheckResult {
  return { succeeded: false, message: problems.join('\n') };
}
