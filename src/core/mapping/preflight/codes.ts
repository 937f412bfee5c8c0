import type { Cause, CauseTag } from '../../model/cause';
import { TRAITS } from '../../model/traits';
import type { Dhis2Habits } from '../../model/version';

/** What may be wrong with a row before it is sent. */
export type Contradiction = Extract<
  Cause,
  | 'unknown-data-set'
  | 'unknown-data-element'
  | 'unknown-org-unit'
  | 'unknown-category-option-combo'
  | 'unknown-attribute-option-combo'
  | 'bad-period'
  | 'data-element-not-in-data-set'
  | 'category-option-combo-not-of-data-element'
  | 'attribute-option-combo-not-of-data-set'
  | 'org-unit-not-assigned'
  | 'org-unit-outside-hierarchy'
  | 'wrong-period-type'
  | 'several-data-sets'
  | 'no-data-set'
  | 'bad-complete-date'
  | 'comment-too-long'
>;

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
  'bad-period': 'E7611',
  'data-element-not-in-data-set': 'E7633',
  'category-option-combo-not-of-data-element': 'E7634',
  'attribute-option-combo-not-of-data-set': 'E7635',
  'org-unit-not-assigned': 'E7636',
  'org-unit-outside-hierarchy': 'E7617',
  'wrong-period-type': 'E7632',
  'several-data-sets': 'E8002',
  'no-data-set': 'E8003',
  'bad-complete-date': 'E8008',
  'comment-too-long': 'E7620',
};

/** 2.43 answers 500 to a text that is no period (transcript 030), and has a code for one that does not fit the data set. */
const FROM_2_43: Codes = {
  'unknown-data-set': 'E8020',
  'unknown-data-element': 'E8020',
  'unknown-org-unit': 'E8022',
  'unknown-category-option-combo': 'E8024',
  'unknown-attribute-option-combo': 'E8023',
  'bad-period': 'E8021',
  'data-element-not-in-data-set': 'E8020',
  'category-option-combo-not-of-data-element': 'E8024',
  'attribute-option-combo-not-of-data-set': 'E8023',
  'org-unit-not-assigned': 'E8022',
  'org-unit-outside-hierarchy': 'E8011',
  'wrong-period-type': 'E8021',
  'several-data-sets': 'E8002',
  'no-data-set': 'E8003',
  'bad-complete-date': 'E8008',
  'comment-too-long': 'E8125',
};

/** Each contradiction with its code. */
export type Tags = Readonly<Record<Contradiction, CauseTag>>;

const BY_FAMILY = { E76: tagged(UNTIL_2_42), E80: tagged(FROM_2_43) };

/** Each contradiction with the code that DHIS2 of this version has for it. */
export function tagsOf(habits: Dhis2Habits): Tags {
  return BY_FAMILY[TRAITS[habits].codes];
}

function tagged(codes: Codes): Tags {
  const causes = Object.keys(codes) as Contradiction[];
  return Object.fromEntries(causes.map((cause) => [cause, { cause, code: codes[cause] }])) as unknown as Tags;
}
