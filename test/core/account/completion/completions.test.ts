import fc from 'fast-check';
import { CheckpointLedger } from '../../../../src/core/account/checkpoint-ledger';
import { Completions, type CompletionPorts } from '../../../../src/core/account/completion/completions';
import type { DataValue } from '../../../../src/core/model/data-value';
import { groupKey, type Registration } from '../../../../src/core/model/group-key';
import type { Answer } from '../../../../src/core/model/ports';
import type { RecordTicket } from '../../../../src/core/model/record-ticket';
import { scratchFiles } from '../../../../src/disk/scratch-files';
import { isImportSummary } from '../../../../src/dhis2/answer-schema';

const registration = (orgUnit: string, date = '2025-02-03'): Registration => ({
  dataSet: 'dsMONTHLY01',
  period: '202501',
  orgUnit,
  attributeOptionCombo: 'HllvX50cXC0',
  date,
});

/** Completions with a ledger, what they registered, and how rows come and end. */
function open(more: Partial<CompletionPorts> = {}) {
  const ledger = new CheckpointLedger();
  const registered: Registration[] = [];
  const log: string[] = [];
  const withheld: string[] = [];
  const hooks = { onRegister: (() => undefined) as (list: readonly Registration[]) => void };
  const complete = (list: readonly Registration[]): Promise<Answer> => {
    hooks.onRegister(list);
    registered.push(...list);
    const importCount = { imported: list.length, updated: 0, ignored: 0, deleted: 0 };
    return Promise.resolve({ kind: 'answered', status: 200, body: { response: { status: 'SUCCESS', importCount } } });
  };
  const completions = new Completions({
    sink: { complete },
    gate: { enter: () => Promise.resolve(() => undefined), introduce: () => undefined },
    isImportSummary,
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    log: (level, text) => log.push(`${level} ${text}`),
    spans: ledger.spans,
    active: true,
    maxGroups: 300_000,
    openScratch: scratchFiles(),
    onWithheld: ({ orgUnit }) => withheld.push(orgUnit),
    onProgress: () => undefined,
    onFailure: (reason) => log.push(`FAILED ${String(reason)}`),
    ...more,
  });
  /** A row with one value, whose end is the caller's to tell. */
  const row = (orgUnit: string, date: string | undefined, { isLong = false, stream = 'a' } = {}): RecordTicket => {
    const ticket = ledger.openRecord({ stream, line: 1, ordinal: 1 });
    ledger.expectValues(ticket, 1);
    if (date === undefined)
      completions.see(ticket, [{ ...registration(orgUnit), record: ticket } as unknown as DataValue]);
    else completions.ask(ticket, [registration(orgUnit, date)], isLong);
    ledger.close(ticket);
    return ticket;
  };
  /** @param of - Its stream; null for all. */
  const state = (text: string, of: string | null = 'a') => {
    const stream = of ?? undefined;
    ledger.takeState(text, stream, 0);
    completions.takeState(stream);
  };
  const settle = (ticket: RecordTicket) => ledger.settle(ticket, { kind: 'stored' });
  const finish = async () => {
    ledger.takeEnd();
    await completions.finish();
  };
  const texts = () => ledger.release().map(({ text }) => text);
  const units = () => registered.map(({ orgUnit, date }) => `${orgUnit} ${date}`).sort();
  return { ledger, completions, registered, log, withheld, hooks, row, state, settle, finish, texts, units };
}

const long = { isLong: true };

describe('completions of packaged and wide rows', () => {
  test('are registered when all rows before the state have ended, once, with the latest date, and hold that state', async () => {
    const { completions, row, state, settle, texts, units, finish } = open();
    const tickets = [row('u1', '2025-02-03'), row('u1', '2025-02-09'), row('u1', '2025-02-01')];
    state('s1');
    tickets.slice(1).forEach(settle);
    await completions.settle();
    expect([units(), texts()]).toEqual([[], []]);
    settle(tickets[0]!);
    expect(texts()).toEqual([]);
    await completions.settle();
    expect([units(), texts()]).toEqual([['u1 2025-02-09'], ['s1']]);
    settle(row('u1', '2025-03-03'));
    state('s2');
    await finish();
    expect([units(), texts()]).toEqual([['u1 2025-02-09'], ['s2']]);
  });

  test('move on to the epoch of a later row that was read already, with a date or without, and let the older state go', async () => {
    const { completions, row, state, settle, texts, units } = open();
    const early = row('u1', '2025-02-03');
    state('s1');
    const late = row('u1', undefined);
    settle(early);
    await completions.settle();
    expect([units(), texts()]).toEqual([[], ['s1']]);
    state('s2');
    settle(late);
    await completions.settle();
    expect([units(), texts()]).toEqual([['u1 2025-02-03'], ['s2']]);
  });

  test('wait for rows of other streams that were read before', async () => {
    const { completions, row, state, settle, texts, units } = open();
    const other = row('u1', undefined, { stream: 'b' });
    settle(row('u1', '2025-02-03'));
    state('s1');
    await completions.settle();
    expect([units(), texts()]).toEqual([[], []]);
    settle(other);
    await completions.settle();
    expect([units(), texts()]).toEqual([['u1 2025-02-03'], ['s1']]);
  });

  test('are registered before the state when very many wait, as far as their rows have ended', async () => {
    const { completions, row, settle, registered, finish, texts, state } = open({ maxGroups: 600 });
    const tickets = Array.from({ length: 299 }, (_, index) => row(`u${index}`, '2025-02-03'));
    expect(completions.full).toBe(false);
    for (let more = 0; more < 10; more += 1) tickets.push(row(`more${more}`, '2025-02-03'));
    expect(completions.full).toBe(true);
    tickets.forEach(settle);
    await completions.settle();
    expect(registered.length).toBe(209);
    expect(completions.full).toBe(false);
    state('s1');
    await finish();
    expect([new Set(registered.map(groupKey)).size, registered.length, texts()]).toEqual([309, 309, ['s1']]);
  });

  test('are left out where a value was refused, named, counted apart, and the state leaves', async () => {
    const { completions, row, state, settle, withheld, texts, units, log } = open();
    completions.refuse(registration('before'));
    [row('before', '2025-02-03'), row('after', '2025-02-03'), row('clean', '2025-02-03')].forEach(settle);
    completions.refuse(registration('after'));
    state('s1');
    await completions.settle();
    expect([units(), texts(), withheld]).toEqual([['clean 2025-02-03'], ['s1'], ['before', 'after']]);
    expect(completions.counts).toMatchObject({ registered: 1, withheld: 2 });
    expect(log.filter((line) => line.includes('a value of it was refused'))).toHaveLength(2);
  });
});

describe('completions of long rows', () => {
  test('are registered at the end of the input, and hold no state', async () => {
    const { completions, row, state, settle, texts, units, finish } = open();
    settle(row('u1', '2025-02-03', long));
    state('s1');
    await completions.settle();
    expect([units(), texts()]).toEqual([[], ['s1']]);
    settle(row('u1', '2025-02-05', long));
    state('s2');
    await finish();
    expect([units(), texts()]).toEqual([['u1 2025-02-05'], ['s2']]);
  });

  test.each([
    ['without a state behind its last row is not', [], ['whole']],
    ['without a state, and with a COMPLETE status, is', ['COMPLETE'], ['half', 'tail', 'whole']],
    ['with a status of INCOMPLETE is not', ['INCOMPLETE'], ['whole']],
    ['with a row behind its COMPLETE status is not', ['COMPLETE', 'row'], ['whole']],
  ] as const)('of a stream %s', async (_, ends, expected) => {
    const { completions, row, state, settle, registered, finish } = open();
    settle(row('whole', '2025-02-03', long));
    settle(row('half', '2025-02-03', long));
    state('s1');
    settle(row('half', undefined));
    settle(row('tail', '2025-02-03', long));
    for (const end of ends) {
      if (end === 'row') settle(row('tail', '2025-02-04', long));
      else completions.takeStatus('a', end);
    }
    await finish();
    expect(registered.map(({ orgUnit }) => orgUnit).sort()).toEqual(expected);
    expect(completions.counts.unfinished).toBe(3 - expected.length);
  });

  test('are registered at the end of an input that has no state at all, unless a stream says that it broke off', async () => {
    const whole = open();
    whole.settle(whole.row('u1', '2025-02-03', long));
    await whole.finish();
    expect(whole.units()).toEqual(['u1 2025-02-03']);
    const broken = open();
    broken.settle(broken.row('u1', '2025-02-03', long));
    broken.completions.takeStatus('a', 'INCOMPLETE');
    await broken.finish();
    expect([broken.units(), broken.completions.counts.unfinished]).toEqual([[], 1]);
  });

  test('take a GLOBAL state as the end of all streams so far', async () => {
    const { row, state, settle, units, finish } = open();
    settle(row('u1', '2025-02-03', { ...long, stream: 'a' }));
    settle(row('u2', '2025-02-03', { ...long, stream: 'b' }));
    state('all', null);
    settle(row('u3', '2025-02-03', { ...long, stream: 'b' }));
    await finish();
    expect(units()).toEqual(['u1 2025-02-03', 'u2 2025-02-03']);
  });

  test('beyond what memory holds go through a temporary file, and end as they would in memory', async () => {
    const { row, state, settle, units, finish, completions, withheld } = open({ maxGroups: 100 });
    for (let round = 0; round < 3; round += 1) {
      for (let unit = 0; unit < 1000; unit += 1) settle(row(`u${unit}`, `2025-02-0${((unit + round) % 3) + 1}`, long));
      completions.refuse(registration(`u${round}`));
    }
    state('s1');
    settle(row('u999', undefined));
    await finish();
    expect(units()).toHaveLength(996);
    expect(new Set(units().map((line) => line.slice(-10)))).toEqual(new Set(['2025-02-03']));
    expect([completions.counts, withheld.sort()]).toMatchObject([
      { registered: 996, withheld: 3, unfinished: 1, lost: 0 },
      ['u0', 'u1', 'u2'],
    ]);
  });

  test('that a full disk does not take are named and counted; those known are registered, and nothing fails', async () => {
    const full = () => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    const { row, settle, registered, finish, completions, log } = open({
      maxGroups: 100,
      openScratch: scratchFiles({ write: full }),
    });
    for (let unit = 0; unit < 150; unit += 1) settle(row(`u${unit}`, '2025-02-03', long));
    settle(row('u1', '2025-02-04', long));
    await finish();
    expect(registered).toHaveLength(100);
    expect(completions.counts).toMatchObject({ registered: 100, lost: 50 });
    expect(log.filter((line) => line.includes('ENOSPC'))).toHaveLength(1);
    expect(log.filter((line) => /could not be written: dataSet=.*orgUnit=u1\d\d /.test(line))).toHaveLength(50);
  });

  test('that were on disk before it was full are registered only where they are known whole', async () => {
    let writes = 0;
    const disk = {
      write: (_: number, bytes: Uint8Array) => {
        writes += 1;
        if (writes > 100) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
        return bytes.length;
      },
    };
    // What the disk took is not there to be read: an error that is no more than a warning.
    const { row, settle, registered, finish, log } = open({ maxGroups: 100, openScratch: scratchFiles(disk) });
    for (let unit = 0; unit < 1000; unit += 1) settle(row(`u${unit}`, '2025-02-03', long));
    await finish();
    expect(registered).toEqual([]);
    expect(log.some((line) => line.startsWith('WARN The temporary file'))).toBe(true);
  });
});

describe('completions', () => {
  test('end the sync with what DHIS2 throws, and ask nothing more', async () => {
    const reason = new Error('away');
    const failures: unknown[] = [];
    const sink = { complete: () => Promise.reject(reason) };
    const { completions, row, settle, finish } = open({ sink, onFailure: (why) => failures.push(why) });
    settle(row('u1', '2025-02-03'));
    await expect(finish()).rejects.toBe(reason);
    completions.wake();
    expect(failures).toEqual([reason]);
  });

  test('of 300,000 groups are held in 60 MB, by their own account', () => {
    const { completions, row } = open();
    const ticket = row('ouFACIL0001', '2025-02-03', long);
    for (let index = 0; index < 300_000; index += 1) {
      const period = String(1960 + (index % 600));
      completions.ask(ticket, [{ ...registration(`ou${Math.floor(index / 600)}`), period }], true);
    }
    expect(completions.bytes).toBeLessThan(60e6);
    expect(completions.full).toBe(false);
  });

  /** Rows come, end and are refused in any order, in streams with states in any place. */
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('row' as const),
        unit: fc.nat(5),
        day: fc.option(fc.integer({ min: 1, max: 9 })),
        stream: fc.constantFrom('long', 'packaged'),
        refused: fc.nat(9).map((dice) => dice === 0),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('state' as const), stream: fc.constantFrom('long', 'packaged', null) }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('end' as const), pick: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('turn' as const) }) },
  );

  /** A row that comes between the turn of its group and the request. */
  const LATE_ROW = [
    { kind: 'row' as const, unit: 2, day: 1, stream: 'packaged' as const, refused: false },
    { kind: 'end' as const, pick: 0 },
    { kind: 'state' as const, stream: null },
    { kind: 'row' as const, unit: 2, day: null, stream: 'packaged' as const, refused: true },
    { kind: 'turn' as const },
  ];

  test.each([300_000, 4])(
    'with room for %i groups, end as a model of the rules says, in any order of endings',
    async (maxGroups) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
          const { ledger, completions, hooks, row, state, registered, finish } = open({ maxGroups });
          const openRows: { ticket: RecordTicket; unit: string; refused: boolean }[] = [];
          const rows: { unit: string; day: number | undefined; stream: string; covered: boolean }[] = [];
          const refused = new Set<string>();
          let hasState = false;
          // Groups of their own for each layout: what is asked for by both is another rule.
          const unitOf = (stream: string, unit: number) => `${stream}${unit}`;
          hooks.onRegister = (list) => {
            for (const { orgUnit } of list) {
              expect(openRows.filter(({ unit }) => unit === orgUnit)).toEqual([]);
              expect(refused.has(orgUnit)).toBe(false);
            }
          };
          const end = (at: number) => {
            const [{ ticket, unit, refused: isRefused }] = openRows.splice(at, 1) as [(typeof openRows)[number]];
            if (isRefused) {
              refused.add(unit);
              completions.refuse(registration(unit));
            }
            ledger.settle(ticket, { kind: 'stored' });
          };
          for (const each of steps) {
            if (each.kind === 'row') {
              const unit = unitOf(each.stream, each.unit);
              const day = each.day ?? undefined;
              const date = day === undefined ? undefined : `2025-02-0${day}`;
              const ticket = row(unit, date, { isLong: each.stream === 'long', stream: each.stream });
              openRows.push({ ticket, unit, refused: each.refused });
              rows.push({ unit, day, stream: each.stream, covered: false });
            } else if (each.kind === 'state') {
              hasState = true;
              state('s', each.stream);
              for (const one of rows) if (each.stream === null || one.stream === each.stream) one.covered = true;
            } else if (each.kind === 'end') {
              if (openRows.length > 0) end(each.pick % openRows.length);
            } else await completions.settle();
            completions.wake();
          }
          while (openRows.length > 0) end(0);
          await finish();
          const units = registered.map(({ orgUnit }) => orgUnit);
          if (maxGroups > 1000) expect(new Set(units).size).toBe(units.length);
          for (const unit of new Set(rows.map((one) => one.unit))) {
            const own = rows.filter((one) => one.unit === unit);
            const days = own.flatMap(({ day }) => day ?? []);
            const isLong = own[0]!.stream === 'long';
            const mine = registered.filter(({ orgUnit }) => orgUnit === unit);
            if (days.length === 0) expect(mine).toEqual([]);
            else if (isLong) {
              const due = !refused.has(unit) && (!hasState || own.every(({ covered }) => covered));
              expect(mine.map(({ date }) => date)).toEqual(due ? [`2025-02-0${Math.max(...days)}`] : []);
            } else if (!refused.has(unit)) expect(mine.length).toBeGreaterThan(0);
          }
        }),
        { numRuns: maxGroups > 1000 ? 300 : 60, examples: [[LATE_ROW]] },
      );
    },
  );
});
