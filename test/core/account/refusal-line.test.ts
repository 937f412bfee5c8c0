import type { RefusedPart } from '../../../src/core/model/record-ticket';
import type { Refusal } from '../../../src/core/model/refusal';
import { adviceFor } from '../../../src/core/account/refusal-advice';
import { describeRefused } from '../../../src/core/account/refusal-line';

const unknownUnit: Refusal = {
  code: 'E7612',
  by: 'connector',
  text: 'DHIS2 shows this user no org_unit with the UID `F1`.',
};
const part = (ids: string, refusal: Refusal): RefusedPart => ({ ids, refusal });
const timesIn = (line: string, text: string): number => line.split(text).length - 1;

describe('the line of a refused row', () => {
  it('says what is wrong in the words of the connector alone, where the connector refused it', () => {
    const line = describeRefused([part('orgUnit=F1', unknownUnit)]);
    expect(line).toBe(`orgUnit=F1 — E7612, not sent: ${unknownUnit.text} ${adviceFor('E7612').advice}`);
    expect(line).not.toContain(adviceFor('E7612').sentence);
  });

  it("has the code's sentence before the answer of DHIS2, which is made a sentence", () => {
    const line = describeRefused([
      part('period=209904', { code: 'E7641', by: 'dhis2', text: 'Period: `209904` is late ' }),
    ]);
    const { sentence, advice } = adviceFor('E7641');
    expect(line).toBe(`period=209904 — E7641, by DHIS2: ${sentence} Its answer: Period: \`209904\` is late. ${advice}`);
  });

  it('does without an answer where DHIS2 gave none', () => {
    const line = describeRefused([part('period=202501', { code: 'NO_REASON', by: 'dhis2', text: '' })]);
    expect(line).not.toContain('Its answer');
  });

  it('does without ids where the row has none', () => {
    const line = describeRefused([part('', { code: 'UNREADABLE', by: 'connector', text: 'The row has no org_unit.' })]);
    expect(line).toMatch(/^UNREADABLE, not sent: The row has no org_unit\. Put/);
  });

  it('says once what is wrong with several values of a row, and names five of them', () => {
    const parts = [1, 2, 3, 4, 5, 6, 7].map((n) => part(`dataElement=de${n}`, unknownUnit));
    const line = describeRefused(parts);
    expect(line).toContain(
      'dataElement=de1; dataElement=de2; dataElement=de3; dataElement=de4; dataElement=de5 — E7612,',
    );
    expect(timesIn(line, unknownUnit.text)).toBe(1);
    expect(timesIn(line, adviceFor('E7612').advice)).toBe(1);
    expect(line).toContain('and 2 more values of this row.');
  });

  it('keeps values of a row apart that are wrong in different ways', () => {
    const letters: Refusal = { code: 'E7619', by: 'connector', text: 'The value is not a number.' };
    const fraction: Refusal = { code: 'E7619', by: 'connector', text: 'The value has digits after the point.' };
    const line = describeRefused([part('dataElement=de1', letters), part('dataElement=de2', fraction)]);
    expect(line).toBe(
      `dataElement=de1 — E7619, not sent: ${letters.text} | dataElement=de2 — E7619, not sent: ${fraction.text} ` +
        adviceFor('E7619').advice,
    );
  });
});
