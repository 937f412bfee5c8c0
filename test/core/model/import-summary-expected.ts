/**
 * What each recorded answer to `POST /api/dataValueSets` means, read by hand from the exchange, not from the code's output.
 *
 * An exchange that is not listed stored all of its values (as new, changed or unchanged). Written as
 * `what:detail@positions`: `refused` names the value itself; `suspect` is named by an answer that stored nothing, and
 * `bystander` went down with it; `raced` and `lost` are sent again. Whole answers: `request-wrong[:code]`,
 * `server-trouble`, `sign-in`, `elsewhere` (no answer of an import), `nothing` (no values sent).
 */
export interface ExpectedVerdicts {
  readonly [number: string]: string;
}

/** Numbers of exchanges with the same meaning. */
function each(numbers: string, meaning: string): ExpectedVerdicts {
  return Object.fromEntries(numbers.split(' ').map((number) => [number, meaning]));
}

/** What 2.41 and 2.42 say alike, by the exchanges both have. */
const UP_TO_242: ExpectedVerdicts = {
  // Other paths and content types: no answer of an import.
  ...each('011 012 013 014 017 018 019 022 275 279 291', 'elsewhere'),
  ...each('102 103 104', 'nothing'),
  // The outer org unit, attribute option combo or data set is unknown or closed: nothing stored, no positions given.
  '025': 'suspect:E7603@0-6',
  '038': 'suspect:E7604@0-6',
  '046': 'suspect:E7600@0-6',
  '047': 'suspect:E7601@0',
  // Keys of single values.
  '026': 'refused:E7612@0 stored@1',
  '027': 'refused:E7610@0 stored@1',
  '028': 'refused:E7610@0-2 stored@3',
  '030': 'refused:E7611@0 stored@1',
  '032': 'refused:E7632@0 stored@1',
  '034': 'refused:E7613@0 stored@1',
  '036': 'refused:E7634@0 stored@1',
  '039': 'refused:E7615@0 stored@1',
  '042': 'refused:E7638@0',
  '044': 'refused:E7635@0-6',
  // Values.
  ...each('049 050 051 052 053 054 055 056 057 058 061 062 063 064 065 068', 'refused:E7619@0'),
  ...each('069 070', 'refused:E7621@0'),
  ...each('076 077', 'refused:E7618@0 stored@1'),
  ...each('078 079 080', 'refused:E7618@0'),
  '081': 'refused:E7619@0 stored@1',
  '083': 'refused:E7620@0',
  // Zeros of elements that keep none: in no counter (072, 075), or the stored value deleted (073).
  '072': 'skipped:zero-not-kept@0 stored@1',
  ...each('073 075', 'skipped:zero-not-kept@0'),
  // Times, rights and assignments.
  '084': 'refused:E7641@0-6',
  '085': 'refused:E7641@0 stored@1',
  '086': 'refused:E7641@0',
  '090': 'refused:E7617@0 stored@1',
  '091': 'refused:E7617@0-6',
  '093': 'refused:E7633@0',
  '096': 'refused:E7636@0-6',
  ...each('115 117', 'refused:E7640@0'),
  '116': 'refused:E7640@0 stored@1',
  ...each('297 298', 'refused:E7642@0'),
  // No period at all is no race, although the text is a race's: `null`.
  '098': 'refused:E7611@0-6',
  '099': 'refused:E7612@0-6',
  '100': 'refused:E7611@0',
  '101': 'refused:E7610@0',
  // Requests that cannot be read.
  ...each('105 106 107 108 111 112 222 244', 'request-wrong'),
  // One of two rows of a cell is in no counter: it was lost.
  ...each('120 121', 'lost'),
  '205': 'stored@0 refused:E7612@1 refused:E7619@2',
  // CREATE of what exists, UPDATE and DELETE of what does not.
  '210': 'skipped:strategy@0 stored@1',
  '211': 'skipped:strategy@0',
  '213': 'skipped:strategy@0 stored@1',
  ...each('216 217', 'deleted@0'),
  '218': 'skipped:nothing-to-delete@0',
  '228': 'lost',
  '239': 'refused:E7610@0',
  // A body that DHIS2 does not understand is a success that stores nothing.
  '252': 'lost',
  '274': 'stored@0 refused:E7612@1',
  ...each('302 303 304 305 306 308 309 315 316 317 318 321 323 325 326 327 367', 'sign-in'),
};

export const EXPECTED_241: ExpectedVerdicts = {
  ...UP_TO_242,
  // Codes of combos that 2.41's metadata did not have.
  ...each('237 238 241', 'stored@0 refused:E7613@1'),
  '245': 'request-wrong',
  // ADX of two values, of which DHIS2 counts three: no answer to rely on.
  ...each('276 277', 'lost'),
  ...each('364 368 387', 'sign-in'),
  // /api/29 and /api/37: bare summaries, 200 whatever they say.
  ...each('382 383 384', 'stored@0 refused:E7612@1'),
  '385': 'suspect:E7600@0',
  '386': 'request-wrong',
};

export const EXPECTED_242: ExpectedVerdicts = {
  ...UP_TO_242,
  '245': 'server-trouble',
  ...each('310 383 386 541 732', 'sign-in'),
  // Two requests introduce a period; two write the same new cells.
  ...each('501 502 503', 'raced@0-19'),
  ...each('504 505 506 521', 'lost'),
  '522': 'request-wrong',
  '601': 'stored@0 refused:E7612@1',
  '602': 'request-wrong:E7600',
  ...each('711 713', 'refused:E7619@0 stored@1'),
  '712': 'refused:E7619@0',
  '714': 'refused:E7612@0 stored@1',
  ...each('725 726 727 729 739', 'nothing'),
  '733': 'suspect:E7601@0',
  ...each('738 773 776', 'deleted@0'),
  '761': 'deleted@0,2 skipped:nothing-to-delete@1,3',
  '762': 'skipped:nothing-to-delete@0-3',
  '763': 'deleted@0-11',
  '764': 'skipped:nothing-to-delete@0,1',
  '765': 'refused:E7619@0 deleted@1',
  '766': 'deleted@0 refused:E7612@1',
  '767': 'deleted@0 refused:E7610@1',
  ...each('768 769', 'deleted@0 skipped:nothing-to-delete@1'),
  '770': 'skipped:nothing-to-delete@0',
  '771': 'deleted@0,1',
  '774': 'refused:E7617@0 deleted@1',
};

export const EXPECTED_243: ExpectedVerdicts = {
  // Anything but a string as value, a period that is none, broken JSON: 500 for the whole request.
  ...each('007 030 107 114 559 560 574 575 720', 'server-trouble'),
  ...each('012 013 014 017 018 019 022 275 279 291 579', 'elsewhere'),
  ...each('102 103 104', 'nothing'),
  // One bad key takes its whole group with it.
  '025': 'suspect:E8022@0-6',
  '026': 'suspect:E8022@0 bystander@1',
  '027': 'suspect:E8020@0 bystander@1',
  '028': 'suspect:E8020@0-2 bystander@3',
  ...each('031 032', 'suspect:E8021@0 bystander@1'),
  '033': 'suspect:E8021@0-6',
  ...each('034 035 036', 'suspect:E8024@0 bystander@1'),
  ...each('038 043 044', 'suspect:E8023@0-6'),
  '039': 'suspect:E8023@0 bystander@1',
  ...each('040 045', 'suspect:E8023@0'),
  '042': 'suspect:E8032@0',
  '046': 'suspect:E8020@0-6',
  ...each('047 048 733', 'suspect:E8010@0'),
  // A bad value is refused by itself.
  ...each('049 050 052 053 054 055 056 057 061 062 063 064 065 068', 'refused:E8122@0'),
  ...each('069 070', 'refused:E8123@0'),
  ...each('076 077', 'refused:E8120@0 stored@1'),
  ...each('078 079 080', 'refused:E8120@0'),
  '081': 'refused:E8122@0 stored@1',
  '083': 'refused:E8125@0',
  // Times, rights and assignments.
  '084': 'suspect:E8030@0-6',
  '085': 'suspect:E8030@0 bystander@1',
  ...each('086 115 117 723', 'suspect:E8030@0'),
  ...each('087 088 089 722', 'suspect:E8031@0'),
  '090': 'suspect:E8011@0 bystander@1',
  '091': 'suspect:E8011@0-6',
  ...each('092 093 718 719', 'suspect:E8020@0'),
  '094': 'suspect:E8003@0',
  ...each('095 096', 'suspect:E8022@0-6'),
  ...each('097 716 717 835', 'suspect:E8022@0'),
  '592': 'suspect:E8033@0',
  // The text has the position, `indexes` has -1.
  '100': 'suspect:E8100@0',
  '101': 'suspect:E8102@0',
  '238': 'suspect:E8111@0 bystander@1',
  '239': 'suspect:E8103@0',
  '245': 'suspect:E8107@0',
  '274': 'suspect:E8101@0 bystander@1',
  '277': 'suspect:E8108@0 bystander@1',
  '576': 'suspect:E8106@0',
  '577': 'suspect:E8004@0',
  '578': 'bystander@0 suspect:E8107@1',
  // Nothing in the answer tells one value from another.
  ...each('098 099 248 249', 'request-wrong:E8009'),
  ...each('105 108 222 244 522 567 708', 'request-wrong'),
  '111': 'request-wrong:E8008',
  ...each('116 247', 'request-wrong:E8002'),
  '276': 'request-wrong:E8004',
  ...each('120 121 741 768', 'request-wrong:E8128'),
  '569': 'suspect:E8002@0',
  // An array of data value sets and an unknown body: a success that stores nothing.
  ...each('106 252', 'lost'),
  '205': 'bystander@0 suspect:E8022@1 bystander@2',
  ...each('216 217 218 738 770 773 776', 'deleted@0'),
  ...each('302 303 304 305 306 308 309 310 315 316 317 318 321 323 325 326 327 367 383 386 732', 'sign-in'),
  // Two requests introduce a period, or deadlock: 200 SUCCESS, and nothing stored.
  ...each('501 502 503 504 505 506', 'lost'),
  '553': 'stored@0 refused:E8122@1 stored@2',
  '554': 'bystander@0 suspect:E8022@1',
  '556': 'stored@0 refused:E8122@1',
  // `atomic=true`: the text has the position of the first.
  '558': 'bystander@0 suspect:E8000@1',
  '713': 'suspect:E8000@0 bystander@1',
  // `deletion` scopes, which the connector does not use: what they delete is counted too, so nothing adds up.
  ...each('701 702 703 704 710 711 712 725 727 728 729 730 734 735 736 737 740 742 743', 'lost'),
  ...each('714 715', 'suspect:E8022@0 bystander@1'),
  '721': 'suspect:E8021@0',
  '724': 'suspect:E8024@0',
  '726': 'request-wrong:E8024',
  '731': 'suspect:E8011@0',
  '739': 'request-wrong:E8031',
  // DELETE: what is not there counts as deleted too.
  ...each('761 762', 'deleted@0-3'),
  '763': 'deleted@0-11',
  ...each('764 765 769 771', 'deleted@0,1'),
  '766': 'bystander@0 suspect:E8022@1',
  '767': 'bystander@0 suspect:E8020@1',
  '774': 'suspect:E8011@0 bystander@1',
};

/** Counts of some of those that stored something, by hand: imported/updated/unchanged. */
export const EXPECTED_COUNTS: Readonly<Record<string, ExpectedVerdicts>> = {
  '2.41.9.1': {
    '001': '7/0/0',
    '002': '0/0/7',
    '026': '1/0/0',
    '072': '1/0/0',
    '210': '1/0/0',
    '216': '0/0/0',
    '382': '0/0/1',
  },
  '2.42.5.2': {
    '001': '7/0/0',
    '002': '0/0/7',
    '003': '0/1/6',
    '026': '1/0/0',
    '027': '0/0/1',
    '028': '0/0/1',
    '034': '0/0/1',
    '072': '1/0/0',
    '090': '0/0/1',
    '092': '1/0/0',
    '095': '7/0/0',
    '209': '1/0/0',
    '210': '1/0/0',
    '211': '0/0/0',
    '212': '0/1/0',
    '213': '0/1/0',
    '216': '0/0/0',
    '218': '0/0/0',
    '247': '4/0/0',
    '250': '1/0/0',
    '761': '0/0/0',
  },
  '2.43.1': {
    '001': '0/7/0',
    '002': '0/7/0',
    '072': '0/2/0',
    '076': '0/1/0',
    '209': '0/1/0',
    '210': '0/2/0',
    '213': '0/2/0',
    '216': '0/0/0',
    '250': '0/1/0',
    '553': '0/2/0',
  },
};

/** How many values were sent where the recording does not hold the whole body. */
export const SENT: Readonly<Record<string, number>> = {
  '081': 2,
  '082': 1,
  '083': 1,
  '105': 1,
  '106': 7,
  '107': 1,
  '108': 2,
  '252': 1,
  '270': 2,
  '271': 1,
  '272': 1,
  '274': 2,
  '275': 2,
  '276': 2,
  '277': 2,
  '278': 1,
  '291': 1,
  '386': 1,
  '521': 4001,
  '522': 2000,
  '742': 2000,
  '743': 1000,
};
