/**
 * The sentences of `check` about rights, settings, the test value and how long a sign-in lasts: each says what is wrong and
 * where to put it right. Those about connections and refused sign-ins stand in `src/dhis2/`; docs/check-messages.md lists all.
 */

/** What keeps a sync from working. */
export const problem = {
  noAuthority: (user: string): string =>
    `The user ${user} may not add data values. Ask a DHIS2 administrator to give one of the user's roles the authority F_DATAVALUE_ADD (app Users, "Data Value: Add/Update").`,
  noOrgUnit: (user: string): string =>
    `The user ${user} has no org unit to capture data for. Ask a DHIS2 administrator to give the user the highest one that the data is for (app Users, "Data capture organisation units").`,
  noDataSet: (user: string): string =>
    `DHIS2 shows the user ${user} no data set. Ask a DHIS2 administrator to share one with the user, with the data access "Can capture data" (app Maintenance, "Sharing settings").`,
  readOnly: (user: string, readable: number): string =>
    `The user ${user} may read ${counted(readable, 'data set')} and write to none. Ask a DHIS2 administrator to change the data access to "Can capture data" (app Maintenance, "Sharing settings").`,
  inStreams: (at: string, reason: string): string => `\`${at}\`: ${reason} Correct the setting.`,
  testValueRefused: (cell: string, code: string, advice: string): string =>
    `DHIS2 refuses a test value (${cell}; nothing was stored) with ${code}. ${advice}`,
  testValueUnread: (cell: string, status: number): string =>
    `DHIS2 did not say whether it takes a test value (${cell}; nothing was stored): it answered ${status} without an import summary. Look at the log of DHIS2, and at the servers between it and the connector.`,
} as const;

/** What works today, and may not tomorrow, or not as expected. */
export const warning = {
  allAuthority: (user: string): string =>
    `The user ${user} has the authority ALL: DHIS2 does not check expiry days and locks for this user. Another user with F_DATAVALUE_ADD, for the connector alone, is safer.`,
  tokenEndsSoon: (end: string): string =>
    `The personal access token ends ${end}: make a new one in DHIS2 before that and put it into credentials.token.`,
  oneOfTokensEndsSoon: (tokens: number, end: string): string =>
    `One of the user's ${tokens} personal access tokens ends ${end}, and DHIS2 does not tell which one is in use: if it is this one, make a new one before that.`,
  shortRefreshToken: (clientId: string, life: string): string =>
    `A refresh token of the client ${clientId} lives ${life}: it ends before the next nightly sync. Ask an administrator to run register-client --replace, which makes it a year, then run authorize; or use a personal access token.`,
  unknownRefreshLife: (clientId: string): string =>
    `Only administrators of OAuth2 clients can see how long the refresh token of the client ${clientId} lives. DHIS2 makes it 60 minutes, too short for a nightly sync, unless the client was registered with more: register-client makes it a year.`,
  rotatedOutsideAirbyte: (): string =>
    'DHIS2 replaced the refresh token when it was used just now: the one in the configuration does not work any more. Airbyte keeps the new one; outside Airbyte copy it from the CONTROL message above, or register a client whose token stays the same (register-client).',
  reportsDir: (what: string): string => `A sync would end before its first row. ${what}`,
  unsure: (what: string): string => `No test value was tried: ${what}`,
} as const;

/** What is as it should be. */
export const note = {
  found: (version: string, user: string, writable: number): string =>
    `DHIS2 ${version}, signed in as ${user}, who may write to ${counted(writable, 'data set')}.`,
  testValue: 'DHIS2 would store a test value (nothing was stored).',
  comments:
    'Rows without a comment column clear the comments that their cells have in DHIS2: that is how DHIS2 imports values.',
  password: 'This sign-in lasts until the password changes.',
  tokenEnds: (end: string): string => `The personal access token ends ${end}.`,
  ownClientLife: (clientId: string): string =>
    `The client ${clientId} looks like one that register-client made: its refresh token lives a year, or as long as --refresh-token-days said.`,
  tokensUnread: 'DHIS2 does not show when the personal access token ends.',
  legacyRefreshToken: 'The refresh token has no end up to DHIS2 2.41: it lasts until it is revoked.',
  refreshLife: (life: string): string => `The refresh token lives ${life} from the day authorize got it.`,
  rotatingRefreshLife: (life: string): string =>
    `DHIS2 replaces the refresh token at each use, and Airbyte keeps the new one: it lasts as long as no two syncs are more than ${life} apart.`,
  outsideProvider: 'The identity provider that gives the tokens decides how long this sign-in lasts.',
} as const;

/** `1 day`, `3 days`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
