import type { DataValue, Payload } from '../../../../src/core/model/data-value';
import {
  decide,
  firstAttempt,
  isolate,
  pauseBefore,
  type Attempt,
  type IsolationContext,
  type Step,
} from '../../../../src/core/delivery/isolate/isolate';
import type { Answer } from '../../../../src/core/model/ports';
import { ConfigError, ProtocolError, TransientError } from '../../../../src/errors';
import { isImportSummary } from '../../../../src/dhis2/answer-schema';
import { makeValue, summary, webMessage } from './isolate-model';

const CONTEXT: IsolationContext = {
  habits: '2.42',
  strategy: 'CREATE_AND_UPDATE',
  sequence: 10,
  lastAccepted: 9,
  proven: true,
  vanishes: () => false,
  isImportSummary,
};
const ON_243: IsolationContext = { ...CONTEXT, habits: '2.43' };

const NONE = { imported: 0, updated: 0, ignored: 0, deleted: 0 };

function payloadOf(values: readonly DataValue[], more: Partial<Payload> = {}): Payload {
  return { dataSet: 'dsMONTHLY01', action: 'store', values, grouped: false, ...more };
}

function good(count: number, more: Partial<DataValue> = {}): readonly DataValue[] {
  return Array.from({ length: count }, (_, cell) => makeValue(cell, 'none', more));
}

function counted(counts: Partial<typeof NONE>, more: object = {}): Answer {
  return summary(200, { status: 'SUCCESS', importCount: { ...NONE, ...counts }, conflicts: [], ...more });
}

const sent = (step: Step): readonly unknown[] =>
  step.next.map(({ payload, reason }) => [reason, ...payload.values.map(({ dataElement }) => dataElement)]);

const ends = (step: Step): readonly string[] => step.settled.map(({ outcome }) => outcome.kind);

describe('what 2.42 counts', () => {
  it('is booked as imported, updated and unchanged, refused and skipped values left out', () => {
    const conflict = { errorCode: 'E7619', value: 'Value must match', indexes: [3], objects: {} };
    const answer = counted({ imported: 1, updated: 2, ignored: 2 }, { conflicts: [conflict], rejectedIndexes: [3] });
    const step = isolate(firstAttempt(payloadOf(good(5))), answer, CONTEXT);
    expect(step.counts).toEqual({ imported: 1, updated: 2, unchanged: 1 });
    expect(ends(step)).toEqual(['stored', 'stored', 'stored', 'rejected', 'stored']);
  });

  it.each([
    ['one too few', { imported: 4 }],
    ['one too many', { imported: 6 }],
    ['nothing', {}],
    ['fewer ignored than refused', { imported: 5, ignored: 0 }, [0]],
  ])(
    'is not believed when it is %s: everything is sent again',
    (_, counts, rejectedIndexes: readonly number[] = []) => {
      const step = isolate(firstAttempt(payloadOf(good(5))), counted(counts, { rejectedIndexes }), CONTEXT);
      expect(step.settled).toEqual([]);
      expect(step.accepted).toBe(false);
      expect(step.next).toMatchObject([{ reason: 'again', resends: 1 }]);
      expect(step.next[0]!.payload.values).toHaveLength(5);
    },
  );

  it('may leave out zeros that are not kept, and no others', () => {
    const values = [...good(2), makeValue(7, 'none', { value: '0' })];
    const vanishes = ({ value }: DataValue): boolean => value === '0';
    const attempt = firstAttempt(payloadOf(values));
    const skipped = { kind: 'skipped', why: 'zero-not-kept' };
    for (const counts of [{ imported: 2 }, { imported: 2, deleted: 1 }]) {
      const step = isolate(attempt, counted(counts), { ...CONTEXT, vanishes });
      expect(step.settled.map(({ outcome }) => outcome)).toEqual([{ kind: 'stored' }, { kind: 'stored' }, skipped]);
    }
    expect(isolate(attempt, counted({ imported: 1 }), { ...CONTEXT, vanishes }).settled).toEqual([]);
    // The zero was refused and is counted, so the value that is missing is another one.
    const conflicts = [{ errorCode: 'E7612', value: 'no', indexes: [2] }];
    const refusedZero = counted({ imported: 1, ignored: 1 }, { conflicts, rejectedIndexes: [2] });
    expect(isolate(attempt, refusedZero, { ...CONTEXT, vanishes }).settled).toEqual([]);
    expect(ends(isolate(attempt, counted({ imported: 3 }), { ...CONTEXT, vanishes }))[2]).toBe('stored');
  });

  it('may leave out zeros that are perhaps not kept, after those that are not', () => {
    const values = ['0', '0.0', '0'].map((value, index) => makeValue(index, 'none', { value }));
    // The first and the last may be kept.
    const vanishes = ({ value }: DataValue): boolean | 'perhaps' => (value === '0.0' ? true : 'perhaps');
    const endsOf = (counts: object): unknown =>
      ends(isolate(firstAttempt(payloadOf(values)), counted(counts), { ...CONTEXT, vanishes }));
    expect(endsOf({ imported: 3 })).toEqual(['stored', 'stored', 'stored']);
    expect(endsOf({ imported: 2 })).toEqual(['stored', 'skipped', 'stored']);
    expect(endsOf({ imported: 1 })).toEqual(['skipped', 'skipped', 'stored']);
    expect(endsOf({ imported: 1, deleted: 1 })).toEqual(['skipped', 'skipped', 'stored']);
    expect(endsOf({})).toEqual(['skipped', 'skipped', 'skipped']);
  });

  it('is no proof that a value is unchanged when a conflict gives ids and no positions', () => {
    const values = [...good(2), makeValue(7, 'none', { orgUnit: 'ouNOSUCH001' })];
    const conflict = { errorCode: 'E7612', value: 'not found', objects: { organisationUnit: 'ouNOSUCH001' } };
    const answer = counted({ imported: 2, ignored: 1 }, { conflicts: [conflict] });
    const step = isolate(firstAttempt(payloadOf(values)), answer, CONTEXT);
    expect(step.settled).toEqual([]);
    expect(step.next.map(({ reason, payload }) => [reason, payload.values.length])).toEqual([
      ['suspects', 1],
      ['others', 2],
    ]);
  });

  it('is not put in doubt by a conflict without a code, which is about completing the data set', () => {
    const conflict = { object: 'OrganisationUnit', value: 'Must be provided to complete data set' };
    const step = isolate(
      firstAttempt(payloadOf(good(2))),
      counted({ imported: 1, ignored: 1 }, { conflicts: [conflict] }),
      CONTEXT,
    );
    expect(ends(step)).toEqual(['stored', 'stored']);
  });

  it('tells a delete of nothing from a delete', () => {
    const attempt = firstAttempt(payloadOf(good(3, { action: 'delete' }), { action: 'delete' }));
    const step = isolate(attempt, counted({ deleted: 2, ignored: 1 }, { rejectedIndexes: [1] }), CONTEXT);
    expect(step.settled.map(({ outcome }) => outcome)).toEqual([
      { kind: 'deleted' },
      { kind: 'skipped', why: 'nothing-to-delete' },
      { kind: 'deleted' },
    ]);
  });

  it.each([
    ['CREATE', { kind: 'skipped', why: 'strategy' }],
    ['UPDATE', { kind: 'skipped', why: 'strategy' }],
    ['CREATE_AND_UPDATE', { kind: 'rejected', refusal: { code: 'NO_REASON' } }],
  ] as const)('with a rejected position and no conflict is read by the strategy %s', (strategy, outcome) => {
    const answer = counted({ imported: 1, ignored: 1 }, { rejectedIndexes: [0] });
    const step = isolate(firstAttempt(payloadOf(good(2))), answer, { ...CONTEXT, strategy });
    expect(step.settled).toMatchObject([{ outcome }, { outcome: { kind: 'stored' } }]);
  });
});

describe('what 2.43 counts', () => {
  it.each([
    ['ignores all of it', { ignored: 5 }],
    ['counts one too few', { updated: 4, ignored: 1 }],
    ['counts nothing', {}],
  ])('is not believed when it %s behind a 200', (_, counts) => {
    const step = isolate(firstAttempt(payloadOf(good(5))), counted(counts), ON_243);
    expect(step).toMatchObject({ settled: [], accepted: false, next: [{ reason: 'again' }] });
  });

  it('is not believed when a refused value hides the loss of others', () => {
    const conflict = { errorCode: 'E8122', value: 'Value #1 value `x` is no valid INTEGER', indexes: [1] };
    const step = isolate(firstAttempt(payloadOf(good(5))), counted({ ignored: 5 }, { conflicts: [conflict] }), ON_243);
    expect(step).toMatchObject({ settled: [], next: [{ reason: 'again' }] });
  });

  it('is believed when it stores one group of the request and refuses the other as a whole', () => {
    const values = good(4);
    const objects = { args: `dsMONTHLY01-[${values[3]!.dataElement}]` };
    const conflict = { errorCode: 'E8020', value: 'not usable', objects, indexes: [2, 3] };
    const step = isolate(firstAttempt(payloadOf(values)), counted({ updated: 2 }, { conflicts: [conflict] }), ON_243);
    expect(ends(step)).toEqual(['stored', 'stored']);
    expect(sent(step)).toEqual([
      ['suspects', values[3]!.dataElement],
      ['others', values[2]!.dataElement],
    ]);
  });

  it('is no refusal of each listed position when none of them is counted as ignored, whatever the code', () => {
    const conflict = { errorCode: 'E8199', value: 'no', objects: { args: '' }, indexes: [2, 3] };
    const step = isolate(firstAttempt(payloadOf(good(4))), counted({ updated: 2 }, { conflicts: [conflict] }), ON_243);
    expect(ends(step)).toEqual(['stored', 'stored']);
    expect(step.next).toMatchObject([{ reason: 'suspects' }]);
  });
});

describe('a whole group refused by 2.43', () => {
  it('is halved when its positions are all listed, counted as ignored, and none is named', () => {
    const conflict = { errorCode: 'E8034', value: 'no', objects: { args: '' }, indexes: [0, 1, 2, 3] };
    const answer = counted({ ignored: 4 }, { conflicts: [conflict], rejectedIndexes: [0, 1, 2, 3] });
    const step = isolate(firstAttempt(payloadOf(good(4))), answer, ON_243);
    expect(step.next.map(({ reason, payload }) => [reason, payload.values.length])).toEqual([
      ['half', 2],
      ['half', 2],
    ]);
  });

  const values = [
    makeValue(0, 'none'),
    makeValue(1, 'none', { period: '2025W03' }),
    makeValue(2, 'none', { period: '2025W03', orgUnit: 'ouFACIL0002' }),
    makeValue(3, 'none', { categoryOptionCombo: 'cocBADCOMB1' }),
  ];
  const refusedBy = (errorCode: string, args: string): Step => {
    const conflict = { errorCode, value: 'no', objects: { args }, indexes: [0, 1, 2, 3] };
    const body = { status: 'ERROR', importCount: NONE, conflicts: [conflict], rejectedIndexes: [0, 1, 2, 3] };
    return isolate(firstAttempt(payloadOf(values)), summary(409, body), ON_243);
  };
  const elements = (...positions: readonly number[]): readonly string[] =>
    positions.map((position) => values[position]!.dataElement);

  it.each([
    ['E8021', 'dsMONTHLY01-[2025W3]', [1, 2]],
    ['E8021', 'dsMONTHLY01-[2025W03]', [1, 2]],
    ['E8022', 'dsMONTHLY01-[ouFACIL0002]', [2]],
    ['E8031', 'ouFACIL0001-[2025W3]', [1]],
    ['E8024', `dsMONTHLY01-${makeValue(3, 'none').dataElement}-[cocBADCOMB1]`, [3]],
    ['E8020', `dsMONTHLY01-[${makeValue(0, 'none').dataElement}, ${makeValue(2, 'none').dataElement}]`, [0, 2]],
    ['E8025', 'HllvX50cXC0-[ouFACIL0002]', [2]],
    ['E8999', 'ouFACIL0002-[2025W3]', [2]],
    ['E8024', 'dsMONTHLY01-[cocBADCOMB1]', [3]],
  ])('by %s %s makes suspects of those that all of its parts fit', (code, args, suspects) => {
    const others = [0, 1, 2, 3].filter((position) => !suspects.includes(position));
    expect(sent(refusedBy(code, args))).toEqual([
      ['suspects', ...elements(...suspects)],
      ['others', ...elements(...others)],
    ]);
  });

  it('by category options (E8012), which no value names, halves the request', () => {
    expect(sent(refusedBy('E8012', '[ouFACIL0001, coMALE00001]'))).toEqual([
      ['half', ...elements(0, 1)],
      ['half', ...elements(2, 3)],
    ]);
  });

  it('takes an id for what the code means: the default combo of a category is not that of an attribute', () => {
    const odd = [makeValue(0, 'none', { attributeOptionCombo: 'aocPARTNERA' }), makeValue(1, 'none')];
    const conflict = {
      errorCode: 'E8023',
      value: 'no',
      objects: { args: 'dsMONTHLY01-[HllvX50cXC0]' },
      indexes: [0, 1],
    };
    const body = { status: 'ERROR', importCount: NONE, conflicts: [conflict] };
    const step = isolate(firstAttempt(payloadOf(odd)), summary(409, body), ON_243);
    expect(sent(step)).toEqual([
      ['suspects', odd[1]!.dataElement],
      ['others', odd[0]!.dataElement],
    ]);
  });

  it.each([
    ['ids that fit no value', 'E8022', 'dsMONTHLY01-[ouNOSUCH001]'],
    ['data sets instead of values', 'E8002', '[dsMONTHLY01, dsWEEKLY001]'],
    ['nothing', 'E8009', ''],
  ])('with %s is halved', (_, code, args) => {
    expect(sent(refusedBy(code, args))).toEqual([
      ['half', ...elements(0, 1)],
      ['half', ...elements(2, 3)],
    ]);
  });

  it('is rejected only when the suspects are refused again; the rest of them goes on as suspects', () => {
    const attempt: Attempt = { payload: payloadOf(values), reason: 'suspects', resends: 0 };
    const objects = { args: 'dsMONTHLY01-[2025W3]' };
    const conflict = { errorCode: 'E8021', value: 'no', objects, indexes: [0, 1, 2, 3] };
    const body = { status: 'ERROR', importCount: NONE, conflicts: [conflict] };
    const step = isolate(attempt, summary(409, body), ON_243);
    expect(step.settled.map(({ value }) => value)).toEqual([values[1], values[2]]);
    expect(ends(step)).toEqual(['rejected', 'rejected']);
    expect(sent(step)).toEqual([['suspects', ...elements(0, 3)]]);
    expect(step.accepted).toBe(false);
  });

  it('is rejected at once when it is a single value that is named', () => {
    const conflict = { errorCode: 'E8031', value: 'no', objects: { args: 'ouFACIL0001-[2025W3]' }, indexes: [0] };
    const body = { status: 'ERROR', importCount: NONE, conflicts: [conflict] };
    const step = isolate(firstAttempt(payloadOf([values[1]!])), summary(409, body), ON_243);
    expect(step).toMatchObject({ settled: [{ outcome: { refusal: { code: 'E8031' } } }], next: [] });
  });

  it('keeps the form of the request', () => {
    const conflict = { errorCode: 'E8020', value: 'no', objects: { args: `dsMONTHLY01-[${elements(1)[0]!}]` } };
    const body = { status: 'ERROR', importCount: NONE, conflicts: [{ ...conflict, indexes: [0, 1, 2, 3] }] };
    for (const grouped of [true, false]) {
      const step = isolate(firstAttempt(payloadOf(values, { grouped })), summary(409, body), ON_243);
      expect(step.next.map(({ payload }) => payload.grouped)).toEqual([grouped, grouped]);
    }
  });
});

describe('a refusal without names', () => {
  const alone: Attempt = { payload: payloadOf(good(1)), reason: 'alone', resends: 0, troubleSince: 5 };

  it.each([500, 409, 400])('of several values (%i) halves them, in order', (status) => {
    const values = good(5);
    const step = isolate(firstAttempt(payloadOf(values)), webMessage(status), CONTEXT);
    expect(step.next.map(({ payload }) => payload.values)).toEqual([values.slice(0, 3), values.slice(3)]);
    expect(step.undecided).toBeUndefined();
  });

  it('of one value is kept undecided, and its trouble begins with this answer', () => {
    const step = isolate(firstAttempt(payloadOf(good(1))), webMessage(500), CONTEXT);
    expect(step).toMatchObject({
      settled: [],
      next: [],
      accepted: false,
      undecided: { reason: 'alone', troubleSince: 10 },
    });
  });

  it.each([
    ['before its trouble began', 4],
    ['with the answer that began it', 5],
  ])('proves nothing against a value when others were accepted %s', (_, lastAccepted) => {
    const step = isolate(alone, webMessage(500), { ...CONTEXT, lastAccepted });
    expect(step).toMatchObject({ settled: [], undecided: { troubleSince: 5 } });
  });

  it('rejects a value refused alone again after others were accepted', () => {
    const step = isolate(alone, webMessage(500), { ...CONTEXT, lastAccepted: 6 });
    expect(step.settled).toMatchObject([
      { outcome: { kind: 'rejected', refusal: { code: 'REFUSED_ALONE', by: 'dhis2' } } },
    ]);
    expect(step.undecided).toBeUndefined();
  });

  it('stops halving after a dozen answers by which nothing was stored, and asks for evidence', () => {
    const attempt = firstAttempt(payloadOf(good(8)));
    expect(isolate(attempt, webMessage(500), { ...CONTEXT, sequence: 20, lastAccepted: 9 }).undecided).toBeUndefined();
    const step = isolate(attempt, webMessage(500), { ...CONTEXT, sequence: 21, lastAccepted: 9 });
    expect(step).toMatchObject({ settled: [], next: [], undecided: { troubleSince: 21 } });
  });

  it('of the third request in a row that stores nothing has one value of it tried alone', () => {
    const values = good(7);
    const step = isolate(firstAttempt(payloadOf(values)), webMessage(500), {
      ...CONTEXT,
      sequence: 12,
      lastAccepted: 9,
    });
    expect(step.next.map(({ payload }) => payload.values)).toEqual([
      values.slice(6),
      values.slice(0, 3),
      values.slice(3, 6),
    ]);
  });

  it('goes on with evidence: several values by halves, one alone once more', () => {
    const several: Attempt = { ...firstAttempt(payloadOf(good(4))), troubleSince: 3 };
    expect(decide(several, true).next.map(({ payload }) => payload.values.length)).toEqual([2, 2]);
    expect(decide(alone, true)).toMatchObject({ settled: [], next: [alone] });
  });

  it('rejects nothing without evidence', () => {
    expect(() => decide(alone, false)).toThrow(TransientError);
  });
});

describe('values that DHIS2 loses', () => {
  const race = counted({ ignored: 3 });

  it('are sent again a bounded number of times, with growing pauses, then the sync fails and may be repeated', () => {
    let attempt = firstAttempt(payloadOf(good(3)));
    const pauses = [pauseBefore(attempt)];
    for (let i = 0; i < 6; i += 1) {
      attempt = isolate(attempt, race, ON_243).next[0]!;
      pauses.push(pauseBefore(attempt));
    }
    expect(pauses).toEqual([0, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
    expect(() => isolate(attempt, race, ON_243)).toThrow(TransientError);
  });

  it('stay suspects when it is suspects that were lost', () => {
    const attempt: Attempt = { payload: payloadOf(good(3)), reason: 'suspects', resends: 0 };
    expect(isolate(attempt, race, ON_243).next[0]!.reason).toBe('suspects');
  });

  const noPeriod = (text: string, indexes: readonly number[]): Answer =>
    counted(
      { imported: 3 - indexes.length, ignored: indexes.length },
      { conflicts: [{ errorCode: 'E7611', value: text, objects: {}, indexes }], rejectedIndexes: indexes },
    );

  it('to a race for a period are sent again alone, the rest is settled', () => {
    const values = good(3);
    const step = isolate(firstAttempt(payloadOf(values)), noPeriod('Period not valid: `null`', [1]), CONTEXT);
    expect(ends(step)).toEqual(['stored', 'stored']);
    expect(sent(step)).toEqual([['again', values[1]!.dataElement]]);
    const named = isolate(firstAttempt(payloadOf(values)), noPeriod('Period not valid: `202501`', [1]), CONTEXT);
    expect(sent(named)).toEqual([['again', values[1]!.dataElement]]);
  });

  it('are refused at once for a period that is none', () => {
    const values = good(3, { period: '2025-13' });
    const step = isolate(firstAttempt(payloadOf(values)), noPeriod('Period not valid: `2025-13`', [0, 1, 2]), CONTEXT);
    expect(ends(step)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('are refused after the last re-send only if DHIS2 names the period; `null` names none', () => {
    const attempt: Attempt = { payload: payloadOf(good(3)), reason: 'again', resends: 6 };
    const named = isolate(attempt, noPeriod('Period not valid: `202501`', [0, 1, 2]), CONTEXT);
    expect(ends(named)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(() => isolate(attempt, noPeriod('Period not valid: `null`', [0, 1, 2]), CONTEXT)).toThrow(TransientError);
  });
});

describe('the values that others had replaced', () => {
  const first = makeValue(1, 'none', { comment: 'first', action: 'delete', dataSet: 'dsOTHERSET1' });
  const second = makeValue(1, 'none', { comment: 'second', supersedes: first });
  const third = makeValue(1, 'none', { comment: 'third', supersedes: second });

  it.each([
    ['stored', counted({ imported: 1 })],
    ['unchanged', counted({ ignored: 1 })],
  ])('are superseded, all of them, when the last one is %s', (_, answer) => {
    const step = isolate(firstAttempt(payloadOf([third])), answer, CONTEXT);
    expect(step.settled.map(({ value, outcome }) => [value.comment, outcome.kind])).toEqual([
      ['third', 'stored'],
      ['second', 'superseded'],
      ['first', 'superseded'],
    ]);
    expect(step.next).toEqual([]);
  });

  const refused = summary(409, {
    status: 'WARNING',
    importCount: { ...NONE, ignored: 1 },
    conflicts: [{ errorCode: 'E7619', value: 'no', indexes: [0] }],
    rejectedIndexes: [0],
  });

  it('are sent one after the other while those after them are refused', () => {
    const step = isolate(firstAttempt(payloadOf([third])), refused, CONTEXT);
    expect(step.settled.map(({ value }) => value.comment)).toEqual(['third']);
    expect(step.next).toMatchObject([{ reason: 'superseded', payload: { values: [{ comment: 'second' }] } }]);
  });

  it('are sent in the form that was asked for', () => {
    for (const grouped of [true, false]) {
      const step = isolate(firstAttempt(payloadOf([third], { grouped })), refused, CONTEXT);
      expect(step.next[0]!.payload.grouped).toBe(grouped);
    }
  });

  it('keep their own action and data set', () => {
    const step = isolate(firstAttempt(payloadOf([second])), refused, CONTEXT);
    expect(step.next).toMatchObject([{ payload: { action: 'delete', dataSet: 'dsOTHERSET1', values: [first] } }]);
  });

  it('are sent too when a value was refused alone without a name', () => {
    const attempt: Attempt = { payload: payloadOf([third]), reason: 'alone', resends: 0, troubleSince: 5 };
    const step = isolate(attempt, webMessage(500), CONTEXT);
    expect(step.next).toMatchObject([{ payload: { values: [{ comment: 'second' }] } }]);
  });
});

describe('a file that is not there', () => {
  it('to be deleted is nothing to delete, though DHIS2 up to 2.42 names it (transcripts 1244, 1246)', () => {
    const values = good(2, { action: 'delete' });
    const conflicts = [{ errorCode: 'E7645', value: 'No data value for file resource', indexes: [1] }];
    const body = {
      status: 'WARNING',
      importCount: { ...NONE, ignored: 1, deleted: 1 },
      conflicts,
      rejectedIndexes: [1],
    };
    const step = isolate(firstAttempt(payloadOf(values, { action: 'delete' })), summary(409, body), CONTEXT);
    expect(step.settled.map(({ outcome }) => outcome)).toEqual([
      { kind: 'deleted' },
      { kind: 'skipped', why: 'nothing-to-delete' },
    ]);
  });

  it('is refused alone, with what that means', () => {
    const attempt: Attempt = {
      payload: payloadOf(good(1, { alone: true })),
      reason: 'alone',
      resends: 0,
      troubleSince: 5,
    };
    const answer = summary(409, { status: 'ERROR', importCount: NONE, conflicts: [], description: 'fr is null' });
    const text = 'HTTP 409: this is how DHIS2 refuses a file that it does not have.';
    expect(isolate(attempt, answer, CONTEXT).settled).toMatchObject([
      { outcome: { kind: 'rejected', refusal: { code: 'REFUSED_ALONE', text } } },
    ]);
  });

  it('leaves files that others had replaced in requests of their own', () => {
    const before = good(2, { alone: true });
    const values = before.map((value) => ({ ...value, action: 'delete' as const, supersedes: value }));
    const conflicts = [{ errorCode: 'E7617', value: 'no', indexes: [0, 1] }];
    const body = { status: 'WARNING', importCount: { ...NONE, ignored: 2 }, conflicts, rejectedIndexes: [0, 1] };
    const step = isolate(firstAttempt(payloadOf(values, { action: 'delete' })), summary(409, body), CONTEXT);
    expect(step.next.map(({ payload }) => payload.values)).toEqual(before.map((value) => [value]));
  });
});

describe('a request that is too large', () => {
  it.each<[string, Answer]>([
    ['413', { kind: 'too-large', status: 413 }],
    ['a gateway gave up on it', { kind: 'unknown', why: 'gateway' }],
    ['our own time-out', { kind: 'unknown', why: 'timeout' }],
  ])('(%s) is halved', (_, answer) => {
    const step = isolate(firstAttempt(payloadOf(good(4))), answer, CONTEXT);
    expect(step.next.map(({ payload }) => payload.values.length)).toEqual([2, 2]);
  });

  it('as a single value is rejected for its size by the rule for values without a name', () => {
    const answer: Answer = { kind: 'too-large', status: 413 };
    const { undecided } = isolate(firstAttempt(payloadOf(good(1))), answer, CONTEXT);
    const step = isolate(undecided!, answer, { ...CONTEXT, sequence: 12, lastAccepted: 11 });
    expect(step.settled).toMatchObject([{ outcome: { refusal: { code: 'TOO_LARGE' } } }]);
  });

  it('as a single value that times out is no reject', () => {
    const attempt: Attempt = { payload: payloadOf(good(1)), reason: 'alone', resends: 0, troubleSince: 1 };
    for (const why of ['timeout', 'gateway'] as const) {
      expect(() => isolate(attempt, { kind: 'unknown', why }, CONTEXT)).toThrow(TransientError);
    }
  });
});

describe('an answer that settles nothing', () => {
  it.each([401, 403, 302])('(%i) is a matter of the sign-in', (status) => {
    expect(() => isolate(firstAttempt(payloadOf(good(2))), webMessage(status), CONTEXT)).toThrow(ConfigError);
  });

  const page: Answer = { kind: 'answered', status: 200, body: '<!doctype html><title>Sign in</title>' };

  it('and is not one of DHIS2 is a wrong address at first, and trouble that may pass later', () => {
    const attempt = firstAttempt(payloadOf(good(2)));
    for (const answer of [page, webMessage(404)]) {
      expect(() => isolate(attempt, answer, { ...CONTEXT, proven: false })).toThrow(ConfigError);
      expect(() => isolate(attempt, answer, CONTEXT)).toThrow(TransientError);
    }
  });

  it.each([
    ['a conflict', { conflicts: [{ errorCode: 'E7612', value: 'no', indexes: [2] }], rejectedIndexes: [] }],
    ['a conflict (below -1)', { conflicts: [{ errorCode: 'E7612', value: 'no', indexes: [-2] }] }],
    ['rejectedIndexes', { rejectedIndexes: [-1] }],
    ['a text', { conflicts: [{ errorCode: 'E8106', value: 'Value #7 is not', indexes: [-1] }], status: 'ERROR' }],
  ])('because %s names a position that was never sent fails the sync', (_, more) => {
    const attempt = firstAttempt(payloadOf(good(2)));
    const counts = 'status' in more ? {} : { imported: 1, ignored: 1 };
    expect(() => isolate(attempt, counted(counts, more), CONTEXT)).toThrow(ProtocolError);
  });

  it('shows nothing of a web message in what it rejects', () => {
    const canary = 'Path `$.value` does not contain an STRING but a(n) NUMBER: 4711';
    const attempt: Attempt = { payload: payloadOf(good(1)), reason: 'alone', resends: 0, troubleSince: 5 };
    const answer: Answer = { kind: 'answered', status: 500, body: { httpStatusCode: 500, message: canary } };
    expect(JSON.stringify(isolate(attempt, answer, CONTEXT).settled)).not.toContain('4711');
  });
});
