import { randomInt } from 'node:crypto';
import type { Ids } from './cases';

/** A server under test and who signs in to it; the user writes metadata and data. */
export interface Server {
  readonly url: string;
  readonly authorization: string;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const PERIODS = { startDate: '2000-01-01', endDate: '2100-12-31' };

/** Sends JSON and reads what comes back, which may be no JSON at all. */
export async function request(
  server: Server,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: server.authorization, accept: 'application/json', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: /^[[{]/.test(text) ? (JSON.parse(text) as unknown) : text };
}

/** Makes a data set, five elements and two org units under the user's own, and returns their ids. */
export async function makeMetadata(server: Server): Promise<Ids> {
  const ids: Ids = {
    dataSet: uid(),
    integer: uid(),
    zeroOrPositive: uid(),
    yesNo: uid(),
    outside: uid(),
    colour: uid(),
    optionSet: uid(),
    option: uid(),
    unit: uid(),
    unassigned: uid(),
  };
  const parent = await firstId(server, '/api/me?fields=organisationUnits[id]', 'organisationUnits');
  const combo = await firstId(server, '/api/categoryCombos?filter=name:eq:default&fields=id', 'categoryCombos');
  const named = (id: string, more: object) => ({ id, name: `Contract ${id}`, shortName: `Contract ${id}`, ...more });
  const element = (id: string, valueType: string) =>
    named(id, { valueType, domainType: 'AGGREGATE', aggregationType: 'SUM', categoryCombo: { id: combo } });
  const unit = (id: string) => named(id, { openingDate: '2000-01-01', parent: { id: parent } });
  const members = [ids.integer, ids.zeroOrPositive, ids.yesNo, ids.colour];
  const metadata = {
    organisationUnits: [unit(ids.unit), unit(ids.unassigned)],
    options: [{ id: ids.option, code: 'RED', name: 'Red', sortOrder: 1, optionSet: { id: ids.optionSet } }],
    optionSets: [named(ids.optionSet, { valueType: 'TEXT', options: [{ id: ids.option }] })],
    dataElements: [
      element(ids.integer, 'INTEGER'),
      element(ids.zeroOrPositive, 'INTEGER_ZERO_OR_POSITIVE'),
      element(ids.yesNo, 'BOOLEAN'),
      element(ids.outside, 'INTEGER'),
      { ...element(ids.colour, 'TEXT'), optionSet: { id: ids.optionSet } },
    ],
    dataSets: [
      named(ids.dataSet, {
        periodType: 'Monthly',
        categoryCombo: { id: combo },
        dataSetElements: members.map((id) => ({ dataSet: { id: ids.dataSet }, dataElement: { id } })),
        organisationUnits: [{ id: ids.unit }],
        sharing: { public: 'rwrw----', external: false, users: {}, userGroups: {} },
      }),
    ],
  };
  const { status, body } = await request(server, 'POST', '/api/metadata', metadata);
  if (status !== 200) throw new Error(`The server did not take the metadata: ${status} ${JSON.stringify(body)}`);
  return ids;
}

/**
 * Removes the values and then the metadata; data that is only marked as deleted would hold it back.
 * @returns Paths of what the audit log, or what is held back itself, does not let go (transcripts 954-966).
 */
export async function removeMetadata(server: Server, ids: Ids): Promise<readonly string[]> {
  const query = [
    ...elementsOf(ids).map((id) => `dataElement=${id}`),
    ...[ids.unit, ids.unassigned].map((id) => `orgUnit=${id}`),
    `startDate=${PERIODS.startDate}&endDate=${PERIODS.endDate}`,
  ].join('&');
  const { body } = await request(server, 'GET', `/api/dataValueSets?${query}`);
  await request(server, 'DELETE', `/api/completeDataSetRegistrations?ds=${ids.dataSet}&pe=202306&ou=${ids.unit}`);
  const { dataValues = [] } = body as { dataValues?: readonly Readonly<Record<string, string>>[] };
  for (const { dataElement: de, period: pe, orgUnit: ou } of dataValues) {
    await request(server, 'DELETE', `/api/dataValues?de=${de ?? ''}&pe=${pe ?? ''}&ou=${ou ?? ''}`);
  }
  await request(server, 'POST', '/api/maintenance?softDeletedDataValueRemoval=true');
  const held: string[] = [];
  for (const path of pathsOf(ids)) {
    const { status, body: report } = await request(server, 'DELETE', path);
    if (status === 409 && HELD.test(JSON.stringify(report))) held.push(path);
  }
  return held;
}

const HELD = /associated with another object: (DataValueAudit|DataValueChangelog|DataElement)"/;

/** What is left of the metadata: paths that still answer. */
export async function leftBehind(server: Server, ids: Ids): Promise<readonly string[]> {
  const paths = pathsOf(ids);
  const statuses = await Promise.all(
    paths.map(async (path) => (await request(server, 'GET', `${path}?fields=id`)).status),
  );
  return paths.filter((_, i) => statuses[i] !== 404);
}

/** The data set before its elements, those before their options. */
const pathsOf = (ids: Ids): readonly string[] => [
  `/api/dataSets/${ids.dataSet}`,
  ...elementsOf(ids).map((id) => `/api/dataElements/${id}`),
  `/api/optionSets/${ids.optionSet}`,
  ...[ids.unit, ids.unassigned].map((id) => `/api/organisationUnits/${id}`),
];

const elementsOf = (ids: Ids): readonly string[] => [
  ids.integer,
  ids.zeroOrPositive,
  ids.yesNo,
  ids.outside,
  ids.colour,
];

async function firstId(server: Server, path: string, list: string): Promise<string> {
  const { body } = await request(server, 'GET', path);
  const [first] = (body as Readonly<Record<string, readonly { id: string }[]>>)[list] ?? [];
  if (first === undefined) throw new Error(`The server has no ${list}, or the user sees none`);
  return first.id;
}

function uid(): string {
  return `cT${Array.from({ length: 9 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`;
}
