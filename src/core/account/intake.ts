import type { CheckpointLedger } from './checkpoint-ledger';
import type { Completions } from './completions';
import type { Incoming, IncomingRecord, IncomingState } from '../model/incoming';
import type { IncomingStream, RecordMapper } from '../model/record-mapper';
import type { Clock, ValueTaker } from '../model/ports';

/** What the intake works with. */
export interface IntakePorts {
  readonly ledger: CheckpointLedger;
  readonly lanes: ValueTaker;
  readonly completions: Completions;
  readonly clock: Clock;
  /** @throws ConfigError for a stream that is not in the catalog. */
  readonly streamOf: (name: string, namespace: string | null) => IncomingStream;
  /** Keep each record's line until it has ended, for the file of refused rows. */
  readonly keepLines: boolean;
}

/** Takes messages in: a record becomes values in lanes, a state closes an epoch. */
export class Intake {
  readonly #ports: IntakePorts;
  readonly #streams = new Map<IncomingStream, { ordinal: number; mapper: RecordMapper | undefined }>();

  constructor(ports: IntakePorts) {
    this.#ports = ports;
  }

  /** @throws ConfigError for an unknown stream, or a view that cannot be mapped. */
  take(message: Incoming): void {
    if (message.kind === 'record') this.#takeRecord(message);
    else this.#takeState(message);
  }

  #takeState({ text, state }: IncomingState): void {
    const { ledger, streamOf, clock } = this.#ports;
    const stream = state.stream && streamOf(state.stream.name, state.stream.namespace);
    ledger.takeState(text, state.type === 'STREAM' ? stream?.key : undefined, clock.now());
  }

  #takeRecord(message: IncomingRecord): void {
    const { ledger, lanes, completions, streamOf, clock, keepLines } = this.#ports;
    const stream = streamOf(message.stream, message.namespace);
    const progress = this.#progressOf(stream);
    progress.mapper ??= stream.compile(message.data);
    progress.ordinal += 1;

    const origin = { stream: stream.key, line: message.line, ordinal: progress.ordinal };
    const ticket = ledger.openRecord(keepLines ? { ...origin, raw: message.raw } : origin);
    const { values, refused, skipped, completion } = progress.mapper.map(message.data, ticket, message.changes);
    ledger.expectValues(ticket, values.length + refused.length + skipped.length);
    for (const why of skipped) ledger.settle(ticket, { kind: 'skipped', why });
    if (completion) completions.ask(ticket, completion);
    for (const { ids, refusal, group } of refused) {
      ledger.settle(ticket, { kind: 'rejected', refusal }, ids);
      if (group) completions.refuse(group);
    }
    const now = clock.now();
    for (const value of values) lanes.add(value, now);
    ledger.close(ticket);
  }

  #progressOf(stream: IncomingStream): { ordinal: number; mapper: RecordMapper | undefined } {
    let progress = this.#streams.get(stream);
    if (!progress) this.#streams.set(stream, (progress = { ordinal: 0, mapper: undefined }));
    return progress;
  }
}
