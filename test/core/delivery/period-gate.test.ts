import { PeriodGate, type Leave } from '../../../src/core/delivery/period-gate';
import type { Payload } from '../../../src/core/model/data-value';
import { aValue } from '../../support/data-values';

const payload = (...periods: string[]): Payload => ({
  dataSet: 'dsMONTHLY01',
  action: 'store',
  values: periods.map((period) => aValue({ period })),
  grouped: false,
});

/** Enters and tells whether it had to wait. */
function enter(gate: PeriodGate, ...periods: string[]): { entered: boolean; leave: Promise<Leave> } {
  const state = { entered: false, leave: gate.enter(payload(...periods)) };
  void state.leave.then(() => (state.entered = true));
  return state;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the period gate', () => {
  test('lets requests of known periods run side by side', async () => {
    const gate = new PeriodGate();
    gate.introduce('202501');
    const both = [enter(gate, '202501'), enter(gate, '202501')];
    await turn();
    expect(both.map(({ entered }) => entered)).toEqual([true, true]);
  });

  test('lets a request with a new period wait for those in flight, and others wait for it', async () => {
    const gate = new PeriodGate();
    gate.introduce('202501');
    const running = enter(gate, '202501');
    const introducing = enter(gate, '202501', '202502');
    const late = enter(gate, '202501');
    await turn();
    expect([running, introducing, late].map(({ entered }) => entered)).toEqual([true, false, false]);
    (await running.leave)();
    await turn();
    expect([introducing.entered, late.entered]).toEqual([true, false]);
    (await introducing.leave)();
    await turn();
    expect(late.entered).toBe(true);
  });

  test('lets those that waited run together once the period was introduced', async () => {
    const gate = new PeriodGate();
    const first = enter(gate, '202501');
    const others = [enter(gate, '202501'), enter(gate, '202501')];
    await turn();
    gate.introduce('202501');
    (await first.leave)();
    await turn();
    expect(others.map(({ entered }) => entered)).toEqual([true, true]);
  });

  test('tries a period alone again when its first request stored nothing of it', async () => {
    const gate = new PeriodGate();
    const first = enter(gate, '202501');
    const others = [enter(gate, '202501'), enter(gate, '202501')];
    await turn();
    (await first.leave)();
    await turn();
    expect(others.map(({ entered }) => entered)).toEqual([true, false]);
  });
});
