import { TRAITS } from '../../model/traits';
import type { Dhis2Habits } from '../../model/version';

/** What may be wrong with a row before it is sent. */
export type Contradiction =
  | 'unknown-data-set'
  | 'unknown-data-element'
  | 'unknown-org-unit'
  | 'unknown-category-option-combo'
  | 'unknown-attribute-option-combo'
  | 'no-period'
  | 'element-outside-data-set'
  | 'foreign-category-option-combo'
  | 'foreign-attribute-option-combo'
  | 'org-unit-unassigned'
  | 'org-unit-outside-hierarchy'
  | 'wrong-period-type'
  | 'several-data-sets'
  | 'no-data-set'
  | 'bad-complete-date'
  | 'long-comment';

type Codes = Readonly<Record<Contradiction, string>>;

/**
 * DHIS2 up to 2.42 has most of these codes for its strict modes only (E7632 to E7636), and stores without them
 * (transcripts 031 to 044, 093 to 096). It neither looks for a data set nor has a code for a bad complete date: those
 * bear the codes of 2.43, which does.
 */
const UNTIL_2_42: Codes = {
  'unknown-data-set': 'E7600',
  'unknown-data-element': 'E7610',
  'unknown-org-unit': 'E7612',
  'unknown-category-option-combo': 'E7613',
  'unknown-attribute-option-combo': 'E7615',
  'no-period': 'E7611',
  'element-outside-data-set': 'E7633',
  'foreign-category-option-combo': 'E7634',
  'foreign-attribute-option-combo': 'E7635',
  'org-unit-unassigned': 'E7636',
  'org-unit-outside-hierarchy': 'E7617',
  'wrong-period-type': 'E7632',
  'several-data-sets': 'E8002',
  'no-data-set': 'E8003',
  'bad-complete-date': 'E8008',
  'long-comment': 'E7620',
};

/** 2.43 answers 500 to a text that is no period (transcript 030), and has a code for one that does not fit the data set. */
const FROM_2_43: Codes = {
  'unknown-data-set': 'E8020',
  'unknown-data-element': 'E8020',
  'unknown-org-unit': 'E8022',
  'unknown-category-option-combo': 'E8024',
  'unknown-attribute-option-combo': 'E8023',
  'no-period': 'E8021',
  'element-outside-data-set': 'E8020',
  'foreign-category-option-combo': 'E8024',
  'foreign-attribute-option-combo': 'E8023',
  'org-unit-unassigned': 'E8022',
  'org-unit-outside-hierarchy': 'E8011',
  'wrong-period-type': 'E8021',
  'several-data-sets': 'E8002',
  'no-data-set': 'E8003',
  'bad-complete-date': 'E8008',
  'long-comment': 'E8125',
};

const BY_FAMILY = { E76: UNTIL_2_42, E80: FROM_2_43 };

/** The code that DHIS2 of this version has for each contradiction. */
export function codesOf(habits: Dhis2Habits): Codes {
  return BY_FAMILY[TRAITS[habits].codes];
}
