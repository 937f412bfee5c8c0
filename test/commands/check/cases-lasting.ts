import { checkWith, type Checked } from '../../support/check';
import {
  byPassword,
  byRefreshToken,
  byToken,
  makeToken,
  settingsFor,
  warns,
  withResolver,
  type CheckCase,
  type World,
} from './world';

const lasting = warns('How long the sign-in lasts');
const care = warns('With care');

/** The hour that DHIS2 gives a refresh token by itself. */
const BY_DEFAULT = { tokenSettings: undefined };

async function checkClient(
  world: World,
  ...setting: Parameters<typeof byRefreshToken> extends [World, ...infer R] ? R : never
): Promise<Checked> {
  return checkWith(settingsFor(world.dhis2.url, await byRefreshToken(world, ...setting)));
}

/** Sign-ins that work today. */
export const LASTING: readonly CheckCase[] = [
  lasting('The personal access token ends within two weeks', /ends on 2026-1[12]-\d\d \(in 3 days\)/, async (world) => {
    const { key, remove } = await makeToken(world, { days: 3 });
    return checkWith(settingsFor(world.dhis2.url, byToken(key))).finally(remove);
  }),
  lasting(
    'The personal access token ends within a day',
    /ends (today|tomorrow) at \d\d:\d\d UTC: make/,
    async (world) => {
      const { key, remove } = await makeToken(world, { days: 0.02 });
      return checkWith(settingsFor(world.dhis2.url, byToken(key))).finally(remove);
    },
  ),
  lasting(
    'One of several tokens ends within two weeks',
    /One of the user's 2 personal access tokens/,
    async (world) => {
      const soon = await makeToken(world, { days: 3 });
      const later = await makeToken(world, { days: 300 });
      return checkWith(settingsFor(world.dhis2.url, byToken(later.key))).finally(async () => {
        await soon.remove();
        await later.remove();
      });
    },
  ),
  lasting(
    'The refresh token lives less than a day',
    /client hour lives 60 minutes.*register-client --replace/,
    (world) => checkClient(world, { clientId: 'hour', change: BY_DEFAULT, user: 'admin' }),
  ),
  lasting(
    'How long the refresh token lives is not to be seen',
    /Only administrators of OAuth2 clients can see/,
    (world) => checkClient(world, { clientId: 'unseen' }),
  ),
  lasting(
    'DHIS2 replaces the refresh token, outside Airbyte',
    /the one in the configuration does not work any more.*CONTROL/,
    (world) =>
      checkClient(world, {
        clientId: 'rotating',
        change: {
          tokenSettings: JSON.stringify({
            'settings.token.reuse-refresh-tokens': false,
            'settings.token.access-token-time-to-live': ['java.time.Duration', 300],
            'settings.token.refresh-token-time-to-live': ['java.time.Duration', 31_536_000],
            'settings.token.authorization-code-time-to-live': ['java.time.Duration', 300],
          }),
        },
      }),
  ),

  care(
    'An indicator of a disaggregated data element names no combo',
    /data element is disaggregated: say which/,
    ({ dhis2 }) =>
      checkWith(
        settingsFor(dhis2.url, byPassword('connector'), {
          streams: [{ stream: 'wide', indicators: [{ column: 'visits', data_element: 'deDISAG0001' }] }],
        }),
      ),
  ),
  care('The user has the authority ALL', /authority ALL.*F_DATAVALUE_ADD.*is safer/, ({ dhis2 }) =>
    checkWith(settingsFor(dhis2.url, byPassword('admin'))),
  ),
  care(
    'The reports folder cannot be written to',
    /A sync would end before its first row\. reports_dir: the folder \S+ cannot be written to \(ENOTDIR\)/,
    ({ dhis2 }) => checkWith(settingsFor(dhis2.url, byPassword('connector'), { reports_dir: '/dev/null/reports' })),
  ),
  care('The address is plain http, and not of this machine', /plain http.*unencrypted/, ({ dhis2 }) =>
    withResolver(undefined, () =>
      checkWith(settingsFor(dhis2.url.replace('127.0.0.1', 'dhis2.example.org'), byPassword('connector'))),
    ),
  ),
];
