import type { Cause } from '../model/cause';

/** Who can put something right. */
export type Actor =
  /** Whoever writes the SQL of the view. */
  | 'view'
  /** Whoever set up the connection in Airbyte. */
  | 'connection'
  /** A DHIS2 administrator. */
  | 'dhis2'
  /** Whoever runs the servers between Airbyte and DHIS2. */
  | 'network';

/** What a cause means to people. */
export interface CauseText {
  /** What is wrong, as a sentence. */
  readonly sentence: string;
  /** What to do about it, and where. */
  readonly advice: string;
  readonly who: Actor;
}

/** How each of them is called. */
export const ACTORS: Readonly<Record<Actor, string>> = {
  view: "the view's author",
  connection: 'whoever set up the connection',
  dhis2: 'a DHIS2 administrator',
  network: 'whoever runs the servers before DHIS2',
};

const LOOKUP = 'Join the view with the table that the command `lookup` writes: it has the ids of this DHIS2';
const scheme = (field: string): string => `Check the scheme of ${field} under \`id_schemes\`.`;

/** Sentence, advice and actor of every cause, in the order of docs/refusals.md. A cause that is added does not compile before it is here. */
export const CAUSE_TEXTS: Readonly<Record<Cause, CauseText>> = {
  'missing-field': {
    sentence: 'The row has no data element, org unit, period or value.',
    advice: 'Fill the column in the view, or leave the row out of it.',
    who: 'view',
  },
  'unreadable-row': {
    sentence: 'A column of the row does not hold what it should.',
    advice: 'Correct the column in the view, or say under `streams` which column is which field.',
    who: 'view',
  },
  'bad-period': {
    sentence: 'The period is not a period of DHIS2.',
    advice: 'Write it as DHIS2 does (202501, 2025W05, 2025Q1). A date column can be used with `period_from`.',
    who: 'view',
  },
  'bad-period-date': {
    sentence: 'The column of `period_from` does not hold a date from the year 1 to the year 9999.',
    advice: 'Correct the date in the view (2025-01-31), or leave rows with infinity, BC or no date out of it.',
    who: 'view',
  },
  'not-of-calendar': {
    sentence: 'DHIS2 counts in another calendar than ISO 8601, and the period or the date is not written there.',
    advice:
      'Write ids of the calendar that DHIS2 counts in, or use a column of Gregorian dates with `period_from`. ' +
      'docs/periods.md says what is written in which calendar.',
    who: 'view',
  },
  'bad-complete-date': {
    sentence: 'The complete date is not a date.',
    advice: 'Write complete_date as yyyy-mm-dd.',
    who: 'view',
  },
  'source-gap': {
    sentence:
      'The source could not carry a column of the row: it gave NULL in its place, cut it, or sent the placeholder of change data capture (`__debezium_unavailable_value`).',
    advice:
      'Change data capture from Postgres: run `ALTER TABLE … REPLICA IDENTITY FULL` and read the rows anew. Otherwise the column is too long for the source, or of a type that it cannot read: shorten it or cast it to text in the view.',
    who: 'connection',
  },
  'no-value-key': {
    sentence: 'A value of a packaged row has no property `value`.',
    advice:
      'Give every object in dataValues a `value`, which may be null. Compare the names of its properties with docs/layouts.md.',
    who: 'view',
  },
  'unknown-key': {
    sentence:
      'A packaged row has a property that is not known, or not known there, where it may be meant for one that is.',
    advice: 'Correct the name of the property in the view, or leave the property out. docs/layouts.md has the names.',
    who: 'view',
  },
  'unknown-data-set': {
    sentence: 'DHIS2 does not have the data set, or does not show it to this user.',
    advice: `${LOOKUP}. ${scheme('data_set')} Check the sharing of the data set.`,
    who: 'view',
  },
  'unknown-data-element': {
    sentence: 'DHIS2 does not have the data element, or does not show it to this user.',
    advice: `${LOOKUP}. ${scheme('data_element')} Check the sharing of the data element.`,
    who: 'view',
  },
  'unknown-org-unit': {
    sentence: 'DHIS2 does not have the org unit.',
    advice: `${LOOKUP}. ${scheme('org_unit')} A facility that is missing in DHIS2 must be added there first.`,
    who: 'view',
  },
  'unknown-category-option-combo': {
    sentence: 'DHIS2 does not have the category option combo, or does not show it to this user.',
    advice: `${LOOKUP}. ${scheme('category_option_combo')} Check the sharing of its category options.`,
    who: 'view',
  },
  'unknown-attribute-option-combo': {
    sentence: 'DHIS2 does not have the attribute option combo, or this user may not write data for one of its options.',
    advice: `Correct the id in the view. ${scheme('attribute_option_combo')} Check the sharing of its category options.`,
    who: 'view',
  },
  'ambiguous-id': {
    sentence: 'The id fits several objects in DHIS2.',
    advice: 'Use the UID, or give the objects different codes or names in DHIS2.',
    who: 'view',
  },
  'data-element-not-in-data-set': {
    sentence: 'The data element is not in the data set.',
    advice: 'Name the data set that has the element, or add the element to the data set in the Maintenance app.',
    who: 'dhis2',
  },
  'no-data-set': {
    sentence: 'No data set that the user may write to has this data element, org unit and period type.',
    advice:
      'In the Maintenance app: add the element to a data set, assign the data set to the org unit, or let the user capture data for it.',
    who: 'dhis2',
  },
  'several-data-sets': {
    sentence: 'Several data sets have this data element, org unit and period type, and the row names none.',
    advice: 'Add a column data_set to the view, or a constant under `streams`.',
    who: 'view',
  },
  'org-unit-not-assigned': {
    sentence: 'The data set is not assigned to the org unit.',
    advice: 'Assign the data set to the org unit in the Maintenance app, or leave the row out of the view.',
    who: 'dhis2',
  },
  'wrong-period-type': {
    sentence: "The period is not of the data set's period type, for example a week for a monthly data set.",
    advice: "Write the data set's kind of period, or use `period_from` with the period type of the data set.",
    who: 'view',
  },
  'category-option-combo-not-of-data-element': {
    sentence: 'The category option combo does not belong to the data element.',
    advice: `${LOOKUP}, with the combos of each element. A row without a combo means the default one, which a disaggregated element does not have.`,
    who: 'view',
  },
  'attribute-option-combo-not-of-data-set': {
    sentence: 'The attribute option combo does not belong to the data set, or this user may not write data for it.',
    advice:
      'Use a combo of the data set (Maintenance app: its category combo). A row without one means the default one, which a data set with a category combo does not have.',
    who: 'view',
  },
  'empty-value': {
    sentence: 'The value is empty.',
    advice:
      'Leave empty rows out of the view, or set `null_values` to `delete` if empty means that there is no value any more.',
    who: 'view',
  },
  'value-not-of-type': {
    sentence: 'The value does not fit the value type of the data element.',
    advice: 'Correct the column in the view. docs/values.md says what each value type takes.',
    who: 'view',
  },
  'value-not-an-option': {
    sentence: "The value is not the code of an option of the data element's option set.",
    advice: 'Send the codes of options, not their names. Compare with the option set in the Maintenance app.',
    who: 'view',
  },
  'comment-too-long': {
    sentence: 'The comment is too long. DHIS2 takes 50,000 characters up to 2.42, and 5,000 from 2.43 on.',
    advice: 'Cut the comment in the view, for example left(comment, 5000).',
    who: 'view',
  },
  'comment-not-an-option': {
    sentence: 'The data element takes comments from an option set, and the comment is not the code of one.',
    advice: "Send codes of the element's comment option set.",
    who: 'view',
  },
  'unknown-file': {
    sentence: 'The value is the id of a file that DHIS2 does not have.',
    advice: 'Upload the file to DHIS2 first. The connector sends no files.',
    who: 'view',
  },
  'too-large': {
    sentence: 'DHIS2, or a server before it, refuses the value because it is too large, even alone in a request.',
    advice:
      'Shorten the value or its comment, or raise the body limit of the server before DHIS2 (nginx: client_max_body_size).',
    who: 'network',
  },
  'org-unit-outside-hierarchy': {
    sentence: "The org unit is outside the user's data capture org units.",
    advice: 'In the Users app, give the user a data capture org unit above it, or leave the row out of the view.',
    who: 'dhis2',
  },
  'data-set-not-writable': {
    sentence: 'The user may not enter data for the data set.',
    advice:
      'In the Maintenance app, open the sharing of the data set and let the user, or one of its groups, capture data.',
    who: 'dhis2',
  },
  'category-option-not-writable': {
    sentence: 'The user may not write data for one of the category options of the combo.',
    advice:
      'In the Maintenance app, open the sharing of the category option and let the user, or one of its groups, capture data.',
    who: 'dhis2',
  },
  'period-expired': {
    sentence: "The period is closed: the data set's expiry days have passed.",
    advice: 'Sync before the data set expires, raise its expiry days, or unlock it for the org unit in DHIS2.',
    who: 'dhis2',
  },
  'period-in-future': {
    sentence:
      'The period is not over yet, and the data set is not open for future periods. The current month counts as future.',
    advice: "Leave unfinished periods out of the view, or raise the data set's open future periods.",
    who: 'view',
  },
  'period-closed': {
    sentence: 'The data set is not open for the period: it has expired, or the period is not over yet.',
    advice: "Leave unfinished periods out of the view. See the data set's expiry days and open future periods.",
    who: 'dhis2',
  },
  'input-period-closed': {
    sentence: "The period is not open now in the data set's data input periods.",
    advice: "Change the data set's data input periods in DHIS2, or leave the row out of the view.",
    who: 'dhis2',
  },
  'input-periods-inverted': {
    sentence:
      'The data set has data input periods, and DHIS2 2.43.0 and 2.43.1 check them the wrong way round: entry is refused while a period is open.',
    advice: 'Update DHIS2 to 2.43.2 or later, or remove the data input periods of the data set until then.',
    who: 'dhis2',
  },
  'data-approved': {
    sentence: 'The data of this org unit, period and attribute option combo is approved.',
    advice: 'Have the approval taken back in DHIS2 if the value has to change.',
    who: 'dhis2',
  },
  'org-unit-closed': {
    sentence: "The period is before the org unit's opening date or after its closed date.",
    advice: 'Correct the period in the view, or the dates of the org unit in DHIS2.',
    who: 'dhis2',
  },
  'option-not-valid-then': {
    sentence: "The period is outside the dates of the attribute option combo's options.",
    advice: 'Correct the period or the combo in the view, or the start and end date of the category option in DHIS2.',
    who: 'dhis2',
  },
  'option-not-of-org-unit': {
    sentence: 'The attribute option combo may not be used for the org unit.',
    advice: 'Correct the combo in the view, or assign the category option to the org unit in DHIS2.',
    who: 'dhis2',
  },
  'refused-alone': {
    sentence: 'DHIS2, or a firewall in front of it, refuses the value even alone in a request, and gives no reason.',
    advice:
      'Look at the log of DHIS2, and of what stands in front of it, at the time of the sync. If `preflight` is off, turn it on: it finds most causes.',
    who: 'dhis2',
  },
  'no-reason': {
    sentence: 'DHIS2 did not store the value, and gives no reason.',
    advice: 'Enter the value by hand in the Data Entry app: it shows what stands in the way.',
    who: 'dhis2',
  },
  'request-changed': {
    sentence: 'DHIS2 got another request than the connector sent.',
    advice: 'Look for a proxy or gateway between Airbyte and DHIS2 that changes requests.',
    who: 'network',
  },
  'unknown-code': {
    sentence: 'DHIS2 refuses the value.',
    advice: "Read DHIS2's own text beside the row, and look up the code in the documentation of this DHIS2 version.",
    who: 'dhis2',
  },
};
