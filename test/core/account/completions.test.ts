import { CheckpointLedger } from '../../../src/core/account/checkpoint-ledger';
import { Completions } from '../../../src/core/account/completions';
import { register } from '../../../src/core/account/register-completions';
import { TransientError } from '../../../src/errors';
import { isImportSummary } from '../../../src/dhis2/answer-schema';
import type { Answer } from '../../../src/core/model/ports';
import type { Registration } from '../../../src/core/model/group-key';

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
    expect(await register(sink, [registration('202501'), registration('202502')], isImportSummary)).toEqual({
      registered: 2,
      failed: [],
    });
    expect(sink.requests).toEqual([2]);
  });

  test('finds the registrations that a 200 hides as ignored, and takes DHIS2 at its word about why', async () => {
    const sink = sinkRefusing('202503');
    const list = ['202501', '202502', '202503', '202504'].map(registration);
    const result = await register(sink, list, isImportSummary);
    expect(result.registered).toBe(3);
    expect(result.failed).toEqual([{ registration: registration('202503'), reason: 'Period not valid: 202503' }]);
  });

  test('takes DHIS2 at its word when it ignored all of a list, each for its own reason', async () => {
    const sink = sinkRefusing('202501', '202502');
    const { registered, failed } = await register(sink, ['202501', '202502'].map(registration), isImportSummary);
    expect([registered, sink.requests]).toEqual([0, [2]]);
    expect(failed.map(({ reason }) => reason)).toEqual(['Period not valid: 202501', 'Period not valid: 202502']);
  });

  test('tries a single one twice, since the first use of a period may fail once', async () => {
    let requests = 0;
    const failed: Answer = { kind: 'answered', status: 409, body: { message: 'Failed to flush BatchHandler' } };
    const complete = (list: readonly Registration[]): Promise<Answer> => {
      requests += 1;
      return requests === 1 ? Promise.resolve(failed) : sinkRefusing().complete(list);
    };
    expect(await register({ complete }, [registration('202501')], isImportSummary)).toEqual({
      registered: 1,
      failed: [],
    });
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
        isImportSummary,
      );
      expect(result.registered).toBe(497);
      expect(result.failed.map(({ registration: { period }, reason }) => `${period}: ${reason}`)).toEqual(
        [...broken].map((period) => `${period}: DHIS2 answered 500`),
      );
    });

    test('all of them ends the sync after few requests, to be tried again', async () => {
      const sink = failing(() => true);
      await expect(register(sink, list, isImportSummary)).rejects.toBeInstanceOf(TransientError);
      expect(sink.requests()).toBeLessThan(25);
    });
  });

  test('asks DHIS2 nothing for an empty list', async () => {
    const sink = sinkRefusing();
    expect(await register(sink, [], isImportSummary)).toEqual({ registered: 0, failed: [] });
    expect(sink.requests).toEqual([]);
  });
});

describe('completions', () => {
  test('leave out a group of which a value was refused, and count it apart', async () => {
    const ledger = new CheckpointLedger();
    const completions = new Completions(ledger, { sink: sinkRefusing(), log: () => undefined, isImportSummary });
    const ticket = ledger.openRecord({ stream: 'a', line: 1, ordinal: 1 });
    completions.refuse(registration('202501'));
    completions.ask(ticket, [registration('202501')]);
    await completions.complete([registration('202501'), registration('202502')]);
    expect(completions.counts).toEqual({ registered: 1, failed: 0, withheld: 1 });
  });

  test('leave out everything once too many groups were refused to tell clean ones apart', async () => {
    const sink = sinkRefusing();
    const completions = new Completions(new CheckpointLedger(), { sink, log: () => undefined, isImportSummary });
    for (let index = 0; index < 100_000; index += 1) completions.refuse(registration(`refused-${index}`));
    await completions.complete([registration('202501')]);
    completions.refuse(registration('refused-1'));
    await completions.complete([registration('202502')]);
    expect(completions.counts).toEqual({ registered: 2, failed: 0, withheld: 0 });
    completions.refuse(registration('one-more'));
    await completions.complete([registration('202503')]);
    expect(completions.counts).toEqual({ registered: 2, failed: 0, withheld: 1 });
  });

  test('report and count a registration that DHIS2 does not take', async () => {
    const log: string[] = [];
    const completions = new Completions(new CheckpointLedger(), {
      sink: sinkRefusing('202501'),
      log: (_, message) => log.push(message),
      isImportSummary,
    });
    await completions.complete([registration('202501')]);
    expect(completions.counts).toEqual({ registered: 0, failed: 1, withheld: 0 });
    expect(log).toEqual([expect.stringContaining('dataSet=dsMONTHLY01 period=202501 orgUnit=ouFACIL0001')]);
  });
});
