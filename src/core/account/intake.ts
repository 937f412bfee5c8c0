import type { CheckpointLedger } from './checkpoint-ledger';
import type { Completions } from './completions';
import type { DataValue } from '../model/data-value';
import type { Incoming, IncomingRecord, IncomingState, SourceChange } from '../model/incoming';
import type { IncomingStream, RecordMapper, Row } from '../model/record-mapper';
import type { Clock, ValueTaker } from '../model/ports';
import type { RecordOrigin, RecordTicket, RowParts } from '../model/record-ticket';
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

/** A row that came before its stream's layout was known; the states behind it wait for it. */
interface WaitingRow {
  readonly row: Row;
  readonly changes: readonly SourceChange[] | undefined;
  readonly ticket: RecordTicket;
}

/** How far a stream has come. */
class Progress {
  ordinal = 0;
  mapper: RecordMapper | undefined;
  waiting: WaitingRow[] = [];
  /** Length of the lines of those that wait. */
  characters = 0;

  /** How its rows can be cut: not at all before their layout is known. */
  get parts(): RowParts {
    return this.mapper?.parts ?? {};
  }
}

/** Rows of a stream that wait at most for one that tells their layout, and the length of their lines. */
const MAX_WAITING = 100;
const MAX_CHARACTERS = 1_000_000;

/** Takes messages in: a record becomes values in lanes, a state closes an epoch. */
export class Intake {
  readonly #ports: IntakePorts;
  readonly #streams = new Map<IncomingStream, Progress>();

  constructor(ports: IntakePorts) {
    this.#ports = ports;
  }

  /** @throws ConfigError for an unknown stream, or a view that cannot be mapped. */
  take(message: Incoming): void {
    if (message.kind === 'record') this.#takeRecord(message);
    else this.#takeState(message);
  }

  /** Whether the layout of any stream was found: before that a sync has done nothing that could be summed up. */
  get hasBegun(): boolean {
    return [...this.#streams.values()].some(({ mapper }) => mapper !== undefined);
  }

  /** The input has ended: rows that still wait are read by what they are. @throws ConfigError If they cannot be mapped. */
  end(): void {
    for (const [stream, progress] of this.#streams) {
      if (progress.waiting.length > 0) this.#decide(stream, progress, undefined);
    }
  }

  #takeState({ text, state }: IncomingState): void {
    const { ledger, streamOf, clock } = this.#ports;
    const stream = state.stream && streamOf(state.stream.name, state.stream.namespace);
    ledger.takeState(copyOf(text), state.type === 'STREAM' ? stream?.key : undefined, clock.now());
  }

  #takeRecord(message: IncomingRecord): void {
    const { ledger, streamOf } = this.#ports;
    const stream = streamOf(message.stream, message.namespace);
    const progress = this.#progressOf(stream);
    if (!progress.mapper) this.#decide(stream, progress, message);
    progress.ordinal += 1;

    const ticket = ledger.openRecord(this.#originOf(message, stream, progress));
    const arrived = { row: message.data, changes: message.changes, ticket };
    if (progress.mapper) this.#map(progress.mapper, arrived);
    else {
      progress.waiting.push(arrived);
      progress.characters += message.raw.length;
    }
  }

  /** Asks for the mapper of the rows so far; those that waited for it are mapped first. */
  #decide(stream: IncomingStream, progress: Progress, next: IncomingRecord | undefined): void {
    const { waiting, characters } = progress;
    const more = next !== undefined && waiting.length < MAX_WAITING && characters < MAX_CHARACTERS;
    const rows = waiting.map(({ row }) => row);
    const leftOut = waiting.flatMap(({ ticket }) => ticket.origin.leftOut ?? []);
    progress.mapper = stream.compile({
      rows: next ? [...rows, next.data] : rows,
      leftOut: next?.leftOut ? [...leftOut, ...next.leftOut] : leftOut,
      more,
    });
    if (!progress.mapper) return;
    progress.waiting = [];
    for (const each of waiting) this.#map(progress.mapper, each);
  }

  #map(mapper: RecordMapper, { row, changes, ticket }: WaitingRow): void {
    const { ledger, lanes, completions, clock, onValue } = this.#ports;
    const { values, refused, skipped, completion } = mapper.map(row, ticket, changes);
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

  #originOf({ line, raw, leftOut }: IncomingRecord, { key }: IncomingStream, progress: Progress): RecordOrigin {
    const origin = { stream: key, line, ordinal: progress.ordinal, ...(leftOut && { leftOut }) };
    return this.#ports.keepLines ? { ...origin, raw: copyOf(raw), layout: progress } : origin;
  }

  #progressOf(stream: IncomingStream): Progress {
    let progress = this.#streams.get(stream);
    if (!progress) {
      this.#streams.set(stream, (progress = new Progress()));
    }
    return progress;
  }
}
