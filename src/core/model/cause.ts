/**
 * Why a value or a whole record was refused: our own stable names, which the summary, the reports and docs/refusals.md go by.
 *
 * DHIS2's code is a tag beside it: 2.43 has one code where several things may be wrong.
 */
export type Cause =
  // The row itself
  | 'missing-field'
  | 'unreadable-row'
  | 'bad-period'
  | 'bad-period-date'
  | 'bad-complete-date'
  | 'not-of-calendar'
  | 'source-gap'
  | 'no-value-key'
  | 'unknown-key'
  // Ids
  | 'unknown-data-set'
  | 'unknown-data-element'
  | 'unknown-org-unit'
  | 'unknown-category-option-combo'
  | 'unknown-attribute-option-combo'
  | 'ambiguous-id'
  // How they fit together
  | 'data-element-not-in-data-set'
  | 'no-data-set'
  | 'several-data-sets'
  | 'org-unit-not-assigned'
  | 'wrong-period-type'
  | 'category-option-combo-not-of-data-element'
  | 'attribute-option-combo-not-of-data-set'
  // The value
  | 'empty-value'
  | 'value-not-of-type'
  | 'value-not-an-option'
  | 'comment-too-long'
  | 'comment-not-an-option'
  | 'unknown-file'
  | 'too-large'
  // What the user may do
  | 'org-unit-outside-hierarchy'
  | 'data-set-not-writable'
  | 'category-option-not-writable'
  // When
  | 'period-expired'
  | 'period-in-future'
  | 'period-closed'
  | 'input-period-closed'
  | 'input-periods-inverted'
  | 'data-approved'
  | 'org-unit-closed'
  | 'option-not-valid-then'
  | 'option-not-of-org-unit'
  // Without a name
  | 'refused-alone'
  | 'no-reason'
  | 'request-changed'
  | 'unknown-code';

/** A cause, with the code that goes with it. */
export interface CauseTag {
  readonly cause: Cause;
  readonly code: string;
}

/** Causes of which time alone is to blame: a night of late corrections refuses all its rows so. */
export const CLOSED_CAUSES: ReadonlySet<Cause> = new Set<Cause>([
  'period-expired',
  'period-closed',
  'input-period-closed',
  'input-periods-inverted',
  'data-approved',
]);

/** The causes behind each code that DHIS2 2.41 to 2.43 was seen to send, or has in its source beside those. */
const BY_CODE: ReadonlyMap<string, Cause> = new Map(
  (
    [
      ['E7600 E8004 E8005', 'unknown-data-set'],
      ['E7601 E8010', 'data-set-not-writable'],
      ['E7603 E7612 E8106 E8107', 'unknown-org-unit'],
      ['E7610 E8103 E8104', 'unknown-data-element'],
      ['E7611 E8100', 'bad-period'],
      ['E7613 E8108 E8109', 'unknown-category-option-combo'],
      ['E7604 E7615 E8110 E8111', 'unknown-attribute-option-combo'],
      ['E7614 E7616 E8012', 'category-option-not-writable'],
      ['E7617 E8011', 'org-unit-outside-hierarchy'],
      ['E7618 E8120 E8121', 'empty-value'],
      ['E7619 E8122', 'value-not-of-type'],
      ['E7620 E8125', 'comment-too-long'],
      ['E8124', 'comment-not-an-option'],
      ['E7621 E8123', 'value-not-an-option'],
      ['E7632 E8021', 'wrong-period-type'],
      ['E7633 E8020', 'data-element-not-in-data-set'],
      ['E8003', 'no-data-set'],
      ['E8002', 'several-data-sets'],
      ['E7634 E8024', 'category-option-combo-not-of-data-element'],
      ['E7635 E8023', 'attribute-option-combo-not-of-data-set'],
      ['E7636 E8022', 'org-unit-not-assigned'],
      ['E7638 E8032', 'option-not-valid-then'],
      ['E7639 E8025', 'option-not-of-org-unit'],
      ['E8031', 'org-unit-closed'],
      ['E7640', 'period-expired'],
      ['E7641', 'period-in-future'],
      ['E8030', 'period-closed'],
      ['E7643 E7644', 'input-period-closed'],
      ['E7642 E8033', 'data-approved'],
      ['E7645', 'unknown-file'],
      ['E8008 E8009', 'bad-complete-date'],
      ['E8101 E8102', 'missing-field'],
      ['E7630 E7631 E7637 E8000 E8128', 'request-changed'],
      ['CALENDAR', 'not-of-calendar'],
      ['UNREADABLE', 'unreadable-row'],
      ['SOURCE_GAP', 'source-gap'],
      ['REFUSED_ALONE', 'refused-alone'],
      ['NO_REASON', 'no-reason'],
      ['TOO_LARGE', 'too-large'],
    ] satisfies readonly (readonly [string, Cause])[]
  ).flatMap(([codes, cause]) => codes.split(' ').map((code) => [code, cause] as const)),
);

/** The cause that a code stands for most often; `core/mapping/preflight/explain.ts` tells 2.43's coarse ones apart. */
export function causeOfCode(code: string): Cause {
  return BY_CODE.get(code) ?? 'unknown-code';
}

/** Every code with a cause of its own, with that. */
export function codesByCause(): ReadonlyMap<Cause, readonly string[]> {
  const codes = new Map<Cause, string[]>();
  for (const [code, cause] of BY_CODE) codes.set(cause, [...(codes.get(cause) ?? []), code]);
  return codes;
}
