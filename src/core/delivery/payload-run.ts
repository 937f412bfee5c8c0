import { TransientError } from '../../errors';
import type { Look } from '../model/cell-reader';
import { cellKey, type DataValue, type Payload } from '../model/data-value';
import { Patience } from '../model/patience';
import type { Answer, NoAnswer } from '../model/ports';
import { NOTHING } from './isolate/attempt';
import { decide, firstAttempt, isolate, pauseBefore, type Attempt, type Step, type Works } from './isolate/isolate';
import { pauseAfterSilence, resume } from './isolate/unanswered';
import { request, type RequestSurroundings } from './request';

/** What a payload's way needs of its surroundings. */
export interface RunSurroundings extends RequestSurroundings {
  /** Hears of every step that an answer or a look brought. */
  readonly onStep: (step: Step, payload: Payload) => void;
  /** Aborted when nothing more is to be sent. */
  readonly stopping: AbortSignal;
}

/** One payload on its way, until all its values have ended: the requests that it takes, one at a time. */
export class PayloadRun {
  readonly #around: RunSurroundings;
  readonly #attempts: Attempt[];
  /** To be sent again once it is known whether DHIS2 takes anything. */
  readonly #undecided: Attempt[] = [];
  /** One for the payload and all its parts. */
  readonly #patience = new Patience();
  #silences = 0;

  constructor(payload: Payload, around: RunSurroundings) {
    this.#around = around;
    this.#attempts = [firstAttempt(payload)];
  }

  /** Number of the answer since which evidence is waited for; undefined if nothing is undecided. */
  get undecidedSince(): number | undefined {
    const [first] = this.#undecided;
    return first && (first.troubleSince ?? Infinity);
  }

  /** Values that are refused without a name. */
  get undecided(): readonly DataValue[] {
    return this.#undecided.flatMap(({ payload }) => payload.values);
  }

  /**
   * Sends what is to be sent, until all values have ended, evidence is needed, or nothing more is to be sent.
   *
   * @throws As `isolate` does, and what `send` throws.
   * @throws {@link TransientError} If no answer came for as long as trouble may last.
   */
  async advance(): Promise<void> {
    for (let attempt = this.#attempts.shift(); attempt; attempt = this.#attempts.shift()) {
      this.#follow(await this.#send(attempt), attempt.payload);
      if (this.#around.stopping.aborted) return;
    }
  }

  /** Goes on with what is undecided. @throws As `decide` does. */
  decide(works: Works): void {
    const attempt = this.#undecided.shift()!;
    this.#follow(decide(attempt, works), attempt.payload);
  }

  async #send(attempt: Attempt): Promise<Step> {
    const { clock, random, stopping, traffic, proven } = this.#around;
    const pauseMs = pauseBefore(attempt);
    if (pauseMs > 0) await clock.sleep(pauseMs * (0.5 + random()), stopping);
    await this.#untilFree(attempt.payload);
    const answer = await request(attempt.payload, this.#around, { patience: this.#patience, stopping });
    if (answer === undefined) return NOTHING;
    if (answer.kind === 'unknown') return this.#afterSilence(attempt, answer);
    const sequence = traffic.next();
    const step = isolate(attempt, answer, {
      ...this.#around,
      sequence,
      lastAccepted: traffic.lastAccepted,
      proven: proven(),
    });
    if (step.accepted) traffic.accept(sequence);
    return step;
  }

  /** What a rejected value had replaced waits for the end of a doubt that the rejected one left. */
  async #untilFree({ values }: Payload): Promise<void> {
    const { doubts, clock, stopping } = this.#around;
    for (const value of values) {
      const until = doubts.heldUntil(value, clock.now());
      if (until !== undefined) await clock.sleep(until - clock.now(), stopping);
    }
  }

  /** The answer never came: lets DHIS2 rest, looks at what it holds, and goes on with what is missing. */
  async #afterSilence(attempt: Attempt, answer: Extract<Answer, { kind: 'unknown' }>): Promise<Step> {
    const { clock, random, stopping, log, strategy } = this.#around;
    const { values } = attempt.payload;
    this.#silences += 1;
    const since = clock.now();
    const pauseMs = Math.round(pauseAfterSilence(this.#silences) * (0.5 + random() / 2));
    log('WARN', `${WORDS[answer.why]} ${values.length} values${statusOf(answer)}: ${this.#next(pauseMs)}`);
    await clock.sleep(pauseMs, stopping);
    if (stopping.aborted) return NOTHING;
    const look = await this.#look(values);
    this.#patience.spend(clock.now() - since);
    const step = resume(attempt, look?.seen ?? new Map(), strategy);
    if (step.next.length === 0 || this.#patience.leftMs > 0) return step;
    this.#follow({ ...step, next: [] }, attempt.payload);
    throw new TransientError(
      `DHIS2, or what stands before it, gave no answer to ${values.length} values for 10 minutes. Look whether DHIS2 hangs or is overloaded; where it is only slow, raise request_timeout_seconds and the time-outs of gateways. The sync goes on from the last state when it is started again.`,
    );
  }

  #next(pauseMs: number): string {
    const { stores, reader } = this.#around;
    const when = `in ${Math.max(1, Math.round(pauseMs / 1_000))} s`;
    if (!stores) return `they are sent again ${when}, at half the size.`;
    return reader
      ? `DHIS2 may have stored them or not. The connector asks DHIS2 ${when} what it holds, and sends again what is missing.`
      : `DHIS2 may have stored them or not. They are sent again ${when}, at half the size.`;
  }

  async #look(values: readonly DataValue[]): Promise<Look | undefined> {
    const { reader, stores, doubts, gate, stopping } = this.#around;
    if (!reader || !stores) return undefined;
    const look = await reader.look(values, stopping);
    doubts.see(look);
    for (const value of values) if (look.seen.get(cellKey(value))?.kind === 'held') gate.introduce(value.period);
    return look;
  }

  #follow(step: Step, payload: Payload): void {
    if (step === NOTHING) return;
    const { gate, stores, onStep } = this.#around;
    // What was skipped, and what a dry run would store, makes no period.
    const makesPeriod = ({ outcome }: Step['settled'][number]): boolean =>
      stores && (outcome.kind === 'stored' || outcome.kind === 'deleted');
    for (const settlement of step.settled) if (makesPeriod(settlement)) gate.introduce(settlement.value.period);
    this.#attempts.unshift(...step.next);
    if (step.undecided) this.#undecided.push(step.undecided);
    onStep(step, payload);
  }
}

/** What the log says of the ways not to get an answer. */
const WORDS: Readonly<Record<NoAnswer, string>> = {
  timeout: 'No answer within request_timeout_seconds to a request of',
  gateway: 'A gateway got no answer of DHIS2 to a request of',
  cut: 'The connection broke before the answer to a request of',
  foreign: "Something else than DHIS2's answer came to a request of",
};

function statusOf({ status }: { readonly status?: number }): string {
  return status === undefined ? '' : ` (${status})`;
}
