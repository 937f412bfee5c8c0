import { replay } from './replay';
import type { ReplayResult } from './replay';
import { VERSIONS } from './transcripts';

describe.each(VERSIONS)('the sandbox as DHIS2 %s', (version) => {
  it('answers every recorded request as the server did', async () => {
    const result = await replay(version);
    report(version, result);
    expect(result.different).toEqual([]);
  });
});

function report(version: string, { asked, replayed, equal, leftOut }: ReplayResult): void {
  process.stdout.write(`DHIS2 ${version}: asked ${asked}, replayed ${replayed}, equal ${equal}, left out ${leftOut.size}\n`);
}
