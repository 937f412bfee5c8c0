import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig, readConfig } from '../../src/config/config';
import { ConfigError } from '../../src/errors';

const CANARY = 'hunter2-canary';
const BASIC = { auth_type: 'basic', username: 'airbyte', password: 'p w' };
const MINIMUM = { base_url: 'https://dhis2.example.org', credentials: BASIC };

/** The error for a configuration; what was found never stands in it. */
function refusal(raw: unknown): string {
  try {
    parseConfig(raw);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const { message } = error as Error;
    expect(message).not.toContain(CANARY);
    return message;
  }
  throw new Error('The configuration was taken.');
}

describe('parseConfig', () => {
  it('needs address and sign-in only; the rest has the defaults of the spec', () => {
    expect(parseConfig(MINIMUM)).toEqual({
      connection: {
        baseUrl: 'https://dhis2.example.org',
        credentials: { kind: 'basic', username: 'airbyte', password: 'p w' },
        requestTimeoutMs: 300_000,
        maxConcurrentRequests: 4,
        importStrategy: 'CREATE_AND_UPDATE',
      },
      core: {
        idSchemes: {
          dataSet: { kind: 'uid' },
          orgUnit: { kind: 'uid' },
          dataElement: { kind: 'uid' },
          categoryOptionCombo: { kind: 'uid' },
          attributeOptionCombo: { kind: 'uid' },
          categoryOption: { kind: 'uid' },
        },
        streams: [],
        importStrategy: 'CREATE_AND_UPDATE',
        nullValues: 'skip',
        completion: 'from_records',
        requestShape: 'packed',
        maxValuesPerRequest: 10_000,
        maxConcurrentRequests: 4,
        preflight: true,
        maxRejectedPercent: 10,
      },
      warnings: [],
      raw: MINIMUM,
    });
  });

  const client = { client_id: ' airbyte ', client_secret: 's\n' };
  it.each([
    [
      { auth_type: 'personal_access_token', token: ' d2p_x\n' },
      { kind: 'personal_access_token', token: 'd2p_x' },
    ],
    [
      { auth_type: 'oauth2_refresh_token', ...client, refresh_token: 'r\n' },
      { kind: 'oauth2_refresh_token', clientId: 'airbyte', clientSecret: 's', refreshToken: 'r' },
    ],
    [
      { auth_type: 'oauth2_password', ...client, username: 'u', password: ' p ', token_url: 'https://x.org/t' },
      {
        kind: 'oauth2_password',
        clientId: 'airbyte',
        clientSecret: 's',
        username: 'u',
        password: ' p ',
        tokenUrl: 'https://x.org/t',
      },
    ],
    [
      { auth_type: 'oauth2_client_credentials', ...client, token_url: 'https://x.org/t', scope: 'a b' },
      {
        kind: 'oauth2_client_credentials',
        clientId: 'airbyte',
        clientSecret: 's',
        tokenUrl: 'https://x.org/t',
        scope: 'a b',
      },
    ],
  ])('reads the sign-in %j', (credentials, read) => {
    expect(parseConfig({ ...MINIMUM, credentials }).connection.credentials).toEqual(read);
  });

  it('takes null, empty texts and empty objects for fields that were left empty', () => {
    const left = { ca_certificates: '', reports_dir: null, id_schemes: null, streams: null, preflight: null };
    const { connection, core, reportsDir } = parseConfig({ ...MINIMUM, ...left });
    expect([connection.caCertificates, reportsDir, core.streams, core.preflight]).toEqual([
      undefined,
      undefined,
      [],
      true,
    ]);

    const entry = {
      stream: 'v',
      namespace: '',
      period_from: {},
      indicators: [{ column: 'c', data_element: 'd', category_option_combo: '' }],
    };
    expect(parseConfig({ ...MINIMUM, streams: [entry] }).core.streams).toEqual([
      { stream: 'v', layout: 'auto', columns: [], constants: [], indicators: [{ column: 'c', dataElement: 'd' }] },
    ]);
  });

  it('reads id schemes', () => {
    const id_schemes = { data_set: 'CODE', org_unit: 'ATTRIBUTE:atEXTERNID1', data_element: 'NAME' };
    expect(parseConfig({ ...MINIMUM, id_schemes }).core.idSchemes).toEqual({
      dataSet: { kind: 'code' },
      orgUnit: { kind: 'attribute', attribute: 'atEXTERNID1' },
      dataElement: { kind: 'name' },
      categoryOptionCombo: { kind: 'uid' },
      attributeOptionCombo: { kind: 'uid' },
      categoryOption: { kind: 'uid' },
    });
  });

  it('reads id schemes in any case, and those of a stream', () => {
    const id_schemes = { data_set: 'code', org_unit: 'Attribute:atEXTERNID1', data_element: ' Name ' };
    const streams = [
      { stream: 'v', id_schemes: { org_unit: 'Code', category_option_combo: 'name', data_set: '' } },
      { stream: 'w', id_schemes: {} },
    ];
    const { core } = parseConfig({ ...MINIMUM, id_schemes, streams });
    expect(core.idSchemes).toMatchObject({
      dataSet: { kind: 'code' },
      orgUnit: { kind: 'attribute', attribute: 'atEXTERNID1' },
      dataElement: { kind: 'name' },
    });
    expect(core.streams[0]?.idSchemes).toEqual({ orgUnit: { kind: 'code' }, categoryOptionCombo: { kind: 'name' } });
    expect(core.streams[1]).not.toHaveProperty('idSchemes');
    const wrong = { ...MINIMUM, streams: [{ stream: 'v', id_schemes: { org_unit: 'CODES' } }] };
    expect(() => parseConfig(wrong)).toThrow(
      '`streams[0].id_schemes.org_unit` must be of the form UID, CODE, NAME or ATTRIBUTE:uid.',
    );
  });

  it('leaves what was read as it was, to be given back', () => {
    const raw = Object.freeze({ ...MINIMUM, credentials: Object.freeze({ ...BASIC }), ca_certificates: null });
    expect(parseConfig(raw).raw).toBe(raw);
    expect(raw).toEqual({ ...MINIMUM, ca_certificates: null });
  });

  it('warns of settings that nobody knows, wherever they stand', () => {
    const raw = {
      ...MINIMUM,
      max_values: 1,
      streams: [{ stream: 'v', indicator: [], columns: [{ column: 'a', field: 'value', x: 1 }] }],
    };
    expect(parseConfig(raw).warnings).toEqual([
      '`max_values` is no setting of this connector and is ignored.',
      '`streams[0].indicator` is no setting of this connector and is ignored.',
      '`streams[0].columns[0].x` is no setting of this connector and is ignored.',
    ]);
  });

  const entry = (more: object): object => ({ ...MINIMUM, streams: [{ stream: 'v', ...more }] });
  it.each([
    ['no object', CANARY, 'The configuration is not a JSON object.'],
    ['nothing', {}, '`base_url` is missing (DHIS2 address). `credentials` is missing (Sign-in).'],
    [
      'no sign-in chosen',
      { ...MINIMUM, credentials: { token: CANARY } },
      '`credentials.auth_type` must be one of: personal_access_token, oauth2_refresh_token,',
    ],
    [
      'an unknown sign-in',
      { ...MINIMUM, credentials: { auth_type: CANARY } },
      '`credentials.auth_type` must be one of:',
    ],
    ['a sign-in that is a text', { ...MINIMUM, credentials: CANARY }, '`credentials.auth_type` must be one of:'],
    [
      'a sign-in without its secret',
      { ...MINIMUM, credentials: { auth_type: 'personal_access_token' } },
      '`credentials.token` is missing (Token).',
    ],
    [
      'an empty secret',
      { ...MINIMUM, credentials: { ...BASIC, password: '' } },
      '`credentials.password` must be a text that is not empty.',
    ],
    [
      'a secret that is a number',
      { ...MINIMUM, credentials: { ...BASIC, password: 7 } },
      '`credentials.password` must be a text',
    ],
    ['no address', { ...MINIMUM, base_url: CANARY }, '`base_url` must be of the form https://'],
    [
      'an address as the browser shows it',
      { ...MINIMUM, base_url: `https://dhis2.example.org/hmis/#/${CANARY}` },
      'without the page that is open in the browser',
    ],
    [
      'a bound as text',
      { ...MINIMUM, max_values_per_request: '100' },
      '`max_values_per_request` must be a whole number from 1 to 100000.',
    ],
    [
      'a bound out of range',
      { ...MINIMUM, max_concurrent_requests: 17 },
      '`max_concurrent_requests` must be a whole number from 1 to 16.',
    ],
    ['a broken bound', { ...MINIMUM, max_values_per_request: 1.5 }, '`max_values_per_request` must be a whole number'],
    [
      'a percentage above 100',
      { ...MINIMUM, max_rejected_percent: 101 },
      '`max_rejected_percent` must be a number from 0 to 100.',
    ],
    ['a switch as text', { ...MINIMUM, preflight: 'yes' }, '`preflight` must be true or false.'],
    ['an unknown choice', { ...MINIMUM, null_values: CANARY }, '`null_values` must be one of: skip, delete.'],
    [
      'an unknown id scheme',
      { ...MINIMUM, id_schemes: { org_unit: CANARY } },
      '`id_schemes.org_unit` must be of the form UID, CODE, NAME or ATTRIBUTE:uid.',
    ],
    [
      'no certificates',
      { ...MINIMUM, ca_certificates: CANARY },
      '`ca_certificates` must be of the form -----BEGIN CERTIFICATE-----',
    ],
    ['a list that is none', { ...MINIMUM, streams: {} }, '`streams` must be a list.'],
    [
      'an entry without a stream',
      { ...MINIMUM, streams: [{ layout: 'long' }] },
      '`streams[0].stream` is missing (Stream).',
    ],
    [
      'an unknown field',
      entry({ columns: [{ column: 'a', field: CANARY }] }),
      '`streams[0].columns[0].field` must be one of: data_set, period,',
    ],
    [
      'a column for nothing',
      entry({ columns: [{ column: 'a' }] }),
      '`streams[0].columns[0].field` is missing (Means).',
    ],
    [
      'a field given twice',
      entry({
        columns: [
          { column: 'a', field: 'value' },
          { column: 'b', field: 'value' },
        ],
      }),
      '`streams[0].columns[0]` and `streams[0].columns[1]` both give value',
    ],
    [
      'a field as column and constant',
      entry({ columns: [{ column: 'a', field: 'data_set' }], constants: [{ field: 'data_set', value: 'x' }] }),
      '`streams[0].columns[0]` and `streams[0].constants[0]` both give data_set',
    ],
    [
      'a period twice',
      entry({ columns: [{ column: 'a', field: 'period' }], period_from: { column: 'd', period_type: 'Monthly' } }),
      '`streams[0].period_from` and `streams[0].columns[0]` both give period',
    ],
    ['half a period_from', entry({ period_from: { column: 'd' } }), '`streams[0].period_from.period_type` is missing'],
    [
      'the other half',
      entry({ period_from: { period_type: 'Monthly' } }),
      '`streams[0].period_from.column` is missing',
    ],
    [
      'an unknown period type',
      entry({ period_from: { column: 'd', period_type: CANARY } }),
      '`streams[0].period_from.period_type` must be one of: Daily,',
    ],
    [
      'indicators in long rows',
      entry({ layout: 'long', indicators: [{ column: 'c', data_element: 'd' }] }),
      '`streams[0].indicators` are for wide rows',
    ],
    [
      'an indicator twice',
      entry({
        indicators: [
          { column: 'a', data_element: 'd' },
          { column: 'b', data_element: 'd' },
        ],
      }),
      '`streams[0].indicators[0]` and `[1]` are the same',
    ],
    [
      'two entries for a stream',
      { ...MINIMUM, streams: [{ stream: 'v' }, { stream: 'v' }] },
      '`streams[0]` and `streams[1]` are both for v.',
    ],
  ])('refuses %s, names the field and never shows what it found', (_, raw, message) => {
    expect(refusal(raw)).toContain(message);
  });

  it('tells a few faults at once, and how many more there are', () => {
    const streams = Array.from({ length: 8 }, () => ({}));
    const message = refusal({ ...MINIMUM, streams });
    expect(message.match(/is missing/g)).toHaveLength(5);
    expect(message).toContain('And 3 more.');
  });
});

describe('readConfig', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'config-'))));
  afterAll(() => rm(folder, { recursive: true }));

  it('quotes nothing of a file that is no JSON', async () => {
    const path = join(folder, 'config.json');
    await writeFile(path, `{"password": "${CANARY}"`);
    const reading = readConfig(path);
    await expect(reading).rejects.toThrow(ConfigError);
    await expect(reading).rejects.toThrow(
      'The file that --config names is not JSON from line 1, column 30 on. Look there, and right before it, for a comma too many, a missing quote, comma or bracket, or a comment.',
    );
    await expect(reading).rejects.not.toThrow(CANARY);
  });

  it.each([
    ['a comma too many', '{\n  "base_url": "x",\n}\n', 'line 3, column 1'],
    ['a missing comma', '{"base_url": "x"\n "credentials": {}}', 'line 2, column 2'],
    ['single quotes', "{'base_url': 'x'}", 'line 1, column 2'],
    ['a comment', '{ // mine\n"base_url": "x"}', 'line 1, column 3'],
    ['a text without quotes', `{"token": ${CANARY}}`, 'line 1, column 11'],
    ['a line break in a text', '{"token": "d2p_\nx"}', 'line 1, column 16'],
  ])('names the place of %s', async (_, text, place) => {
    const path = join(folder, 'config.json');
    await writeFile(path, text);
    await expect(readConfig(path)).rejects.toThrow(`is not JSON from ${place} on`);
  });

  it('says when the file is empty', async () => {
    const path = join(folder, 'config.json');
    await writeFile(path, '\ufeff \n');
    await expect(readConfig(path)).rejects.toThrow('The file that --config names is empty');
  });

  it('says when there is no such file, or it is a folder', async () => {
    await expect(readConfig(join(folder, 'none'))).rejects.toThrow('(ENOENT)');
    await expect(readConfig(folder)).rejects.toThrow('(EISDIR)');
  });
});
