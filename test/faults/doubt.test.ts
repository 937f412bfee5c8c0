import type { Incoming } from '../../src/core/model/incoming';
import { cellKey, type DataValue } from '../../src/core/model/data-value';
import { TransientError } from '../../src/errors';
import { runPipeline } from '../../src/pipeline';
import { incomingRecord, incomingState, openChain } from '../support/chain';
import { aValue } from '../support/data-values';
import { steadyPace } from '../support/delivery';
import { LateDhis2, SILENCES, type Silence } from '../support/late-dhis2';
import { seededRandom, type Random } from '../support/seeded-random';
import { SimulatedClock } from '../support/simulated-clock';

/** Syncs of each version: `DOUBT_SEEDS` for `npm run test:faults`, few in the ordinary test run. */
const SEEDS = Number(process.env['DOUBT_SEEDS'] ?? 100);

/** Every combination of the ways not to get an answer. */
const COMBINATIONS: readonly (readonly Silence[])[] = Array.from({ length: 2 ** SILENCES.length - 1 }, (_, index) =>
  SILENCES.filter((__, bit) => ((index + 1) >> bit) & 1),
);

const pick = <T>(random: Random, ...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;

/** A row of few cells and few values, so that cells come again, and values come back. */
function row(random: Random, habits: string): Partial<DataValue> {
  const deletes = random() < 0.1;
  return {
    dataElement: pick(random, 'deINTEGER01', 'deNUMBER001', 'dePOSINT001'),
    orgUnit: pick(random, 'ouFACIL0001', 'ouFACIL0002', ...(habits === '2.43' ? ['ouFACIL0003'] : [])),
    period: pick(random, '202501', '202502'),
    dataSet: pick(random, 'dsMONTHLY01', 'dsPERF00001'),
    action: deletes ? 'delete' : 'store',
    value: deletes ? '' : pick(random, '1', '2', '3', `${Math.floor(random() * 1000)}`, 'bad'),
  };
}

/** What became of one sync. */
interface Outcome {
  readonly wrong: readonly string[];
  readonly failed: boolean;
  readonly silent: number;
  readonly rows: number;
  readonly heldMs: number;
  readonly seconds: number;
}

async function sync(seed: number, habits: '2.42' | '2.43'): Promise<Outcome> {
  const random = seededRandom(seed);
  const clock = new SimulatedClock();
  const isBad = (value: DataValue): boolean =>
    habits === '2.43' ? value.orgUnit === 'ouFACIL0003' : value.value === 'bad';
  const dhis2 = new LateDhis2({
    habits,
    clock,
    random,
    isBad,
    silences: COMBINATIONS[seed % COMBINATIONS.length]!,
    share: pick(random, 0.05, 0.2, 0.4),
    timeoutMs: pick(random, 5_000, 60_000, 300_000),
  });
  const rows = Array.from({ length: 10 + Math.floor(random() * 40) }, () => row(random, habits));
  const stateAfter = rows.map(() => random() < 0.3);
  const input = async function* (): AsyncGenerator<readonly Incoming[]> {
    for (const [index, each] of rows.entries()) {
      if (random() < 0.3) await clock.sleep(random() * 120_000);
      yield [incomingRecord(each), ...(stateAfter[index] ? [incomingState(String(index))] : [])];
    }
    yield [incomingState(String(rows.length - 1))];
  };
  const { pipeline, states } = openChain(dhis2, input(), clock, {
    habits,
    random,
    pace: steadyPace(pick(random, 1, 2, 5, 1000), pick(random, 1, 2, 4)),
    ...(random() < 0.7 ? { reader: dhis2 } : {}),
  });
  const started = clock.now();
  let failed = false;
  await clock.passUntil(runPipeline(pipeline)).catch((error: unknown) => {
    if (!(error instanceof TransientError)) throw error;
    failed = true;
  });
  const seconds = (clock.now() - started) / 1_000;
  const left = failed ? Math.max(-1, ...states.map(Number)) : rows.length - 1;
  // What is under way at DHIS2 ends.
  await clock.passUntil(clock.sleep(20 * 60_000));
  return {
    wrong: wrongCells(rows.map(aValue), left, { cells: dhis2.model.cells, isBad }),
    failed,
    silent: dhis2.silent,
    rows: rows.length,
    heldMs: pipeline.delivery.longestHeldMs,
    seconds,
  };
}

/** Cells whose state left and that hold something else than the last good row before it says, or one after it. */
function wrongCells(
  rows: readonly DataValue[],
  left: number,
  { cells, isBad }: { readonly cells: ReadonlyMap<string, string>; readonly isBad: (value: DataValue) => boolean },
): readonly string[] {
  const allowed = new Map<string, (string | undefined)[]>();
  rows.forEach((value, index) => {
    if (isBad(value)) return;
    const text = value.action === 'delete' ? undefined : value.value;
    const key = cellKey(value);
    if (index <= left) allowed.set(key, [text]);
    else allowed.get(key)?.push(text);
  });
  return [...allowed].flatMap(([key, texts]) => (texts.includes(cells.get(key)) ? [] : [key]));
}

describe.each(['2.42', '2.43'] as const)('requests without an answer that DHIS2 %s carries out late', (habits) => {
  test(`leave no wrong value in a cell whose state left (${SEEDS} syncs)`, async () => {
    const outcomes: Outcome[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const outcome = await sync(seed, habits);
      if (outcome.wrong.length > 0) throw new Error(`seed ${seed}: ${outcome.wrong.join(', ')}`);
      outcomes.push(outcome);
    }
    const sum = (of: (outcome: Outcome) => number): number => outcomes.reduce((total, each) => total + of(each), 0);
    const waits = outcomes.map(({ heldMs }) => heldMs / 1_000).sort((a, b) => a - b);
    const ended = outcomes.filter(({ failed }) => !failed);
    console.log(
      `DHIS2 ${habits}: ${SEEDS} syncs, ${sum(({ rows }) => rows)} rows, ${sum(({ silent }) => silent)} requests without an answer; ` +
        `wrong values 0; ${ended.length} syncs ended well, ${SEEDS - ended.length} as transient_error. ` +
        `Longest wait of a row for the ends of doubts, one after the other: median ${Math.round(waits[Math.floor(waits.length / 2)]!)} s, ` +
        `most ${Math.round(waits.at(-1)!)} s; syncs in which a row waited: ${waits.filter((s) => s > 0).length}.`,
    );
    expect(ended.length).toBeGreaterThan(SEEDS / 4);
  });
});
