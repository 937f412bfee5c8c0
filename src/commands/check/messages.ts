/**
 * The sentences of `check` about rights, settings, the test value and how long a sign-in lasts: each says what is wrong and
 * where to put it right. Those about connections and refused sign-ins stand in `src/dhis2/`; docs/check-messages.md lists all.
 */

/** What keeps a sync from working. */
export const problem = {
  noAuthority: (user: string): string =>
    `The user ${user} may not add data values: have a DHIS2 administrator give one of the user's roles the authority F_DATAVALUE_ADD (app Users, Data Value: Add/Update).`,
  noOrgUnit: (user: string): string =>
    `The user ${user} has no org unit to capture data for: have a DHIS2 administrator assign the topmost one the data is for (app Users, Data capture organisation units).`,
  noDataSet: (user: string): string =>
    `DHIS2 shows the user ${user} no data set: have a DHIS2 administrator share one with the user, data access "Can capture data" (app Maintenance, Sharing settings).`,
  readOnly: (user: string, readable: number): string =>
    `The user ${user} may read ${counted(readable, 'data set')} and write to none: have a DHIS2 administrator change the data access to "Can capture data" (app Maintenance, Sharing settings).`,
  unknownId: (at: string, reason: string): string => `\`${at}\`: ${reason} Correct the setting.`,
  testValueRefused: (cell: string, code: string, advice: string): string =>
    `DHIS2 refuses a test value (${cell}; nothing was stored) with ${code}. ${advice}`,
  testValueUnread: (cell: string, status: number): string =>
    `DHIS2 did not judge a test value (${cell}; nothing was stored): it answered ${status} without an import summary. Look into DHIS2's log, and at what stands between it and the connector.`,
} as const;

/** What works today, and may not tomorrow, or not as expected. */
export const warning = {
  allAuthority: (user: string): string =>
    `The user ${user} has the authority ALL, for which DHIS2 passes by expiry days and locks: a user of its own with F_DATAVALUE_ADD is safer.`,
  tokenEndsSoon: (date: string, days: number): string =>
    `The personal access token ends on ${date} (in ${counted(days, 'day')}): make a new one in DHIS2 before that and put it into credentials.token.`,
  oneOfTokensEndsSoon: (tokens: number, date: string): string =>
    `One of the user's ${tokens} personal access tokens ends on ${date}, and DHIS2 does not tell which one is in use: if it is this one, make a new one before that.`,
  shortRefreshToken: (clientId: string, life: string): string =>
    `A refresh token of the client ${clientId} lives ${life}: a nightly sync will not find it alive. Have an administrator run register-client --replace, which makes it a year, then authorize; or use a personal access token.`,
  unknownRefreshLife: (clientId: string): string =>
    `How long the refresh token of the client ${clientId} lives is for administrators of OAuth2 clients to see. DHIS2 makes it 60 minutes, too short for a nightly sync, unless the client was registered with more: register-client makes it a year.`,
  rotatedOutsideAirbyte: (): string =>
    'DHIS2 replaced the refresh token when it was used just now, and the one in the configuration is dead. Airbyte keeps the new one; outside Airbyte copy it from the CONTROL message above, or register a client whose token stays the same (register-client).',
  reportsDir: (what: string): string => `A sync would end before its first row. ${what}`,
  unsure: (what: string): string => `No test value was judged: ${what}`,
} as const;

/** What is as it should be. */
export const note = {
  found: (version: string, user: string, writable: number): string =>
    `DHIS2 ${version}, signed in as ${user}, who may write to ${counted(writable, 'data set')}.`,
  testValue: 'A test value was judged by DHIS2 and would be stored (nothing was).',
  comments:
    'Rows without a comment column clear the comments that their cells have in DHIS2: that is how DHIS2 imports values.',
  password: 'This sign-in lasts until the password changes.',
  tokenEnds: (date: string, days: number): string =>
    `The personal access token ends on ${date} (in ${counted(days, 'day')}).`,
  tokensUnread: 'When the personal access token ends is not to be seen.',
  legacyRefreshToken: 'The refresh token has no end up to DHIS2 2.41: it lasts until it is revoked.',
  refreshLife: (life: string): string => `The refresh token lives ${life} from the day authorize got it.`,
  rotatingRefreshLife: (life: string): string =>
    `DHIS2 replaces the refresh token at each use, and Airbyte keeps the new one: it lasts as long as no two syncs are more than ${life} apart.`,
  outsideProvider: 'How long this sign-in lasts is up to the identity provider that gives the tokens.',
} as const;

/** `1 day`, `3 days`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
