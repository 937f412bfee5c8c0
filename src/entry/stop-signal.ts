import type { EventEmitter } from 'node:events';

/** Signals that end a sync early, with the exit codes that a shell expects of them. */
const EXIT_CODES = { SIGTERM: 143, SIGINT: 130 } as const;

/** What is in flight has this long to be settled; `docker stop` kills after 10 seconds, and the TRACE must be out by then. */
const LAST_CALL_MS = 9_500;

/** Turns the first SIGTERM or SIGINT of a running sync into an abort; a command that does not listen is ended by it at once. */
export class StopSignal {
  readonly #controller = new AbortController();
  #exitCode: number | undefined;

  /**
   * Starts to listen.
   * @param source - The process.
   * @param onLate - Called when the sync has not ended 9.5 seconds after the signal.
   */
  listen(source: EventEmitter, onLate: () => void): AbortSignal {
    for (const [name, exitCode] of Object.entries(EXIT_CODES)) {
      source.once(name, () => {
        if (this.#exitCode !== undefined) return;
        this.#exitCode = exitCode;
        setTimeout(onLate, LAST_CALL_MS).unref();
        this.#controller.abort();
      });
    }
    return this.#controller.signal;
  }

  /** The exit code for the signal that came; undefined if none did. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }
}
