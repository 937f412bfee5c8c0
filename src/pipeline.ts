import type { CheckpointLedger } from './core/account/checkpoint-ledger';
import type { Checkpoints } from './core/account/checkpoints';
import type { Intake } from './core/account/intake';
import type { Lanes } from './core/delivery/lanes';
import type { Incoming } from './core/model/incoming';
import type { Clock } from './core/model/ports';
import { ticking, untilAborted } from './core/model/waiting';

/** The chain's links, built by `destination.ts`. */
export interface Pipeline {
  readonly input: AsyncIterable<readonly Incoming[]>;
  readonly intake: Intake;
  readonly lanes: Lanes;
  readonly ledger: CheckpointLedger;
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
  /** Aborted, with the error as its reason, by whatever ends the sync early. */
  readonly abort: AbortController;
  /** Called about once a second; what it throws ends the sync. */
  readonly onTick: () => void;
  /** Called when every row has ended, before the last states leave; what it throws fails the sync. */
  readonly onEnd: () => void;
}

/** A batch closes when its oldest value, or the state that waits for it, has waited this long. */
const MAX_WAIT_MS = 60_000;

/** How long requests in flight may take to end when the sync is cut short: `docker stop` kills after ten seconds. */
const MAX_GOODBYE_MS = 8_000;

/**
 * read → map → group → batch → send → read the verdict → release the state.
 *
 * When the input is at fault (a broken line, an unknown stream), the rows before the fault are settled all the same.
 * @throws What was wrong with the input, or the reason of `abort` after what was in flight has ended; either way the states
 *   earned have left.
 */
export async function runPipeline(pipeline: Pipeline): Promise<void> {
  const { lanes, ledger, checkpoints, clock, abort, onTick, onEnd } = pipeline;
  abort.signal.addEventListener('abort', () => lanes.fail(abort.signal.reason), { once: true });
  const ticks = ticking(clock, abort, () => {
    onTick();
    lanes.close(Math.max(clock.now() - MAX_WAIT_MS, 0));
    const waiting = ledger.oldestWaitSince();
    if (waiting !== undefined && waiting <= clock.now() - MAX_WAIT_MS) lanes.close(waiting);
  });
  try {
    const fault = await takeAll(pipeline).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    abort.signal.throwIfAborted();
    await lanes.finish();
    if (!fault) {
      onEnd();
      ledger.takeEnd(clock.now());
    }
    await checkpoints.advance();
    abort.signal.throwIfAborted();
    if (fault) throw fault.error;
  } catch (error) {
    lanes.fail(error);
    await Promise.race([lanes.stopped(), clock.sleep(MAX_GOODBYE_MS)]);
    await checkpoints.leave();
    throw abort.signal.aborted ? abort.signal.reason : error;
  } finally {
    ticks.stop();
  }
}

async function takeAll({ input, intake, lanes, checkpoints, abort }: Pipeline): Promise<void> {
  for await (const messages of untilAborted(input, abort.signal)) {
    for (const message of messages) {
      intake.take(message);
      if (lanes.full) await lanes.room();
    }
    await checkpoints.advance();
  }
  intake.end();
}
