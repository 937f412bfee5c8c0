import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');
const dockerfile = read('Dockerfile');

describe('the Dockerfile', () => {
  test('labels the image with the version of package.json', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(dockerfile).toContain(`io.airbyte.version=${version} `);
  });

  test('labels the image with the name of metadata.yaml', () => {
    const [, repository] = /dockerRepository: (\S+)/.exec(read('metadata.yaml')) ?? [];
    expect(dockerfile).toContain(`io.airbyte.name=${repository} `);
  });

  test('has one entry point, which Airbyte is told of', () => {
    const [, told] = /AIRBYTE_ENTRYPOINT=(\S+)/.exec(dockerfile) ?? [];
    expect(told).toMatch(/^\//);
    expect(dockerfile).toContain(`ENTRYPOINT ["${told}"]`);
  });

  test('pins Node.js to one release', () => {
    expect(dockerfile).toMatch(/^ARG NODE_VERSION=\d+\.\d+\.\d+$/m);
    const bases = [...dockerfile.matchAll(/^FROM (?:--\S+ )?(\S+)/gm)].map(([, base]) => base);
    expect(new Set(bases)).toEqual(new Set(['node:${NODE_VERSION}-bookworm-slim']));
  });
});
