import { basic } from '../support/sandbox';
import type { ActualResponse } from './compare';
import { authorizationCode, signedInCookie } from './browser-sign-in';
import { raceAnswer } from './races';
import { metadataOf, secondDataSet } from './recorded-metadata';
import { existing, field } from './bodies';
import { LATER_PREPARATIONS } from './later-preparations';
import { ALL, AUTHORIZATION_SERVER } from './run';
import type { Preparation, Replay } from './run';
import { transcripts } from './transcripts';
import type { Transcript } from './transcripts';

const CODE = /code=([\w-]+)/;

const PREPARATIONS: readonly Preparation[] = [
  {
    before: 283,
    versions: ['2.42.5.2'],
    why: 'the task had started',
    happens: ({ sandbox }) => sandbox.clock.advance(21_000),
  },
  {
    before: 581,
    versions: ['2.43.1'],
    why: 'the task had started',
    happens: ({ sandbox }) => sandbox.clock.advance(21_000),
  },
  { before: 325, versions: ALL, why: 'the token had ended', happens: passExpiry },
  { before: 351, versions: AUTHORIZATION_SERVER, why: 'the client of 335 was removed', happens: removeClients },
  { before: 358, versions: AUTHORIZATION_SERVER, why: 'somebody had signed in', happens: bringCookie },
  ...[359, 371, 377, 385].map((before) => ({
    before,
    versions: AUTHORIZATION_SERVER,
    why: 'a person had agreed in a browser',
    happens: bringCode,
  })),
  { before: 368, versions: ['2.41.9.1'], why: 'the token was removed', happens: ({ sandbox }) => sandbox.voidTokens() },
  {
    before: 382,
    versions: AUTHORIZATION_SERVER,
    why: '10 s had passed',
    happens: ({ sandbox }) => sandbox.clock.advance(10_000),
  },
  {
    before: 383,
    versions: AUTHORIZATION_SERVER,
    why: '70 s had passed',
    happens: ({ sandbox }) => sandbox.clock.advance(70_000),
  },
  { before: 382, versions: ['2.41.9.1'], why: 'the good value was there', happens: storeValue('202002', '5') },
  { before: 521, versions: AUTHORIZATION_SERVER, why: 'one of the cells was there', happens: storePerfValue },
  { before: 541, versions: ['2.42.5.2'], why: 'the server had been restarted', happens: restart },
  {
    before: 569,
    versions: ['2.43.1'],
    why: 'a data set with one element of another was made',
    happens: addSecondDataSet,
  },
  { before: 601, versions: ['2.42.5.2'], why: 'the good value was there', happens: storeValue('202002', '5') },
  {
    before: 605,
    versions: ['2.42.5.2'],
    why: 'the value had a comment',
    happens: storeValue('202004', '3', 'to be wiped'),
  },
  ...[761, 763, 764, 765, 767, 768, 769, 770, 771, 772, 773, 774, 776].map((before) => ({
    before,
    versions: AUTHORIZATION_SERVER,
    why: 'the same few cells were stored anew',
    happens: storeCells,
  })),
  ...LATER_PREPARATIONS,
];

/** Does what was done before an exchange without being recorded; races are answered here, as they take several requests. */
export async function prepare(run: Replay, transcript: Transcript): Promise<ActualResponse | undefined> {
  for (const { before, versions, happens } of PREPARATIONS) {
    if (before === transcript.number && versions.includes(run.version)) await happens(run, transcript);
  }
  return raceAnswer(run, transcript);
}

async function bringCookie(run: Replay, { request }: Transcript): Promise<void> {
  const recorded = /JSESSIONID=(\w+)/.exec(request?.headers?.['Cookie'] ?? '')?.[1] ?? '';
  run.substitutes.set(recorded, await signedInCookie(run.sandbox.url, 'connector'));
}

async function bringCode(run: Replay, { request, response }: Transcript): Promise<void> {
  const [, recorded = ''] = CODE.exec(String(request?.body)) ?? [];
  const basicOf = (request?.headers?.['Authorization'] ?? '').replace('Basic ', '');
  const clientId = Buffer.from(basicOf, 'base64').toString().split(':')[0] ?? '';
  const { scope } = response?.body as { scope: string };
  run.substitutes.set(recorded, await authorizationCode(run.sandbox.url, { clientId, scope, username: 'connector' }));
}

/** Until the token of 324 has ended. */
function passExpiry({ sandbox, version, permutation }: Replay): void {
  const body = transcripts(version).find(({ number }) => number === 324)?.request?.body as { expire: number };
  const { expire } = permutation.json(body);
  sandbox.clock.advance(Math.max(0, expire + 1_000 - sandbox.clock.ms()));
}

/** Restarts, and finds out about the connections that are gone. */
async function restart({ sandbox }: Replay): Promise<void> {
  await sandbox.restart();
  for (let i = 0; i < 3; i += 1) await fetch(`${sandbox.url}/api/ping`).catch(() => undefined);
}

async function removeClients({ sandbox }: Replay): Promise<void> {
  const headers = { authorization: basic('admin') };
  const list = await fetch(`${sandbox.url}/api/oAuth2Clients?fields=id`, { headers });
  const { oAuth2Clients } = (await list.json()) as { oAuth2Clients: readonly { id: string }[] };
  for (const { id } of oAuth2Clients)
    await fetch(`${sandbox.url}/api/oAuth2Clients/${id}`, { method: 'DELETE', headers });
}

async function addSecondDataSet({ sandbox, version, permutation }: Replay): Promise<void> {
  sandbox.metadata.put({ dataSets: [permutation.json(secondDataSet(metadataOf(version)))] });
  const headers = { authorization: basic('admin') };
  await fetch(`${sandbox.url}/api/systemSettings/dataEntryAutoGroup?value=false`, { method: 'POST', headers });
}

function storeValue(period: string, value: string, comment?: string): (run: Replay) => Promise<void> {
  return (run) =>
    store(run, [
      {
        dataElement: 'deINTEGER01',
        period,
        orgUnit: 'ouFACIL0001',
        value,
        ...(comment === undefined ? {} : { comment }),
      },
    ]);
}

/** The cell that 521 finds. */
async function storePerfValue(run: Replay, { request }: Transcript): Promise<void> {
  const set = (run.sandbox.metadata.list('dataSets') ?? []).find(({ code }) => code?.startsWith('DS_PERF') === true);
  const [element] = set?.['dataSetElements'] as readonly { dataElement: { id: string } }[];
  const [unit] = set?.['organisationUnits'] as readonly { id: string }[];
  const period = field(String(request?.body), 'period');
  const cell = existing([element?.dataElement.id ?? ''], [unit?.id ?? ''], period);
  await post(run, { dataSet: set?.id, dataValues: [cell] });
}

/** Three elements in two periods and two org units, and both sexes once (transcripts 763, 775). */
async function storeCells(run: Replay): Promise<void> {
  await run.sandbox.reset();
  const combos = run.sandbox.metadata.list('categoryOptionCombos') ?? [];
  const comboIds = ['Male', 'Female'].map((name) => combos.find((combo) => combo.name === name)?.id ?? '');
  const cells = ['ouFACIL0001', 'ouFACIL0002'].flatMap((orgUnit) =>
    ['202301', '202302'].flatMap((period) =>
      ['deINTEGER01', 'deNUMBER001', 'deTEXT00001'].map((dataElement) => ({
        dataElement,
        period,
        orgUnit,
        value: '1',
      })),
    ),
  );
  await store(run, cells);
  const sexes = comboIds.map((categoryOptionCombo) => ({
    dataElement: 'deDISAG0001',
    period: '202301',
    orgUnit: 'ouFACIL0001',
    value: '5',
    categoryOptionCombo,
  }));
  await store(run, sexes);
}

async function store(run: Replay, dataValues: readonly object[]): Promise<void> {
  await post(run, run.permutation.json({ dataSet: 'dsMONTHLY01', dataValues }));
}

async function post({ sandbox }: Replay, payload: object): Promise<void> {
  const answer = await fetch(`${sandbox.url}/api/dataValueSets`, {
    method: 'POST',
    headers: { authorization: basic('connector'), 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  });
  if (answer.status !== 200) throw new Error(`Preparation failed: ${await answer.text()}`);
}
