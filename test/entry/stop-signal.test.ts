import { EventEmitter } from 'node:events';
import { StopSignal } from '../../src/entry/stop-signal';

describe('StopSignal', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ])('turns %s into an abort and exit code %i', (name, exitCode) => {
    const source = new EventEmitter();
    const stop = new StopSignal();
    const signal = stop.listen(source, () => undefined);
    expect([signal.aborted, stop.exitCode]).toEqual([false, undefined]);
    source.emit(name);
    expect([signal.aborted, stop.exitCode]).toEqual([true, exitCode]);
  });

  it('keeps the first signal and gives up in time for the TRACE to get out before docker kills', () => {
    const source = new EventEmitter();
    const stop = new StopSignal();
    let late = 0;
    stop.listen(source, () => (late += 1));
    source.emit('SIGTERM');
    source.emit('SIGINT');
    jest.advanceTimersByTime(9_499);
    expect(late).toBe(0);
    jest.advanceTimersByTime(1);
    expect([late, stop.exitCode]).toEqual([1, 143]);
  });
});
