import { CheckpointLedger } from '../../../src/core/account/checkpoint-ledger';
import { RefusalTally } from '../../../src/core/account/refusal-tally';
import { RejectionLimit } from '../../../src/core/account/rejection-limit';
import { ConfigError } from '../../../src/errors';
import { aRefusal } from '../../support/refusals';

/** A stream of `good` accepted and `bad` refused records, judged with a limit. */
function judge(maxPercent: number, good: number, bad: number, code = 'E7612') {
  const tally = new RefusalTally();
  const ledger = new CheckpointLedger((ticket, parts) => tally.add(ticket, parts));
  const record = (isBad: boolean, line: number): void => {
    const ticket = ledger.openRecord({ stream: 'mv', line, ordinal: line });
    ledger.expectValues(ticket, 1);
    if (isBad) ledger.settle(ticket, { kind: 'rejected', refusal: aRefusal(code, 'connector', 'No `Kando` here.') });
    else ledger.settle(ticket, { kind: 'stored' });
    ledger.close(ticket);
  };
  for (let i = 0; i < good; i += 1) record(false, i + 1);
  for (let i = 0; i < bad; i += 1) record(true, good + i + 1);
  ledger.takeState('state', 'mv', 0);
  const limit = new RejectionLimit(ledger, tally, maxPercent);
  const fails = (look: () => void): string | undefined => {
    try {
      look();
      return undefined;
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      return (error as Error).message;
    }
  };
  return {
    running: fails(() => limit.whileRunning()),
    stateHeld: ledger.release().length === 0,
    ended: fails(() => limit.atEnd()),
  };
}

const FAILS = expect.stringContaining('max_rejected_percent') as unknown;

describe('the limit of refusals', () => {
  it.each<[string, number, number, number, string, object]>([
    ['nothing refused', 0, 50, 0, 'E7612', { running: undefined, ended: undefined, stateHeld: false }],
    ['0 and one refused of many', 0, 5_000, 1, 'E7612', { running: FAILS, ended: FAILS }],
    ['0 and one refused of two', 0, 1, 1, 'E7612', { running: FAILS, ended: FAILS }],
    ['0 and a closed period', 0, 9, 1, 'E7640', { running: FAILS, ended: FAILS }],
    ['1,000 rows at the limit', 10, 900, 100, 'E7612', { running: undefined, ended: undefined }],
    ['1,000 rows above it', 10, 899, 101, 'E7612', { running: FAILS, ended: FAILS }],
    ['999 rows above it, seen at the end', 10, 500, 499, 'E7612', { running: undefined, ended: FAILS }],
    ['100 rows above it', 10, 89, 11, 'E7612', { running: undefined, ended: FAILS }],
    [
      '99 rows above it, not all of them',
      10,
      1,
      98,
      'E7612',
      { running: undefined, ended: undefined, stateHeld: false },
    ],
    ['99 rows, all refused', 10, 0, 99, 'E7612', { running: undefined, ended: FAILS, stateHeld: true }],
    ['one row, refused', 10, 0, 1, 'E7612', { running: undefined, ended: FAILS, stateHeld: true }],
    ['99 late corrections', 10, 0, 99, 'E7640', { running: undefined, ended: undefined, stateHeld: true }],
    ['100 late corrections', 10, 0, 100, 'E7640', { running: undefined, ended: FAILS, stateHeld: true }],
    ['approved data only', 10, 0, 5, 'E8033', { running: undefined, ended: undefined }],
    ['100 percent and everything refused', 100, 0, 5_000, 'E7612', { running: undefined, ended: undefined }],
  ])('with %s', (_, maxPercent, good, bad, code, outcome) => {
    expect(judge(maxPercent, good, bad, code)).toMatchObject(outcome);
  });

  it('names the main cause with its count, an example and what to do', () => {
    expect(judge(10, 0, 2_000).ended).toMatch(
      /^Of 2,000 records of stream mv, 2,000 were refused\. max_rejected_percent is 10\. Main cause, of 2,000 of 2,000: unknown-org-unit\. DHIS2 does not have the org unit\. For example: No `Kando` here\. Join the view/,
    );
  });
});
