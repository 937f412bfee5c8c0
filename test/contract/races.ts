import { basic } from '../support/sandbox';
import type { ActualResponse } from './compare';
import type { Replay } from './run';
import { send } from './send';
import type { Transcript } from './transcripts';

interface Group {
  readonly dataSet: string;
  readonly period: string;
  readonly orgUnit: string;
  readonly dataValues: readonly unknown[];
}

/** Races that lost on the recorded server lose here too, within so many tries. */
const MOST_TRIES = 20;

/** Runs the race that a transcript notes and returns the loser's answer; undefined for transcripts without a race. */
export async function raceAnswer(run: Replay, transcript: Transcript): Promise<ActualResponse | undefined> {
  if (!/-race-/.test(transcript.name)) return undefined;
  run.sandbox.faults.races = true;
  try {
    if (transcript.name.endsWith('new-period')) return await firstUse(run, transcript);
    return await sameCells(run, transcript);
  } finally {
    run.sandbox.faults.races = false;
  }
}

/** Four imports of different org units that use a period first. */
async function firstUse(run: Replay, transcript: Transcript): Promise<ActualResponse> {
  const group = transcript.request?.body as Group;
  const others = (
    run.sandbox.metadata.get('dataSets', group.dataSet)?.['organisationUnits'] as readonly { id: string }[]
  )
    .map(({ id }) => id)
    .filter((id) => id !== group.orgUnit);
  return untilLost(run, transcript, (tries) => {
    const period = `${group.period.slice(0, 4)}${String(((Number(group.period.slice(4)) + tries) % 12) + 1).padStart(2, '0')}`;
    return [group.orgUnit, ...others.slice(0, 3)].map((orgUnit) => ({ ...group, period, orgUnit }));
  });
}

/** Two imports of the same cells: new ones, or existing ones in opposite order. */
async function sameCells(run: Replay, transcript: Transcript): Promise<ActualResponse> {
  const count = Number(/^\d+/.exec(String(transcript.request?.body))?.[0]);
  const [set] = (run.sandbox.metadata.list('dataSets') ?? []).filter(
    ({ code }) => code?.startsWith('DS_PERF') === true,
  );
  const elements = (set?.['dataSetElements'] as readonly { dataElement: { id: string } }[]).map(
    ({ dataElement }) => dataElement.id,
  );
  const units = (set?.['organisationUnits'] as readonly { id: string }[]).map(({ id }) => id);
  const cells = (period: string, value: string): readonly unknown[] =>
    units
      .flatMap((orgUnit) => elements.map((dataElement) => ({ dataElement, period, orgUnit, value })))
      .slice(0, count);
  const exist = transcript.name.endsWith('same-existing');
  return untilLost(run, transcript, async (tries) => {
    const period = run.permutation.json(
      `1951${String((transcript.number % 4) * 3 + (tries % 3) + 1).padStart(2, '0')}`,
    );
    const payload = (value: string, order: (list: readonly unknown[]) => readonly unknown[]): unknown => ({
      dataSet: set?.id,
      dataValues: order(cells(period, value)),
    });
    if (exist)
      await post(
        run,
        transcript,
        payload('1', (list) => list),
      );
    else await introduce(run, transcript, period);
    return [payload('2', (list) => list), payload('3', (list) => (exist ? [...list].reverse() : list))];
  });
}

async function introduce(run: Replay, transcript: Transcript, period: string): Promise<void> {
  const [unit] = run.sandbox.metadata.list('organisationUnits') ?? [];
  const [element] = run.sandbox.metadata.list('dataElements') ?? [];
  await post(run, transcript, { dataValues: [{ dataElement: element?.id, orgUnit: unit?.id, period, value: '1' }] });
}

type Payloads = readonly unknown[] | Promise<readonly unknown[]>;

async function untilLost(
  run: Replay,
  transcript: Transcript,
  payloads: (tries: number) => Payloads,
): Promise<ActualResponse> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const sent = await payloads(tries);
    const answers = await Promise.all(sent.map((payload) => post(run, transcript, payload)));
    const lost = answers.find(({ body }) => lostAll(body));
    if (lost !== undefined) return lost;
  }
  return { status: 0, headers: {}, body: 'nobody lost' };
}

function lostAll(body: unknown): boolean {
  const { response } = body as { response: { status: string; importCount: Record<string, number> } };
  const { imported = 0, updated = 0, ignored = 0 } = response.importCount;
  return imported + updated === 0 && (ignored > 0 || response.status === 'ERROR');
}

function post(run: Replay, transcript: Transcript, body: unknown): Promise<ActualResponse> {
  const headers = { authorization: basic('connector'), 'content-type': 'application/json' };
  return send(run, { method: 'POST', path: '/api/dataValueSets', headers, body }, transcript);
}
