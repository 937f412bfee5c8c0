import type { Incoming } from '../../src/core/model/incoming';
import { runPipeline } from '../../src/pipeline';
import { incomingRecord, incomingState, openChain, StoppedClock } from '../support/chain';
import { ModelDhis2 } from '../support/model-dhis2';

const row = incomingRecord({ value: '1' });
const other = incomingRecord({ value: '2', period: '202502' });

/** Hands the messages on, then does as told: ends, fails, or stays silent for ever. */
async function* inputOf(
  messages: readonly Incoming[],
  then: 'end' | 'silence' | Error,
): AsyncGenerator<readonly Incoming[]> {
  yield await Promise.resolve(messages);
  if (then instanceof Error) throw then;
  if (then === 'silence') await new Promise(() => undefined);
}

const model = () => new ModelDhis2({ habits: '2.42', isBad: () => false });

describe('the pipeline', () => {
  test('sends what it holds at the end of the input and gives the states back', async () => {
    const dhis2 = model();
    const { pipeline, states } = openChain(dhis2, inputOf([row, incomingState('s1')], 'end'), new StoppedClock());
    await runPipeline(pipeline);
    expect([dhis2.cells.size, states]).toEqual([1, ['s1']]);
  });

  test('settles the rows before a fault of the input, gives their states back, and fails with the fault', async () => {
    const dhis2 = model();
    const fault = new Error('line 3 is no JSON');
    const input = inputOf([row, incomingState('s1'), other], fault);
    const { pipeline, states } = openChain(dhis2, input, new StoppedClock());
    await expect(runPipeline(pipeline)).rejects.toBe(fault);
    expect([dhis2.cells.size, states]).toEqual([2, ['s1']]);
  });

  test('sends a value and gives a state back when they have waited a minute, though the source is silent', async () => {
    const dhis2 = model();
    const clock = new StoppedClock();
    const { pipeline, states, abort } = openChain(dhis2, inputOf([row, incomingState('s1')], 'silence'), clock);
    const running = runPipeline(pipeline);
    await clock.pass(58);
    expect([dhis2.cells.size, states]).toEqual([0, []]);
    await clock.pass(4);
    expect([dhis2.cells.size, states]).toEqual([1, ['s1']]);
    abort.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });

  test('asked to stop, it starts no further request and gives back the states that were earned', async () => {
    const dhis2 = model();
    const clock = new StoppedClock();
    const { pipeline, states, abort } = openChain(dhis2, inputOf([row, incomingState('s1'), other], 'silence'), clock);
    const running = runPipeline(pipeline);
    await clock.pass(1);
    let answer: () => void = () => undefined;
    const send = dhis2.send.bind(dhis2);
    dhis2.send = async (payload) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return send(payload);
    };
    pipeline.delivery.close();
    await clock.pass(1);
    abort.abort(new Error('SIGTERM'));
    answer();
    await expect(running).rejects.toThrow('SIGTERM');
    expect([dhis2.requests, dhis2.cells.size, states]).toEqual([1, 2, ['s1']]);
  });

  test('asked to stop, it does not wait for an answer longer than the platform waits for it', async () => {
    const dhis2 = model();
    const clock = new StoppedClock();
    dhis2.send = () => new Promise(() => undefined);
    const { pipeline, states, abort } = openChain(dhis2, inputOf([row, incomingState('s1')], 'silence'), clock);
    const running = expect(runPipeline(pipeline)).rejects.toThrow('SIGTERM');
    await clock.pass(1);
    pipeline.delivery.close();
    abort.abort(new Error('SIGTERM'));
    await clock.pass(9);
    await running;
    expect(states).toEqual([]);
  });
});
