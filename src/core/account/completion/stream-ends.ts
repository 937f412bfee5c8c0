import type { GroupEntry } from './group-table';

/** How far a stream has come, as far as rows with a group go. */
interface StreamProgress {
  /** The span of the first row behind the stream's last state; undefined where there is none. */
  uncovered: number | undefined;
  /** Nothing came since its status was COMPLETE. */
  complete: boolean;
  /** Its status was INCOMPLETE: the source says that it broke off. */
  broken: boolean;
}

/** Streams that can be told apart in an entry; with more, some share a bit, and count as ended when all of them have. */
const BITS = 31;

/**
 * Tells which rows a stream's end covers: its COMPLETE status, else its last state; where the input has no state, its own end.
 *
 * Airbyte tells a destination no more: a source that died right after a state looks like one that has ended.
 */
export class StreamEnds {
  readonly #streams = new Map<string, StreamProgress>();
  readonly #byBit: StreamProgress[][] = [];
  readonly #bits = new Map<string, number>();
  #hasStates = false;

  /**
   * A row of a group was mapped.
   * @param isCovered - A state of its stream has come since it was read.
   * @returns The stream's bit in `GroupEntry.streams`.
   */
  row(stream: string, span: number, isCovered: boolean): number {
    const progress = this.#progressOf(stream);
    if (!isCovered) {
      progress.uncovered ??= span;
      progress.complete = false;
    }
    return this.#bits.get(stream)!;
  }

  /** A state has come, of one stream or of all. */
  state(stream: string | undefined): void {
    this.#hasStates = true;
    const covered = stream === undefined ? this.#streams.values() : [this.#progressOf(stream)];
    for (const progress of covered) progress.uncovered = undefined;
  }

  /** The source said how the stream ended. */
  status(stream: string, status: 'COMPLETE' | 'INCOMPLETE'): void {
    const progress = this.#progressOf(stream);
    progress.complete = status === 'COMPLETE';
    progress.broken = !progress.complete;
  }

  /** Whether, now that the input has ended, all rows of a group lie before an end of their stream. */
  cover({ streams, span }: GroupEntry): boolean {
    return this.#byBit.every((sharing, bit) => {
      if ((streams & (1 << bit)) === 0) return true;
      return sharing.every((progress) => this.#covers(progress, span));
    });
  }

  #covers({ uncovered, complete, broken }: StreamProgress, span: number): boolean {
    if (complete || uncovered === undefined) return true;
    if (!this.#hasStates && !broken) return true;
    // The group's last row may be of another stream: then this may say no where yes would do.
    return span < uncovered;
  }

  #progressOf(stream: string): StreamProgress {
    let progress = this.#streams.get(stream);
    if (!progress) {
      const bit = this.#streams.size % BITS;
      progress = { uncovered: undefined, complete: false, broken: false };
      this.#streams.set(stream, progress);
      this.#bits.set(stream, 1 << bit);
      (this.#byBit[bit] ??= []).push(progress);
    }
    return progress;
  }
}
