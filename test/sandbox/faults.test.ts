import { faultsInTurn } from '../../sandbox/src/faults';
import type { Fault } from '../../sandbox/src/faults';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { basic, startTestSandbox } from '../support/sandbox';
import { ask, countsOf, importValues, manyValues } from './payloads';

const ONE = manyValues({ count: 1, year: 2023 });

describe('faults of the sandbox', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  const once = (fault: Fault): void => {
    sandbox.faults.next = faultsInTurn([fault], ({ method }) => method === 'POST');
  };

  it.each([
    [{ kind: 'status', status: 429, headers: { 'retry-after': '7' } } as const, 429],
    [{ kind: 'status', status: 500, body: { message: 'broken' } } as const, 500],
    [{ kind: 'gateway', status: 503 } as const, 503],
    [{ kind: 'redirect', location: 'http://elsewhere.example/' } as const, 302],
    [{ kind: 'login-page' } as const, 200],
  ])('%j is answered instead of the work', async (fault, status) => {
    once(fault);
    const answer = await importValues(sandbox.url, ONE);
    expect(answer.status).toBe(status);
    expect(await sandbox.values()).toEqual([]);
    expect((await importValues(sandbox.url, ONE)).status).toBe(200);
  });

  it.each([
    ['before-body', 0],
    ['after-work', 1],
    ['mid-answer', 1],
  ] as const)('a connection cut %s leaves %d values stored', async (when, stored) => {
    once({ kind: 'reset', when });
    await expect(importValues(sandbox.url, ONE)).rejects.toThrow();
    expect((await sandbox.values()).length).toBe(stored);
  });

  it('an answer that drips is whole at its end', async () => {
    once({ kind: 'drip', bytes: 64, everyMs: 1 });
    expect(countsOf(await importValues(sandbox.url, ONE)).imported).toBe(1);
  });

  it('payloads above the limits are answered with 413 and stored nowhere', async () => {
    sandbox.faults.maxValues = 10;
    expect((await importValues(sandbox.url, manyValues({ count: 11, year: 2023 }))).status).toBe(413);
    expect((await importValues(sandbox.url, manyValues({ count: 10, year: 2023 }))).status).toBe(200);
    sandbox.faults.maxBytes = 100;
    expect((await importValues(sandbox.url, manyValues({ count: 10, year: 2024 }))).status).toBe(413);
    expect((await sandbox.values()).length).toBe(10);
  });

  it('the log tells the order in which requests came, were worked on and answered', async () => {
    const authorization = basic('connector');
    await ask(`${sandbox.url}/api/me`, { headers: { authorization } });
    await importValues(sandbox.url, manyValues({ count: 3, year: 2023 }));
    const [first, second] = sandbox.requests;
    expect([first?.path, second?.path]).toEqual(['/api/me', '/api/dataValueSets']);
    expect(second).toMatchObject({ method: 'POST', values: 3, status: 200, user: 'connector', signIn: 'Basic' });
    const orders = [
      first?.receivedOrder,
      first?.answeredOrder,
      second?.receivedOrder,
      second?.workedOrder,
      second?.answeredOrder,
    ];
    expect(orders).toEqual([...orders].sort((a, b) => Number(a) - Number(b)));
  });
});
