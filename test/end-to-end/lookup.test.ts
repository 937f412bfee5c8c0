import { PGlite } from '@electric-sql/pglite';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { runForPeople, settingsFolder, type SettingsFolder } from '../support/people';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

describe('lookup, as people run it', () => {
  let sandbox: Sandbox;
  let folder: SettingsFolder;
  let config: string;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    folder = settingsFolder();
    const credentials = { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector };
    config = folder.write('config.json', { base_url: sandbox.url, credentials });
  });
  afterAll(async () => {
    folder.remove();
    await sandbox.close();
  });

  test('prints CSV, a line a row and no other', async () => {
    const run = await runForPeople('lookup', '--config', config, '--format', 'csv', '--data-set', 'dsWEEKLY001');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const kinds = run.stdout.split('\n').map((line) => line.split(',')[0]);
    expect(kinds).toEqual([
      'kind',
      'data_set',
      'data_element',
      'attribute_option_combo',
      'category_option',
      ...Array<string>(4).fill('data_set_org_unit'),
      ...Array<string>(4).fill('org_unit'),
      '',
    ]);
  });

  test('prints SQL that PostgreSQL takes', async () => {
    const { stdout } = await runForPeople('lookup', '--config', config);
    const database = await PGlite.create();
    await database.exec(stdout);
    const { rows } = await database.query('SELECT kind, count(*)::int AS rows FROM dhis2_lookup GROUP BY 1 ORDER BY 1');
    expect(rows).toEqual([
      { kind: 'attribute_option_combo', rows: 8 },
      { kind: 'category_option', rows: 6 },
      { kind: 'data_element', rows: 39 },
      { kind: 'data_set', rows: 6 },
      { kind: 'data_set_org_unit', rows: 120 },
      { kind: 'option', rows: 2 },
      { kind: 'org_unit', rows: 108 },
    ]);
    await database.close();
  });

  test('says on stderr which data sets there are, where one is unknown', async () => {
    const run = await runForPeople('lookup', '--config', config, '--data-set', 'DS_NOPE');
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('DS_NOPE. It shows: dsAPPROV001 (DS_APPR)');
  });
});
