import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countBy } from 'lodash';

import { converterFor } from '../../../../src/core/mapping/value-type/value-type';
import type { Dhis2Habits } from '../../../../src/core/model/version';
import { readMatrix, type AskedText, type Matrix } from './value-matrix';

const ROOT = join(__dirname, '..', '..', '..', '..');
const HABITS: readonly Dhis2Habits[] = ['2.41', '2.42', '2.43'];

/** Texts that DHIS2 takes and the connector does not, by what it says of them; docs/values.md has the same list. */
const STRICTER: readonly (readonly [rule: string, why: RegExp])[] = [
  ['NUL or half a character', /^has a NUL character or half of a surrogate pair/],
  [
    'a date with something behind it',
    /(cast it to ::date in the view|a date before the year 1 \(BC\), which DHIS2 does not take)$/,
  ],
  ['a year that is not written as 0001 to 9999', /^has a year that/],
  ['a backslash alone', /^is a backslash alone/],
  ['true or false in a mixture of cases', /in a mixture of cases/],
  ['a coordinate with more than an altitude behind it', /^is not a point of the form/],
  ['GeoJSON that is none', /^is not a GeoJSON object/],
];
const BLANKS = 'blanks alone';
const MIDNIGHT = 'a timestamp at midnight';

const EVERYWHERE = {
  'a date with something behind it': 95,
  'a year that is not written as 0001 to 9999': 1,
  'a coordinate with more than an altitude behind it': 2,
  'GeoJSON that is none': 42,
  'a timestamp at midnight': 8,
  'an unknown ending': 3,
};
const UNTIL_242 = {
  ...EVERYWHERE,
  'stored as the matrix says': 605,
  'spelt as DHIS2 takes it': 150,
  'refused by both': 1_465,
  'nothing to store for either': 90,
  'NUL or half a character': 11,
  'a backslash alone': 3,
  'true or false in a mixture of cases': 3,
  'a zero that is not kept': 16,
  'an unknown file': 14,
};

/** What became of the 2,508 texts, each judged by what is sent for it; a text of no kind named here fails the test. */
const COUNTS: Readonly<Record<Dhis2Habits, Readonly<Record<string, number>>>> = {
  '2.41': UNTIL_242,
  '2.42': UNTIL_242,
  '2.43': {
    ...EVERYWHERE,
    'stored as the matrix says': 599,
    'spelt as DHIS2 takes it': 153,
    'refused by both': 1_447,
    'nothing to store for either': 28,
    'NUL or half a character': 7,
    'blanks alone': 59,
  },
};

describe.each(HABITS)('what is sent to DHIS2 %s for the texts of the value matrix', (habits) => {
  const matrix = readMatrix(habits);

  it('is taken and stored as the matrix says, but for what is named', () => {
    const judged = matrix.asked.map((asked) => ({ ...asked, judgement: judge(asked, matrix, habits) }));
    expect(judged.filter(({ judgement }) => judgement.startsWith('WRONG'))).toEqual([]);
    expect(countBy(judged, 'judgement')).toEqual(COUNTS[habits]);
    expect(judged).toHaveLength(habits === '2.43' ? 2_444 : 2_508);
  });
});

describe('docs/values.md', () => {
  it('names each rule by which the connector is stricter or spells otherwise than DHIS2, and no other', () => {
    const page = readFileSync(join(ROOT, 'docs', 'values.md'), 'utf8');
    const table = page.slice(page.indexOf(': stricter -->')).split('\n\n')[1] ?? '';
    const named = table
      .split('\n')
      .slice(2)
      .map((row) => row.split('|')[1]?.trim());
    expect(named).toEqual([BLANKS, ...STRICTER.map(([rule]) => rule), MIDNIGHT]);
  });
});

function judge({ element, rules, text, verdict }: AskedText, matrix: Matrix, habits: Dhis2Habits): string {
  const taken = verdict.stored !== undefined;
  const converted = converterFor(rules, habits)(text);
  if (converted.kind === 'none') return taken ? BLANKS : 'nothing to store for either';
  if (converted.kind === 'refused') {
    const rule = STRICTER.find(([, why]) => why.test(converted.why))?.[0];
    return taken ? (rule ?? 'WRONG: refused, though DHIS2 takes it') : 'refused by both';
  }
  const sent = converted.text;
  const ofSent = matrix.verdictOn(element, sent);
  if (!ofSent) return matrix.holdsTheLike(element, sent) && !taken ? 'spelt as DHIS2 takes it' : unasked(sent, verdict);
  if (ofSent.vanished) return 'a zero that is not kept';
  if (ofSent.stored === undefined) return refusedByDhis2(rules.valueType, ofSent.code);
  if (!taken) return 'spelt as DHIS2 takes it';
  if (ofSent.stored === verdict.stored) return 'stored as the matrix says';
  return isDay(rules.valueType, sent) ? MIDNIGHT : 'WRONG: stored otherwise';
}

/** The text that DHIS2 holds was sent in place of the one that it was asked, and is not asked in the matrix. */
function unasked(sent: string, { stored }: AskedText['verdict']): string {
  return sent === stored ? 'stored as the matrix says' : 'WRONG: nothing tells what DHIS2 makes of it';
}

/** Unknown files, and endings of hosts, are left to DHIS2. */
function refusedByDhis2(valueType: string, code: string | undefined): string {
  if ((valueType === 'FILE_RESOURCE' || valueType === 'IMAGE') && code === undefined) return 'an unknown file';
  return valueType === 'EMAIL' || valueType === 'URL' ? 'an unknown ending' : 'WRONG: sent, though DHIS2 refuses it';
}

function isDay(valueType: string, sent: string): boolean {
  return (valueType === 'DATE' || valueType === 'AGE') && /^\d{4}-\d\d-\d\d$/.test(sent);
}
