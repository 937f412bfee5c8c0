import type { RefusedPart } from '../../../src/core/model/record-ticket';
import type { Refusal } from '../../../src/core/model/refusal';
import { CAUSE_TEXTS } from '../../../src/core/account/cause-texts';
import { describeRefused } from '../../../src/core/account/refusal-line';
import { aRefusal } from '../../support/refusals';

const unknownUnit = aRefusal('E7612', 'connector', 'DHIS2 shows this user no org_unit with the UID `F1`.');
const part = (ids: string, refusal: Refusal): RefusedPart => ({ ids, refusal });
const timesIn = (line: string, text: string): number => line.split(text).length - 1;

describe('the line of a refused row', () => {
  it('has ids, cause, code and what is wrong, and leaves what to do to the summary', () => {
    const line = describeRefused([part('orgUnit=F1', unknownUnit)]);
    expect(line).toBe(`orgUnit=F1 — unknown-org-unit (E7612): ${unknownUnit.text}`);
    expect(line).not.toContain(CAUSE_TEXTS['unknown-org-unit'].advice);
  });

  it('says where a text is an answer of DHIS2, and makes it a sentence', () => {
    const line = describeRefused([part('period=209904', aRefusal('E7641', 'dhis2', 'Period: `209904` is late '))]);
    expect(line).toBe('period=209904 — period-in-future (E7641), DHIS2: Period: `209904` is late.');
  });

  it('does without an answer where DHIS2 gave none, and without a code where there is none', () => {
    const line = describeRefused([part('period=202501', aRefusal('NO_REASON', 'dhis2'))]);
    expect(line).toBe('period=202501 — no-reason, by DHIS2.');
  });

  it('does without ids where the row has none', () => {
    const line = describeRefused([part('', aRefusal('UNREADABLE', 'connector', 'org_unit is no text.'))]);
    expect(line).toBe('unreadable-row: org_unit is no text.');
  });

  it('says once what is wrong with several values of a row, and names five of them', () => {
    const parts = [1, 2, 3, 4, 5, 6, 7].map((n) => part(`dataElement=de${n}`, unknownUnit));
    const line = describeRefused(parts);
    expect(line).toContain(
      'dataElement=de1; dataElement=de2; dataElement=de3; dataElement=de4; dataElement=de5 — unknown-org-unit',
    );
    expect(timesIn(line, unknownUnit.text)).toBe(1);
    expect(line).toContain('and 2 more values of this row.');
  });

  it('keeps values of a row apart that are wrong in different ways', () => {
    const letters = aRefusal('E7619', 'connector', 'The value is not a number.');
    const fraction = aRefusal('E7619', 'connector', 'The value has digits after the point.');
    const line = describeRefused([part('dataElement=de1', letters), part('dataElement=de2', fraction)]);
    expect(line).toBe(
      `dataElement=de1 — value-not-of-type (E7619): ${letters.text} | dataElement=de2 — value-not-of-type (E7619): ${fraction.text}`,
    );
  });
});
