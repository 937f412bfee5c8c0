import type { CheckpointLedger } from './checkpoint-ledger';
import type { Completions } from './completions';
import type { DataValue } from '../model/data-value';
import type { Incoming, IncomingRecord, IncomingState } from '../model/incoming';
import type { IncomingStream, RecordMapper } from '../model/record-mapper';
import type { Clock, ValueTaker } from '../model/ports';
import type { RecordOrigin } from '../model/record-ticket';
import { copyOf } from '../model/text';

/** What the intake works with. */
export interface IntakePorts {
  readonly ledger: CheckpointLedger;
  readonly lanes: ValueTaker;
  readonly completions: Completions;
  readonly clock: Clock;
  /** @throws ConfigError for a stream that is not in the catalog. */
  readonly streamOf: (name: string, namespace: string | null) => IncomingStream;
  /** Hears of each value before the lanes do. */
  readonly onValue?: (value: DataValue) => void;
  /** Keep each record's line until it has ended, for the file of refused rows. */
  readonly keepLines: boolean;
}

interface Place {
  readonly stream: IncomingStream;
  readonly mapper: RecordMapper;
  readonly ordinal: number;
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
    ledger.takeState(copyOf(text), state.type === 'STREAM' ? stream?.key : undefined, clock.now());
  }

  #takeRecord(message: IncomingRecord): void {
    const { ledger, lanes, completions, streamOf, clock, onValue } = this.#ports;
    const stream = streamOf(message.stream, message.namespace);
    const progress = this.#progressOf(stream);
    const mapper = (progress.mapper ??= stream.compile(message.data, message.leftOut));
    progress.ordinal += 1;

    const ticket = ledger.openRecord(this.#originOf(message, { stream, mapper, ordinal: progress.ordinal }));
    const { values, refused, skipped, completion } = mapper.map(message.data, ticket, message.changes);
    ledger.expectValues(ticket, values.length + refused.length + skipped.length);
    for (const why of skipped) ledger.settle(ticket, { kind: 'skipped', why });
    if (completion) completions.ask(ticket, completion);
    for (const value of refused) {
      ledger.settle(ticket, { kind: 'rejected', refusal: value.refusal }, value);
      if (value.group) completions.refuse(value.group);
    }
    const now = clock.now();
    for (const value of values) {
      onValue?.(value);
      lanes.add(value, now);
    }
    ledger.close(ticket);
  }

  #originOf({ line, raw, leftOut }: IncomingRecord, { stream, mapper, ordinal }: Place): RecordOrigin {
    const origin = { stream: stream.key, line, ordinal, ...(leftOut && { leftOut }) };
    return this.#ports.keepLines ? { ...origin, raw: copyOf(raw), layout: mapper } : origin;
  }

  #progressOf(stream: IncomingStream): { ordinal: number; mapper: RecordMapper | undefined } {
    let progress = this.#streams.get(stream);
    if (!progress) this.#streams.set(stream, (progress = { ordinal: 0, mapper: undefined }));
    return progress;
  }
}
