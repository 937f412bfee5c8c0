import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tagsOf, type Contradiction } from '../../../../src/core/mapping/preflight/codes';

/** What each contradiction is called for people, in the order of the table. */
const WORDS: Readonly<Record<Contradiction, string>> = {
  'unknown-data-set': 'an unknown data set, or one that the id fits beside others',
  'unknown-data-element': 'an unknown data element, likewise',
  'unknown-org-unit': 'an unknown org unit, likewise',
  'unknown-category-option-combo': 'an unknown category option combo, likewise',
  'unknown-attribute-option-combo': 'an unknown attribute option combo, likewise',
  'bad-period': 'a text that is no period id',
  'data-element-not-in-data-set': 'a data element that the data set does not hold',
  'category-option-combo-not-of-data-element':
    "a combo that is not of the element's category combo, a missing one included",
  'attribute-option-combo-not-of-data-set':
    "a combo that is not of the data set's category combo, a missing one included",
  'org-unit-not-assigned': 'an org unit that the data set is not assigned to',
  'org-unit-outside-hierarchy': "an org unit outside the user's hierarchy",
  'wrong-period-type': "a period of another type than the data set's",
  'several-data-sets': 'no data set named, and several fit',
  'no-data-set': 'no data set named, and none that the user may write holds the element',
  'bad-complete-date': 'a complete date that is none',
  'comment-too-long': 'a comment that is too long',
};

test('docs/layouts.md has the codes of every contradiction', () => {
  const text = readFileSync(join(__dirname, '../../../../docs/layouts.md'), 'utf8');
  const table = text.slice(
    text.indexOf('<!-- preflight-codes:start -->'),
    text.indexOf('<!-- preflight-codes:end -->'),
  );
  const cells = table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, what, older, newer]) => [what, older, newer]);
  const expected = (Object.keys(WORDS) as Contradiction[]).map((each) => [
    WORDS[each],
    tagsOf('2.42')[each].code,
    tagsOf('2.43')[each].code,
  ]);
  expect(cells.slice(2)).toEqual([
    ...expected,
    ['a value of the wrong type', 'E7619', 'E8122'],
    ['a value that is no option', 'E7621', 'E8123'],
  ]);
});
