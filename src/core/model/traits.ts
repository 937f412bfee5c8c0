import type { Dhis2Habits } from './version';

/** How one version differs from others where no import answer is read (for those: `delivery/verdict/verdict.ts`). */
export interface Traits {
  /** CREATE leaves what is there, and UPDATE what is not (2.43 upserts for both: transcripts 210, 213). */
  readonly tellsStrategiesApart: boolean;
  /** New, changed and unchanged values are counted apart (2.43 counts all as updated: 001 to 004). */
  readonly tellsNewFromChanged: boolean;
  /** A zero of an element without zeros is stored like any other value (up to 2.42 it vanishes: 072 to 075). */
  readonly keepsEveryZero: boolean;
  /** Deleting the value of an element with options needs the code of one (up to 2.42: 902, 916, 968 to 970). */
  readonly deletesByOption: boolean;
  /** Which of the two families of codes refusals have. */
  readonly codes: 'E76' | 'E80';
  /** Characters of the longest comment that is stored (083). */
  readonly maxCommentLength: number;
  /** `yes`, `y`, `no`, `n` are taken for true and false (058). */
  readonly takesYesAndNo: boolean;
  /** `tRuE` is stored as `true` (up to 2.42 it is kept as it is: value-matrix.json). */
  readonly readsBooleansInAnyCase: boolean;
  /** Blanks at the ends of values and comments are lost, then a backslash at the end (up to 2.42: 988 to 992). */
  readonly trimsTexts: boolean;
  /** A MULTI_TEXT value may name an option twice (from 2.43 on: 1255). */
  readonly takesCodesTwice: boolean;
  /** Options are looked up before `1` becomes `true` and blanks are cut (up to 2.42: value-matrix.json). */
  readonly looksUpCodesAsSent: boolean;
  /** A file that is not there refuses the whole request, and is not named (up to 2.42: 974, 975). */
  readonly unknownFileRefusesRequest: boolean;
  /** A user with the authority ALL may write for every org unit (source: `validateUserAccess`). */
  readonly superusersWriteEverywhere: boolean;
  /** A text that is no period fails the whole request (from 2.43 on, 500: 030), not its value alone (E7611). */
  readonly unreadablePeriodFailsRequest: boolean;
  /**
   * A period is known by its id (from 2.43 on), not by its type and days: one that was stored under another id is lost
   * behind a 200 (transcripts-calendar: nepali 1203 to 1205, ethiopian 1247 to 1255).
   */
  readonly namesPeriodsById: boolean;
  /** OAuth2 is DHIS2's own of old, at `/uaa`: its refresh tokens have no end, and it knows the password grant (331 to 369). */
  readonly legacyOAuth: boolean;
}

const UNTIL_242 = {
  tellsStrategiesApart: true,
  tellsNewFromChanged: true,
  keepsEveryZero: false,
  deletesByOption: true,
  codes: 'E76',
  maxCommentLength: 50_000,
  takesYesAndNo: false,
  readsBooleansInAnyCase: false,
  trimsTexts: true,
  takesCodesTwice: false,
  looksUpCodesAsSent: true,
  unknownFileRefusesRequest: true,
  superusersWriteEverywhere: false,
  unreadablePeriodFailsRequest: false,
  namesPeriodsById: false,
} as const;

/** A version that is added does not compile before it has a row here and in `delivery/verdict/verdict.ts`. */
export const TRAITS: Readonly<Record<Dhis2Habits, Traits>> = {
  '2.41': { ...UNTIL_242, legacyOAuth: true },
  '2.42': { ...UNTIL_242, legacyOAuth: false },
  '2.43': {
    tellsStrategiesApart: false,
    tellsNewFromChanged: false,
    keepsEveryZero: true,
    deletesByOption: false,
    codes: 'E80',
    maxCommentLength: 5_000,
    takesYesAndNo: true,
    readsBooleansInAnyCase: true,
    trimsTexts: false,
    takesCodesTwice: true,
    looksUpCodesAsSent: false,
    unknownFileRefusesRequest: false,
    superusersWriteEverywhere: true,
    unreadablePeriodFailsRequest: true,
    namesPeriodsById: true,
    legacyOAuth: false,
  },
};
