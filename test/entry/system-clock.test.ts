import { systemClock } from '../../src/entry/system-clock';

describe('the system clock', () => {
  afterEach(() => jest.restoreAllMocks());

  test('tells the time of day', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(60_000);
    expect(Number.isInteger(systemClock.now())).toBe(true);
  });

  test.each([-3_600_000, 3_600_000])('goes on as before when the machine is set by %i ms: no wait grows', (ms) => {
    const set = Date.now() + ms;
    const before = systemClock.now();
    jest.spyOn(Date, 'now').mockReturnValue(set);
    const passed = systemClock.now() - before;
    expect(passed).toBeGreaterThanOrEqual(0);
    expect(passed).toBeLessThan(60_000);
  });
});
