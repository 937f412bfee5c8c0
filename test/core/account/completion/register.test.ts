import { register } from '../../../../src/core/account/completion/register';
import { registerUnseen, type Registering } from '../../../../src/core/account/completion/registering';
import { TransientError } from '../../../../src/errors';
import { isImportSummary } from '../../../../src/dhis2/answer-schema';
import type { Answer } from '../../../../src/core/model/ports';
import type { CompletionReader, SeenCompletion } from '../../../../src/core/model/completion-reader';
import { groupKey, type Registration } from '../../../../src/core/model/group-key';

const registration = (period: string): Registration => ({
  dataSet: 'dsMONTHLY01',
  period,
  orgUnit: 'ouFACIL0001',
  attributeOptionCombo: 'HllvX50cXC0',
  date: '2025-02-03',
});

/** Takes all but the bad periods: answers 200 and ignores them (recorded exchange 262). */
function sinkRefusing(...bad: string[]) {
  const requests: number[] = [];
  return {
    requests,
    complete: (registrations: readonly Registration[]): Promise<Answer> => {
      requests.push(registrations.length);
      const ignored = registrations.filter(({ period }) => bad.includes(period));
      const conflicts = ignored.map(({ period }) => ({ object: period, value: `Period not valid: ${period}` }));
      const importCount = {
        imported: registrations.length - ignored.length,
        updated: 0,
        ignored: ignored.length,
        deleted: 0,
      };
      const body = { response: { status: 'SUCCESS', importCount, conflicts } };
      return Promise.resolve({ kind: 'answered', status: 200, body });
    },
  };
}

describe('registering completions', () => {
  test('sends a clean list in one request', async () => {
    const sink = sinkRefusing();
    expect(await register(sink, [registration('202501'), registration('202502')], { isImportSummary })).toEqual({
      registered: 2,
      failed: [],
    });
    expect(sink.requests).toEqual([2]);
  });

  test('finds the registrations that a 200 hides as ignored, and takes DHIS2 at its word about why', async () => {
    const sink = sinkRefusing('202503');
    const list = ['202501', '202502', '202503', '202504'].map(registration);
    const result = await register(sink, list, { isImportSummary });
    expect(result.registered).toBe(3);
    expect(result.failed).toEqual([{ registration: registration('202503'), reason: 'Period not valid: 202503' }]);
  });

  test('halves a list of which DHIS2 ignored more, or less, than its conflicts name', async () => {
    const requests: number[] = [];
    const complete = (list: readonly Registration[]): Promise<Answer> => {
      requests.push(list.length);
      const ignored = list.filter(({ period }) => period === '202502').length;
      const importCount = { imported: list.length - ignored, updated: 0, ignored, deleted: 0 };
      const conflicts = ignored > 0 ? [{ object: 'ouFACIL0001', value: 'no' }] : [];
      return Promise.resolve({
        kind: 'answered',
        status: 200,
        body: { response: { status: 'SUCCESS', importCount, conflicts } },
      });
    };
    const result = await register({ complete }, ['202501', '202502'].map(registration), { isImportSummary });
    expect(result).toEqual({ registered: 1, failed: [{ registration: registration('202502'), reason: 'no' }] });
    expect(requests).toEqual([2, 1, 1]);
  });

  test('takes DHIS2 at its word when it ignored all of a list, each for its own reason', async () => {
    const sink = sinkRefusing('202501', '202502');
    const { registered, failed } = await register(sink, ['202501', '202502'].map(registration), { isImportSummary });
    expect([registered, sink.requests]).toEqual([0, [2]]);
    expect(failed.map(({ reason }) => reason)).toEqual(['Period not valid: 202501', 'Period not valid: 202502']);
  });

  describe('that DHIS2 answers with 500', () => {
    const failing = (isBroken: (period: string) => boolean) => {
      let requests = 0;
      const complete = (list: readonly Registration[]): Promise<Answer> => {
        requests += 1;
        if (list.some(({ period }) => isBroken(period)))
          return Promise.resolve({ kind: 'answered', status: 500, body: { message: 'Internal Server Error' } });
        return sinkRefusing().complete(list);
      };
      return { complete, requests: () => requests };
    };
    const list = Array.from({ length: 500 }, (_, index) => registration(`period-${index}`));

    test('one by one is a failure of those alone', async () => {
      const broken = new Set(['period-7', 'period-8', 'period-300']);
      const result = await register(
        failing((period) => broken.has(period)),
        list,
        { isImportSummary },
      );
      expect(result.registered).toBe(497);
      expect(result.failed.map(({ registration: { period }, reason }) => `${period}: ${reason}`)).toEqual(
        [...broken].map((period) => `${period}: DHIS2 answered 500`),
      );
    });

    test('all of them ends the sync after few requests, to be tried again', async () => {
      const sink = failing(() => true);
      await expect(register(sink, list, { isImportSummary })).rejects.toBeInstanceOf(TransientError);
      expect(sink.requests()).toBeLessThan(25);
    });
  });

  test('asks DHIS2 nothing for an empty list', async () => {
    const sink = sinkRefusing();
    expect(await register(sink, [], { isImportSummary })).toEqual({ registered: 0, failed: [] });
    expect(sink.requests).toEqual([]);
  });
});

describe('registering what DHIS2 does not show', () => {
  const gate = () => {
    const entered: string[][] = [];
    const known: string[] = [];
    return {
      entered,
      known,
      enter: (periods: ReadonlySet<string>) => {
        entered.push([...periods]);
        return Promise.resolve(() => undefined);
      },
      introduce: (period: string) => void known.push(period),
    };
  };
  const ports = (more: Partial<Registering>): Registering => ({
    sink: sinkRefusing(),
    gate: gate(),
    isImportSummary,
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    isRefused: () => false,
    begin: () => true,
    onRefused: () => undefined,
    onFailed: () => undefined,
    ...more,
  });
  const { signal } = new AbortController();

  test('tries once more what failed, since the first use of a period may fail once, then reports it', async () => {
    let requests = 0;
    const failing: Answer = { kind: 'answered', status: 409, body: { message: 'Failed to flush BatchHandler' } };
    const complete = (list: readonly Registration[]): Promise<Answer> => {
      requests += 1;
      return requests === 1 ? Promise.resolve(failing) : sinkRefusing('202502').complete(list);
    };
    expect(await registerUnseen([registration('202501')], ports({ sink: { complete } }), signal)).toEqual({
      registered: 1,
      already: 0,
    });
    expect(requests).toBe(2);
    const reported: string[] = [];
    const sink = sinkRefusing('202502');
    const onFailed: Registering['onFailed'] = ({ period }, reason) => reported.push(`${period}: ${reason}`);
    const list = ['202501', '202502'].map(registration);
    expect(await registerUnseen(list, ports({ sink, onFailed }), signal)).toEqual({ registered: 1, already: 0 });
    expect(reported).toEqual(['202502: Period not valid: 202502']);
    expect(sink.requests).toEqual([2, 1]);
  });

  test('leaves out what is shown with the same day, and what is not known is registered', async () => {
    const shown: Readonly<Record<string, SeenCompletion>> = {
      '202501': { kind: 'registered', date: '2025-02-03' },
      '202502': { kind: 'registered', date: '2025-01-01' },
      '202503': { kind: 'not-registered' },
      '202504': { kind: 'not-known', why: 'cut' },
    };
    const reader: CompletionReader = {
      look: (groups) => {
        const seen = new Map(groups.map((group) => [groupKey(group), shown[group.period]!]));
        return Promise.resolve({ since: 0, seen });
      },
    };
    const sink = sinkRefusing();
    const list = Object.keys(shown).map(registration);
    expect(await registerUnseen(list, ports({ sink, reader }), signal)).toEqual({ registered: 3, already: 1 });
    expect(sink.requests).toEqual([3]);
  });

  test('passes the gate with the periods of each request, and makes those known that DHIS2 took', async () => {
    const passed = gate();
    const sink = sinkRefusing('202502');
    await registerUnseen(['202501', '202502'].map(registration), ports({ gate: passed, sink }), signal);
    expect(passed.entered).toEqual([['202501', '202502'], ['202502']]);
    expect(passed.known).toEqual(['202501']);
  });

  test('gives DHIS2 time where an answer never came, before it is asked again', async () => {
    const order: string[] = [];
    const complete = (list: readonly Registration[]): Promise<Answer> => {
      order.push('asked');
      return order.length === 1
        ? Promise.resolve({ kind: 'unknown', why: 'timeout', sentAt: 0 })
        : sinkRefusing().complete(list);
    };
    const clock = { now: () => 0, sleep: () => Promise.resolve(void order.push('waited')) };
    await registerUnseen([registration('202501')], ports({ sink: { complete }, clock }), signal);
    expect(order).toEqual(['asked', 'waited', 'asked']);
  });
});
