import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const found = (file: string, pattern: RegExp): string | undefined => pattern.exec(read(file))?.[1];

describe('the project', () => {
  it('has the settings of the specification in its README', () => {
    execFileSync(process.execPath, ['scripts/settings-table.mjs', '--check'], { cwd: ROOT, stdio: 'pipe' });
  });

  it('has one version everywhere', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect({
      lock: (JSON.parse(read('package-lock.json')) as { version: string }).version,
      metadata: found('metadata.yaml', /^ {2}dockerImageTag: (\S+)$/m),
      changelog: found('CHANGELOG.md', /^## (\S+)/m),
      image: found('Dockerfile', /io\.airbyte\.version=(\S+)/),
    }).toEqual({ lock: version, metadata: version, changelog: version, image: version });
  });

  it('has one name and one documentation page everywhere', () => {
    const repository = found('metadata.yaml', /^ {2}dockerRepository: (\S+)$/m);
    expect(found('Dockerfile', /io\.airbyte\.name=(\S+)/)).toBe(repository);
    const spec = JSON.parse(read('resources/spec.json')) as { documentationUrl: string };
    expect(found('metadata.yaml', /^ {2}documentationUrl: (\S+)$/m)).toBe(spec.documentationUrl);
  });
});
