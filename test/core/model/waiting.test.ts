import { ticking, untilAborted } from '../../../src/core/model/waiting';
import type { Clock } from '../../../src/core/model/ports';

async function* counting(to: number): AsyncGenerator<number> {
  for (let i = 1; i <= to; i += 1) yield await Promise.resolve(i);
}

describe('untilAborted', () => {
  test('hands on everything of a source that nobody aborts', async () => {
    const seen: number[] = [];
    for await (const each of untilAborted(counting(3), new AbortController().signal)) seen.push(each);
    expect(seen).toEqual([1, 2, 3]);
  });

  test('throws the reason while the source is silent', async () => {
    const abort = new AbortController();
    const silent: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    };
    const reading = (async () => {
      for await (const each of untilAborted(silent, abort.signal)) throw new Error(`unexpected ${each}`);
    })();
    abort.abort(new Error('SIGTERM'));
    await expect(reading).rejects.toThrow('SIGTERM');
  });
});

describe('ticking', () => {
  test('ticks each second until stopped, and makes what a tick throws the reason to end', async () => {
    const wakes: (() => void)[] = [];
    const clock: Clock = {
      now: () => 0,
      sleep: (ms) => new Promise((wake) => (expect(ms).toBe(1000), wakes.push(wake))),
    };
    const abort = new AbortController();
    let ticks = 0;
    ticking(clock, abort, () => {
      ticks += 1;
      if (ticks === 2) throw new Error('limit');
    });
    for (let i = 0; i < 2; i += 1) {
      wakes.shift()?.();
      await new Promise(setImmediate);
    }
    expect(ticks).toBe(2);
    expect(abort.signal.reason).toEqual(new Error('limit'));
  });
});
