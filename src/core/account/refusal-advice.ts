/** What a refusal code means to the person who has to put the row right. */
export interface RefusalAdvice {
  /** What is wrong with the row. */
  readonly sentence: string;
  /** What to do about it, and where. */
  readonly advice: string;
}

type Entry = readonly [codes: string, sentence: string, advice: string];

const LOOKUP = 'Join the view with the table that `lookup` writes, so that it holds ids of this DHIS2';

/** Every code seen in answers of DHIS2 2.41 to 2.43, those its source has beside them, and the connector's own. */
const ENTRIES: readonly Entry[] = [
  [
    'UNREADABLE',
    'The row cannot be mapped to data values: a field is missing, or is not what its column should hold.',
    'Put the column right in the view, or map it under `streams`.',
  ],
  [
    'REFUSED_ALONE',
    'DHIS2 refuses the value even when it is sent alone, and gives no reason.',
    'Turn `preflight` on, which finds most causes. Otherwise look for this org unit and period in the log of DHIS2 at the time of the sync.',
  ],
  [
    'NO_REASON',
    'DHIS2 lists the value among those it did not store, and gives no reason.',
    'Enter the value by hand in the Data Entry app: it shows what stands in the way.',
  ],
  [
    'TOO_LARGE',
    'DHIS2, or a server before it, refuses the value for its size even when it is sent alone.',
    'Shorten the value or its comment, or raise the body limit of the server before DHIS2 (nginx: client_max_body_size).',
  ],
  [
    'E7600 E8004 E8005',
    "The data set is not known to DHIS2, or not visible to the connector's user.",
    `${LOOKUP}; check the scheme of data_set under \`id_schemes\`, and the sharing of the data set.`,
  ],
  [
    'E7601 E8010',
    "The connector's user may not enter data for the data set.",
    'In the Maintenance app, open the sharing of the data set and let the user, or one of its groups, capture data.',
  ],
  [
    'E7603 E7612 E8107',
    'The org unit is not known to DHIS2.',
    `${LOOKUP}; check the scheme of org_unit under \`id_schemes\`.`,
  ],
  [
    'E8106',
    "The org unit's id is not a DHIS2 UID: eleven letters and digits, a letter first.",
    `${LOOKUP}, or set the scheme of org_unit under \`id_schemes\` to what the column holds.`,
  ],
  [
    'E7610 E8103 E8104',
    "The data element is not known to DHIS2, or not visible to the connector's user.",
    `${LOOKUP}; check the scheme of data_element under \`id_schemes\`, and the sharing of the data element.`,
  ],
  [
    'E7611',
    'The period is not one that DHIS2 knows.',
    'Write it as DHIS2 does (202501, 2025W05, 2025Q1), or let `period_from` make it of a date.',
  ],
  [
    'E7613 E8108 E8109',
    "The category option combo is not known to DHIS2, or the connector's user may not write data for one of its options.",
    `${LOOKUP}; check the scheme of category_option_combo under \`id_schemes\`, and the sharing of its category options.`,
  ],
  [
    'E7604 E7615 E8110 E8111',
    "The attribute option combo is not known to DHIS2, or the connector's user may not write data for one of its options.",
    'Check the ids in the view, the scheme of attribute_option_combo under `id_schemes`, and the sharing of the category options.',
  ],
  [
    'E7614 E7616 E8012',
    "The connector's user may not write data for one of the category options behind the combo.",
    'In the Maintenance app, open the sharing of the category option that DHIS2 names and let the user, or one of its groups, capture data.',
  ],
  [
    'E7630 E7631',
    'DHIS2 was set to want a category option combo, or an attribute option combo, in every value, and met one without.',
    'The connector always sends both: something between it and DHIS2 changes the request.',
  ],
  [
    'E7617 E8011',
    "The org unit is outside those that the connector's user may enter data for.",
    'In the Users app, give the user a data capture org unit above it, or leave the row out of the view.',
  ],
  [
    'E7618 E8120 E8121',
    'The value is empty.',
    'Leave empty rows out of the view, or set `null_values` to `delete` if an empty value means that there is none any more.',
  ],
  [
    'E7619 E8122',
    'The value does not fit the value type of its data element.',
    'Correct the column in the view: docs/values.md says what each value type takes.',
  ],
  [
    'E7620 E8125',
    'The comment is too long: DHIS2 takes 50,000 characters up to 2.42, and 5,000 from 2.43 on.',
    'Cut the comment in the view, for example left(comment, 5000).',
  ],
  [
    'E8124',
    'The data element takes comments from an option set, and the comment is absent or not the code of one.',
    "Send option codes of the element's comment option set in the comment column.",
  ],
  [
    'E7621 E8123',
    "The value is not the code of an option of the data element's option set.",
    'Send option codes, not names; compare with the option set in the Maintenance app.',
  ],
  [
    'E7632 E8021',
    "The period is of another type than the data set's, for example a week for a monthly data set, or is none at all.",
    "Write the data set's kind of period as DHIS2 does (202501, 2025W05, 2025Q1), or let `period_from` make it of a date column, with the period type of the data set.",
  ],
  [
    'E7633',
    'The data element is not in the data set.',
    'Name the data set that holds the element, or add the element to the data set in the Maintenance app.',
  ],
  [
    'E8003',
    'The data element is in no data set, or in none that the user may write to.',
    "In the Maintenance app, add the element to a data set, or let the connector's user capture data for the one that holds it.",
  ],
  [
    'E8020',
    'The data element is not in the data set, or DHIS2 does not know one of the two.',
    `${LOOKUP}; check the schemes of data_set and data_element under \`id_schemes\`. Where both ids are right, add the element to the data set in the Maintenance app.`,
  ],
  [
    'E8002',
    'The data elements are in several data sets, and none is named.',
    'Give each row its data set: a column, or a constant under `streams`.',
  ],
  [
    'E7634 E8024',
    'The category option combo does not belong to the category combo of the data element, or DHIS2 does not know it.',
    `${LOOKUP}: it has each element's combos, one a row; check the scheme of category_option_combo under \`id_schemes\`. A row that names none gets DHIS2's default one, which no disaggregated element has.`,
  ],
  [
    'E7635 E8023',
    "The attribute option combo does not belong to the category combo of the data set, DHIS2 does not know it, or the connector's user may not write data for it.",
    "Look up the category combo of the data set in the Maintenance app; check the scheme of attribute_option_combo under `id_schemes`. A row that names no attribute option combo gets DHIS2's default one, which a data set with a category combo of its own does not have.",
  ],
  [
    'E7636',
    'The org unit is not assigned to the data set.',
    'In the Maintenance app, assign the data set to the org unit, or leave the row out of the view.',
  ],
  [
    'E8022',
    'The org unit is not assigned to the data set, or DHIS2 does not know it.',
    `${LOOKUP}; check the scheme of org_unit under \`id_schemes\`. Where the id is right, assign the data set to the org unit in the Maintenance app.`,
  ],
  [
    'E7638 E8032',
    "The period lies outside the dates of the attribute option combo's options.",
    'Correct the period or the combo in the view, or the start and end date of the category option in DHIS2.',
  ],
  [
    'E7639 E8025',
    'The attribute option combo is not meant for the org unit.',
    'Correct the combo in the view, or assign the category option to the org unit in DHIS2.',
  ],
  [
    'E8031',
    "The period lies before the org unit's opening date or after its closing date.",
    'Correct the period in the view, or the dates of the org unit in DHIS2.',
  ],
  [
    'E7640',
    "The period is closed: the data set's expiry days have passed.",
    'Sync before the data set expires, raise its expiry days, or unlock it for the org unit in DHIS2.',
  ],
  [
    'E7641',
    'The period lies in the future, and the data set is not open for it. The current month counts as future.',
    "Leave unfinished periods out of the view, or raise the data set's open future periods.",
  ],
  [
    'E8030',
    'The data set is not open for the period: it has expired, or the period is not over yet.',
    'Leave unfinished periods out of the view; see expiry days and open future periods of the data set in DHIS2.',
  ],
  [
    'E7643 E7644',
    'The period is not among those that the data set is open for now.',
    "Change the data set's data input periods in DHIS2, or leave the row out of the view.",
  ],
  [
    'E7642 E8033',
    'The data of this org unit, period and attribute option combo is approved.',
    'Have the approval taken back in DHIS2 if the value has to change.',
  ],
  [
    'E7637',
    'DHIS2 does not take the name of who stored the value.',
    'The connector sends none: something between it and DHIS2 changes the request.',
  ],
  [
    'E7645',
    'The value is the id of a file that DHIS2 does not hold.',
    'Upload the file to DHIS2 first; the connector sends no files.',
  ],
  [
    'E8000',
    'DHIS2 was told to store all values of a request or none.',
    'The connector does not ask for that: something between it and DHIS2 changes the request.',
  ],
  [
    'E8008 E8009',
    'The complete date is no date, or came with a request that may not have one.',
    'Write complete_date as yyyy-mm-dd.',
  ],
  ['E8100', 'The value has no period.', 'Fill the period column in the view, or set `period_from`.'],
  [
    'E8101',
    'The value has category options instead of a category option combo, and no data set to find the combo with.',
    'Name the combo itself: a column for category_option_combo.',
  ],
  ['E8102', 'The value has no data element.', 'Fill the data element column in the view.'],
  [
    'E8128',
    'A request named the same cell twice.',
    'The connector never does: something between it and DHIS2 changes the request. Report it, with the versions of both.',
  ],
  [
    'E2001 E2002 E2006 E2012',
    'DHIS2 could not read data values back as it was asked to.',
    'This concerns reading, not the row: report it, with the versions of the connector and of DHIS2.',
  ],
];

/** Every code that has a sentence of its own, in the order of docs/refusals.md. */
export const REFUSAL_ADVICE: ReadonlyMap<string, RefusalAdvice> = new Map(
  ENTRIES.flatMap(([codes, sentence, advice]) => codes.split(' ').map((code) => [code, { sentence, advice }] as const)),
);

/** For codes that no version was seen to send. */
const UNKNOWN: RefusalAdvice = {
  sentence: 'DHIS2 refuses the value.',
  advice: "Look at DHIS2's own text beside the row, and for the code in the documentation of this DHIS2 version.",
};

/** Our sentence for a refusal code and what to do, whatever the code; texts of DHIS2 differ by version, these do not. */
export function adviceFor(code: string): RefusalAdvice {
  return REFUSAL_ADVICE.get(code) ?? UNKNOWN;
}
