import { groupBy } from 'lodash';
import { sampled } from '../support/sample';
import { seededRandom } from '../support/seeded-random';
import { permutation } from './permute';
import { allMetadataOf } from './recorded-metadata';
import { replay } from './replay';
import type { ReplayResult } from './replay';
import { isAsked, leftOut, transcripts, VERSIONS } from './transcripts';

/** Ids that requests name and no metadata holds. */
const UNKNOWN_IDS = [
  'ouNOSUCH001',
  'deNOSUCH001',
  'deNOSUCH002',
  'dsNOSUCH001',
  'cocNOSUCH01',
  'aocNOSUCH01',
  'atNOSUCH001',
  'dsTWODS0001',
  'coNOSUCH001',
  'dlELEMENT02',
  'dlELEMENT04',
  'dlORGUNIT02',
  'dlORGUNIT04',
  'vtFILE00001',
  'vtFILE00002',
  'frNOSUCH001',
  'vtTRACKER02',
];

/** The most that may be left out, as a share of what is asked. */
const MOST_LEFT_OUT = 0.05;

describe.each(sampled(VERSIONS))('the sandbox as DHIS2 %s', (version) => {
  it('answers every recorded request as the server did', async () => {
    const result = await replay(version);
    report(version, result);
    expect(result.different).toEqual([]);
  });

  it('answers so by its rules: ids, codes and years renamed, it still does', async () => {
    const seed = Number(process.env['CONTRACT_SEED'] ?? 20261123);
    const renaming = permutation(allMetadataOf(version), UNKNOWN_IDS, seededRandom(seed));
    const result = await replay(version, renaming);
    report(`${version}, renamed with seed ${seed}`, result);
    expect(result.different).toEqual([]);
  });

  it('leaves out at most five of a hundred, each for a reason', () => {
    const asked = transcripts(version).filter(isAsked);
    const numbers = new Set(asked.map(({ number }) => number));
    const left = leftOut(version);
    expect([...left.keys()].filter((number) => !numbers.has(number))).toEqual([]);
    expect([...left.values()].every((reason) => reason.length > 20)).toBe(true);
    expect(left.size / asked.length).toBeLessThanOrEqual(MOST_LEFT_OUT);
  });
});

/** Prints the totals, and what was left out and why. */
function report(title: string, { asked, replayed, equal, leftOut: left }: ReplayResult): void {
  const lines = Object.entries(groupBy([...left], ([, reason]) => reason)).map(
    ([reason, rows]) => `  left out ${rows.map(([number]) => number).join(', ')}: ${reason}`,
  );
  const totals = `asked ${asked}, replayed ${replayed}, equal ${equal}, left out ${left.size}`;
  process.stdout.write(`${[`DHIS2 ${title}: ${totals}`, ...lines].join('\n')}\n`);
}
