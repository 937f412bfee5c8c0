import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { runForPeople, settingsFolder, type SettingsFolder } from '../support/people';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';

describe('match, as people run it', () => {
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
  const write = (name: string, text: string): string => {
    const path = join(dirname(config), name);
    writeFileSync(path, text);
    return path;
  };

  test('prints a CSV that can be matched again, with what to look at on stderr', async () => {
    const list = write('list.csv', 'code;name;district\n;Facilty One;District 1\n;Perf Facility 17;\n;Nowhere;\n');
    const first = await runForPeople('match', '--config', config, '--org-units', list);
    expect(first.stdout.split('\n').map((line) => line.split(';').slice(3, 7).join(' '))).toEqual([
      'dhis2_id dhis2_name score reason',
      'ouFACIL0001 Facility One 0.871 near_name',
      'ouPERF00017 Perf Facility 17 0.95 name',
      '   not_found',
      '',
    ]);
    expect(first.stderr).toContain('3 rows: 2 with a proposal to review, 0 decided by a person, 1 without');
    const reviewed = write('reviewed.csv', first.stdout);
    const unmatched = join(dirname(config), 'unmatched.csv');
    const second = await runForPeople('match', '--config', config, '--org-units', reviewed, '--unmatched', unmatched);
    expect(second.stdout).toBe(first.stdout);
    expect(second.stderr).toContain('No row is new since the last run.');
  });

  test('says what is missing in the command line', async () => {
    const run = await runForPeople('match', '--config', config);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('--org-units FILE.csv or --data-elements FILE.csv');
  });
});
