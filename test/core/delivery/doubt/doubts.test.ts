import { Doubts, DOUBT_MS } from '../../../../src/core/delivery/doubt/doubts';
import type { Look, Seen } from '../../../../src/core/model/cell-reader';
import { cellKey, type DataValue } from '../../../../src/core/model/data-value';
import { aValue } from '../../../support/data-values';

const old = aValue({ value: 'old' });
const newer = aValue({ value: 'newer' });
const held = (value: string, more: Partial<Extract<Seen, { kind: 'held' }>> = {}): Seen => ({
  kind: 'held',
  value,
  followUp: false,
  deleted: false,
  ...more,
});
const look = (since: number, seen: Seen, cell: DataValue = old): Look => ({
  since,
  seen: new Map([[cellKey(cell), seen]]),
});
const before = (seen: Seen): ReadonlyMap<string, Seen> => new Map([[cellKey(old), seen]]);

/** Cells of a request that was sent at 1,000 ms, with what was there before. */
function inDoubt(seenBefore?: Seen): Doubts {
  const doubts = new Doubts();
  doubts.open([old], 1_000, seenBefore && before(seenBefore));
  return doubts;
}

const isHeld = (doubts: Doubts, value = newer, now = 2_000): boolean => doubts.heldUntil(value, now) !== undefined;

describe('a cell whose request was never answered', () => {
  test('holds another value for ten minutes from when it was sent, and the same value never', () => {
    const doubts = inDoubt();
    expect(doubts.heldUntil(newer, 2_000)).toBe(1_000 + DOUBT_MS);
    expect(doubts.heldUntil(newer, DOUBT_MS + 999)).toBe(1_000 + DOUBT_MS);
    expect(doubts.heldUntil(aValue({ value: 'old' }), 2_000)).toBeUndefined();
    expect(doubts.heldUntil(newer, DOUBT_MS + 1_000)).toBeUndefined();
    expect([doubts.size, doubts.bytes]).toEqual([0, 0]);
  });

  test('holds up no other cell', () => {
    expect(isHeld(inDoubt(), aValue({ value: 'newer', period: '202502' }))).toBe(false);
  });

  test.each([
    ['a delete', aValue({ action: 'delete', value: '' }), true],
    ['another comment', aValue({ value: 'old', comment: 'x' }), true],
    ['another mark', aValue({ value: 'old', followUp: true }), true],
    ['another data set', aValue({ value: 'old', dataSet: 'dsPERF00001' }), false],
  ])('takes %s for what it is', (_, value, expected) => {
    expect(isHeld(inDoubt(), value)).toBe(expected);
  });

  test('is in doubt ten minutes from the last time that its value was sent in vain', () => {
    const doubts = inDoubt();
    doubts.open([old], 5_000);
    expect(doubts.heldUntil(newer, 6_000)).toBe(5_000 + DOUBT_MS);
    doubts.open([old], 3_000);
    expect(doubts.heldUntil(newer, 6_000)).toBe(5_000 + DOUBT_MS);
  });

  test.each<[string, Seen]>([
    ['absent', { kind: 'absent' }],
    ['something else', held('before')],
    ['a deleted mark', held('old', { deleted: true })],
    ['another comment', held('old', { comment: 'x' })],
  ])('is settled when it is seen to hold the value, and held %s before', (_, seen) => {
    const doubts = inDoubt(seen);
    doubts.see(look(2_000, held('old')));
    expect(isHeld(doubts)).toBe(false);
    expect(doubts.bytes).toBe(0);
  });

  test('is settled when a look shows something else, and a later one the value', () => {
    const doubts = inDoubt();
    doubts.see(look(2_000, { kind: 'absent' }));
    expect(isHeld(doubts)).toBe(true);
    doubts.see(look(3_000, held('old')));
    expect(isHeld(doubts)).toBe(false);
  });

  test.each<[string, (doubts: Doubts) => void, Seen | undefined]>([
    ['nobody knows what was there before', (doubts) => doubts.see(look(2_000, held('old'))), undefined],
    ['the same was there before', (doubts) => doubts.see(look(2_000, held('old'))), held('old')],
    ['it was not known before', (doubts) => doubts.see(look(2_000, held('old'))), { kind: 'not-known', why: 'late' }],
    ['it holds something else', (doubts) => doubts.see(look(2_000, held('before'))), { kind: 'absent' }],
    ['the look began before it was sent', (doubts) => doubts.see(look(999, held('old'))), { kind: 'absent' }],
    [
      'the look was broken',
      (doubts) => doubts.see(look(2_000, { kind: 'not-known', why: 'broken' })),
      { kind: 'absent' },
    ],
    [
      'the value was sent again since, so that it may be that of the second request',
      (doubts) => {
        doubts.sending([old]);
        doubts.see(look(2_000, held('old')));
      },
      { kind: 'absent' },
    ],
    [
      'two requests with it were not answered, and one may land still',
      (doubts) => {
        doubts.open([old], 1_500);
        doubts.see(look(2_000, held('old')));
      },
      { kind: 'absent' },
    ],
  ])('stays in doubt where %s', (_, happens, seenBefore) => {
    const doubts = inDoubt(seenBefore);
    happens(doubts);
    expect(isHeld(doubts)).toBe(true);
  });

  test('of a delete is settled when nothing is there any more', () => {
    const doubts = new Doubts();
    const remove = aValue({ action: 'delete', value: '' });
    doubts.open([remove], 1_000, before(held('1')));
    doubts.see(look(2_000, held('1', { deleted: true })));
    expect(isHeld(doubts)).toBe(false);
  });

  test('keeps the row of the value from nobody: the record is not held', () => {
    const doubts = inDoubt();
    expect(JSON.stringify(Object.values(doubts))).not.toContain('record');
    doubts.prune(DOUBT_MS + 1_000);
    expect(doubts.size).toBe(0);
  });
});
