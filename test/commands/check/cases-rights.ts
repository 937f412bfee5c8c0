import { checkWith, type Checked } from '../../support/check';
import { byPassword, checkOther, checkWithFault, fails, settingsFor, warns, type CheckCase, type World } from './world';

const rights = fails("The user's rights");
const streams = fails('What the settings say of the data');
const trial = fails('The test value');

/** Gives all data sets the same public access: metadata (2 letters), data (2 letters). */
const share = (access: string, but: readonly string[] = []) =>
  ((metadata) => {
    for (const set of metadata['dataSets'] ?? []) {
      if (!but.includes(String(set['id']))) set['sharing'] = { ...(set['sharing'] as object), public: access };
    }
  }) satisfies Parameters<typeof checkOther>[0]['change'];

/** Checks with one entry of `streams`. */
const checkStream = ({ dhis2 }: World, entry: object): Promise<Checked> =>
  checkWith(settingsFor(dhis2.url, byPassword('connector'), { streams: [{ stream: 'indicators', ...entry }] }));

/** Rights that are missing, settings that DHIS2 contradicts, and a test value that it would not store. */
export const RIGHTS: readonly CheckCase[] = [
  rights('It may not add data values', /F_DATAVALUE_ADD/, ({ dhis2 }) =>
    checkWith(settingsFor(dhis2.url, byPassword('nodv'))),
  ),
  rights('It has no org unit', /no org unit to capture data for.*app Users/, () =>
    checkOther({
      change: (metadata) => {
        for (const user of metadata['users'] ?? [])
          if (user['username'] === 'connector') user['organisationUnits'] = [];
      },
    }),
  ),
  rights('It sees no data set', /shows the user connector no data set.*Sharing settings/, () =>
    checkOther({ change: share('--------') }),
  ),
  rights('It may read data sets and write to none', /may read 7 data sets and write to none.*"Can capture data"/, () =>
    checkOther({ change: share('r-r-----') }),
  ),

  streams(
    '`import_strategy` has no effect',
    /import_strategy UPDATE has no effect on DHIS2 2\.43.*CREATE_AND_UPDATE/,
    () => checkOther({ version: '2.43' }, undefined, { import_strategy: 'UPDATE' }),
  ),
  streams('An id under `streams` is not known', /`streams\[0\]\.constants\[0\]\.value`.*`dsNOSUCH001`/, (world) =>
    checkStream(world, { constants: [{ field: 'data_set', value: 'dsNOSUCH001' }] }),
  ),
  streams('An indicator is no data element', /`streams\[0\]\.indicators\[0\]\.data_element`.*`deNOSUCH001`/, (world) =>
    checkStream(world, { layout: 'wide', indicators: [{ column: 'births', data_element: 'deNOSUCH001' }] }),
  ),
  streams(
    'An indicator is not in the data set of the entry',
    /`streams\[0\]\.indicators\[0\]\.data_element`.*`deWEEKLY001` is not in the data set dsMONTHLY01/,
    (world) =>
      checkStream(world, {
        constants: [{ field: 'data_set', value: 'dsMONTHLY01' }],
        indicators: [{ column: 'cases', data_element: 'deWEEKLY001' }],
      }),
  ),
  streams(
    'A combo is not of the data element',
    /category_option_combo`: The combo is not one of the data element/,
    (world) =>
      checkStream(world, {
        indicators: [{ column: 'men', data_element: 'deINTEGER01', category_option_combo: 'ZuZjAFjA9gY' }],
      }),
  ),
  streams('Category options make no combo', /category_options`: No category option combo .* `coPARTNERA1`/, (world) =>
    checkStream(world, {
      indicators: [{ column: 'men', data_element: 'deDISAG0001', category_options: ['coPARTNERA1'] }],
    }),
  ),
  streams(
    '`period_type` is not that of the data set, in an entry of `streams_text`',
    /`streams_text\[0\]\.period_from\.period_type`: The data set dsWEEKLY001 has Weekly periods, not Monthly/,
    ({ dhis2 }) =>
      checkWith(
        settingsFor(dhis2.url, byPassword('connector'), {
          streams_text:
            '- stream: weekly\n  constants: [{ field: data_set, value: dsWEEKLY001 }]\n  period_from: { column: day, period_type: Monthly }',
        }),
      ),
  ),
  streams(
    'A name is nearly that of an org unit',
    /no org unit with the name `Facilty One` .*Did you mean Facility One \(ouFACIL0001\)\?/,
    (world) =>
      checkStream(world, {
        id_schemes: { org_unit: 'NAME' },
        constants: [{ field: 'org_unit', value: 'Facilty One' }],
      }),
  ),
  streams('`period_type` is none', /period_type` must be one of: Daily.*Monthly/, (world) =>
    checkStream(world, { period_from: { column: 'day', period_type: 'Fortnightly' } }),
  ),

  trial(
    'DHIS2 would refuse it',
    /refuses a test value.*nothing was stored.*E8010.*let the user.*capture data/s,
    (world) =>
      checkWithFault(world, '/api/dataValueSets', {
        kind: 'status',
        status: 409,
        body: {
          httpStatus: 'Conflict',
          httpStatusCode: 409,
          status: 'ERROR',
          response: {
            responseType: 'ImportSummary',
            status: 'ERROR',
            importCount: { imported: 0, updated: 0, ignored: 1, deleted: 0 },
            conflicts: [{ objects: {}, value: 'Data set not accessible', errorCode: 'E8010', indexes: [0] }],
            rejectedIndexes: [0],
          },
        },
      }),
  ),
  trial(
    'DHIS2 does not judge it',
    /did not say whether it takes a test value.*answered 409 without an import summary/,
    (world) => checkWithFault(world, '/api/dataValueSets', { kind: 'status', status: 409, body: { status: 'ERROR' } }),
  ),
  trial('The authority is missing after all', /lacks an authority \(403\): F_DATAVALUE_ADD/, (world) =>
    checkWithFault(world, '/api/dataValueSets', {
      kind: 'status',
      status: 403,
      body: { httpStatus: 'Forbidden', httpStatusCode: 403, status: 'ERROR', message: 'Access is denied' },
    }),
  ),
  warns('The test value')('Every data set that could take it is closed', /let the user pass.*E7640.*expiry days/, () =>
    checkOther({ change: share('rwr-----', ['dsEXPIRED01']) }),
  ),
  warns('The test value')('No data set has a plain data element', /No test value was tried: no data set/, () =>
    checkOther({
      change: (metadata) => {
        for (const element of metadata['dataElements'] ?? []) element['valueType'] = 'FILE_RESOURCE';
      },
    }),
  ),
];
