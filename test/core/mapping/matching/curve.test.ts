import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FLOOR, matchLists, type Proposal } from '../../../../src/core/mapping/matching/match';
import { makeRegister } from '../../../support/register';

const DOCS = join(__dirname, '../../../../docs/matching.md');
const TABLE = /<!-- curve:start -->\n[^]*<!-- curve:end -->/;
const SEEDS = [1, 2, 3];
const SIZE = { facilities: 2_000, orgUnits: 4_000 };
const FLOORS = [0.5, 0.6, 0.7, FLOOR, 0.8, 0.85, 0.9, 0.95];

interface Outcome {
  readonly proposal: Proposal;
  readonly truth: string | undefined;
}

function outcomes(seed: number): readonly Outcome[] {
  const { own, orgUnits, truth } = makeRegister(seed, SIZE);
  const proposals = matchLists(own, orgUnits, { style: 'facility', floor: 0 });
  return proposals.map((proposal, index) => ({ proposal, truth: truth[index] }));
}

function measure(all: readonly Outcome[], floor: number): { readonly precision: number; readonly recall: number } {
  const made = all.filter(({ proposal: { best } }) => best !== undefined && best.score >= floor);
  const right = made.filter(({ proposal: { best }, truth }) => best?.candidate.uid === truth).length;
  return { precision: right / made.length, recall: right / all.filter(({ truth }) => truth !== undefined).length };
}

describe('matching made-up registers', () => {
  const bySeed = SEEDS.map(outcomes);

  test.each(SEEDS.map((seed, index) => [seed, index] as const))(
    'finds 9 of 10 facilities, and 99 of 100 proposals are right (seed %i)',
    (_, index) => {
      const { precision, recall } = measure(bySeed[index]!, FLOOR);
      expect(precision).toBeGreaterThanOrEqual(0.99);
      expect(recall).toBeGreaterThanOrEqual(0.9);
    },
  );

  test('has the curve that docs/matching.md shows', () => {
    const all = bySeed.flat();
    const rows = FLOORS.map((floor) => {
      const { precision, recall } = measure(all, floor);
      return `| ${`${floor}${floor === FLOOR ? ' (default)' : ''}`.padEnd(14)} | ${precision.toFixed(3)}     | ${recall.toFixed(3)}  |`;
    });
    const table = ['| floor          | precision | recall |', '| -------------- | --------- | ------ |', ...rows];
    const text = `<!-- curve:start -->\n\n${table.join('\n')}\n\n<!-- curve:end -->`;
    const docs = readFileSync(DOCS, 'utf8');
    if (process.env['UPDATE_DOCS'])
      writeFileSync(
        DOCS,
        docs.replace(TABLE, () => text),
      );
    expect(readFileSync(DOCS, 'utf8')).toContain(text);
  });
});
