import type { Clock } from './ports';

/** Ends the iteration with the signal's reason as soon as it is aborted, also while the source is silent. */
export async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  // One listener for the whole iteration: racing each step against one long-lived promise would grow with the input.
  let fail: (reason: unknown) => void = () => undefined;
  signal.addEventListener('abort', () => fail(signal.reason), { once: true });
  for (;;) {
    signal.throwIfAborted();
    const next = await new Promise<IteratorResult<T>>((resolve, reject) => {
      fail = reject;
      iterator.next().then(resolve, reject);
    });
    if (next.done) return;
    yield next.value;
  }
}

/** Calls `tick` every second until stopped or aborted; what it throws becomes the reason of `abort`. */
export function ticking(clock: Clock, abort: AbortController, tick: () => void): { stop(): void } {
  const stopping = new AbortController();
  const either = AbortSignal.any([abort.signal, stopping.signal]);
  const run = async (): Promise<void> => {
    while (!either.aborted) {
      await clock.sleep(1000, either);
      if (!either.aborted) tick();
    }
  };
  run().catch((error: unknown) => abort.abort(error));
  return { stop: () => stopping.abort() };
}

/** A controller that the signal aborts too. */
export function abortedWith(signal: AbortSignal): AbortController {
  const abort = new AbortController();
  if (signal.aborted) abort.abort(signal.reason);
  else signal.addEventListener('abort', () => abort.abort(signal.reason), { once: true });
  return abort;
}
