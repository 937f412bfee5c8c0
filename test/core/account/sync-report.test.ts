import { CheckpointLedger } from '../../../src/core/account/checkpoint-ledger';
import type { RefusedPart } from '../../../src/core/model/record-ticket';
import type { SkipReason } from '../../../src/core/model/data-value';
import { aRefusal } from '../../support/refusals';
import { SyncReport } from '../../../src/core/account/sync-report';
import type { SyncCircumstances } from '../../../src/core/account/sync-summary';

const NO_COMPLETIONS = { registered: 0, already: 0, failed: 0, withheld: 0, unfinished: 0, lost: 0 };

/** A report, its ledger, and what it logged. */
function open(options: SyncCircumstances = {}) {
  const lines: string[] = [];
  const report = new SyncReport((level, message) => lines.push(`${level} ${message}`), 0, options);
  const ledger = new CheckpointLedger((ticket, parts) => report.reject(ticket, parts));
  let line = 0;
  const row = () => ledger.openRecord({ stream: 'views', line: (line += 1), ordinal: line });
  const refuse = (...parts: readonly RefusedPart[]): void => {
    const ticket = row();
    ledger.expectValues(ticket, parts.length);
    for (const { ids, refusal } of parts) ledger.settle(ticket, { kind: 'rejected', refusal }, { ids });
    ledger.close(ticket);
  };
  const skip = (why: SkipReason): void => {
    const ticket = row();
    ledger.expectValues(ticket, 1);
    ledger.settle(ticket, { kind: 'skipped', why });
    ledger.close(ticket);
  };
  const close = (): string => {
    lines.length = 0;
    report.close(ledger, NO_COMPLETIONS, 2000);
    return lines.join('\n');
  };
  return { lines, report, ledger, refuse, skip, close };
}

const part = (ids: string, code = 'E7612'): RefusedPart => ({
  ids,
  refusal: aRefusal(code, 'connector', 'DHIS2 shows this user no org_unit with the UID `F1`.'),
});

describe('the report of a sync', () => {
  it('says how many values DHIS2 lost, if any', () => {
    const { report, close } = open();
    expect(close()).not.toContain('lost');
    report.countSentAgain(20);
    report.countSentAgain(5);
    expect(close()).toMatch(/values that DHIS2 lost, sent again +25$/m);
  });

  it('has a line for what an early end left, so that its lines add up', () => {
    const { ledger, skip, close } = open();
    skip('null');
    expect(close()).not.toContain('not settled');
    const ticket = ledger.openRecord({ stream: 'views', line: 9, ordinal: 9 });
    ledger.expectValues(ticket, 3);
    ledger.settle(ticket, { kind: 'stored' });
    const summary = close();
    expect(summary).toMatch(/records read +2$/m);
    expect(summary).toMatch(/records not settled, early end +1$/m);
    expect(summary).toMatch(/values not settled, early end +2$/m);
  });

  it('names the place and the ids of a refused row as it is refused', () => {
    const { lines, refuse } = open();
    refuse(part('orgUnit=F1'));
    expect(lines).toEqual([
      expect.stringMatching(
        /^WARN Row refused: stream views, line 1 \(record 1\): orgUnit=F1 — unknown-org-unit \(E7612\): /,
      ),
    ]);
  });

  it('names 10,000 refused rows, says so once, and counts the others', () => {
    const { lines, refuse, close } = open();
    for (let i = 0; i < 10_002; i += 1) refuse(part(`orgUnit=${i}`));
    expect(lines).toHaveLength(10_001);
    expect(lines.at(-1)).toContain('More than 10000 refused rows');
    expect(close()).toContain(
      '10002 of 10002 records were refused. By cause:\nunknown-org-unit (E7612): 10002 values. ',
    );
  });

  it('names 100 rows of each cause where another place has them all', () => {
    const { lines, refuse } = open({ keptElsewhere: '/local/rejected.jsonl' });
    for (let i = 0; i < 150; i += 1) refuse(part(`orgUnit=${i}`));
    for (let i = 0; i < 3; i += 1) refuse(part(`period=${i}`, 'E7611'));
    expect(lines.filter((line) => line.includes('unknown-org-unit (E7612)'))).toHaveLength(100);
    expect(lines.filter((line) => line.includes('kept in /local/rejected.jsonl'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('bad-period'))).toHaveLength(3);
  });

  it('gives three rows for each cause at the end, each row once, the commonest cause first', () => {
    const { refuse, close } = open();
    refuse(part('period=x', 'E7611'));
    refuse(part('dataElement=a'), part('dataElement=b'));
    for (const ids of ['c', 'd', 'e']) refuse(part(ids));
    const text = close();
    expect(text.indexOf('unknown-org-unit (E7612): 5 values')).toBeLessThan(
      text.indexOf('bad-period (E7611): 1 value.'),
    );
    expect(text.match(/For example stream views, line \d+/g)).toEqual(
      [2, 3, 4, 1].map((line) => `For example stream views, line ${line}`),
    );
  });

  it('has no list of causes where nothing was refused', () => {
    expect(open().close()).not.toContain('refused. By cause');
  });

  it.each<[SkipReason, string]>([
    ['null', 'NULL or empty in the view'],
    ['strategy', 'left alone by import_strategy'],
    ['nothing-to-delete', 'deletes of what is not there'],
    ['zero-not-kept', 'zeros that DHIS2 does not keep'],
  ])('counts values that were skipped as %s apart', (why, words) => {
    const { skip, close } = open();
    skip(why);
    skip(why);
    expect(close()).toMatch(new RegExp(`values skipped +2\\n    ${words} +2\\n  values superseded`));
  });

  it('explains zeros that DHIS2 does not keep, and them only', () => {
    const { skip, close } = open();
    skip('null');
    expect(close()).not.toContain('Store zero data values');
    skip('zero-not-kept');
    expect(close()).toContain('Store zero data values');
  });

  it('says of a dry run that nothing was stored', () => {
    expect(open({ dryRun: true }).close()).toMatch(/^INFO Summary of a dry run: nothing was stored/);
    expect(open().close()).toMatch(/^INFO Summary\n/);
  });

  it('says that 2.43 does not tell new values from old ones, where the others count them', () => {
    expect(open({ habits: '2.43' }).close()).toMatch(
      /values stored +0\n {4}new or not: DHIS2 2\.43 does not tell\n {2}values del/,
    );
    expect(open({ habits: '2.42' }).close()).toMatch(/values stored +0\n {4}of these imported \(new\) +0\n/);
  });

  it('tells the progress once a minute, with the rate of that minute', () => {
    const { lines, report, ledger, skip } = open();
    for (let i = 0; i < 600; i += 1) skip('null');
    report.progress(ledger, 59_999);
    expect(lines).toEqual([]);
    report.progress(ledger, 60_000);
    report.progress(ledger, 61_000);
    expect(lines).toEqual([expect.stringMatching(/600 records read, 600 values done .* 10 values\/s/)]);
  });
});
