import type { Candidate, OwnEntry } from '../../../../src/core/mapping/matching/candidate';
import { matchLists, type MatchOptions, type Proposal } from '../../../../src/core/mapping/matching/match';

const FACILITIES: readonly Candidate[] = [
  { uid: 'ouKANDOHC01', code: 'K1', name: 'Kando Health Centre', within: ['Land', 'Mwera District'] },
  { uid: 'ouKANDOHO01', code: 'K2', name: 'Kando Hospital', within: ['Land', 'Mwera District'] },
  { uid: 'ouKANDOHC02', name: 'Kando HC', within: ['Land', 'Tabora'] },
  { uid: 'ouPOST00002', name: 'Lumba Health Post 2', within: ['Land', 'Tabora'] },
  { uid: 'ouPOST00003', name: 'Lumba Health Post 3', within: ['Land', 'Tabora'] },
  { uid: 'ouMARY00001', name: 'St. Mary Sofala', within: ['Land', 'Tabora'], place: { latitude: -5, longitude: 32 } },
  { uid: 'ouELOTO0001', name: 'Éloto Centre de Santé', within: ['Land', 'Tabora'] },
];

function matchOne(entry: OwnEntry, options: Partial<MatchOptions> = {}): Proposal {
  return matchLists([entry], FACILITIES, { style: 'facility', ...options })[0]!;
}

describe('one entry is matched', () => {
  test.each<[string, OwnEntry, string, string]>([
    ['by its code, in any case', { code: ' k1', name: 'Kando' }, 'ouKANDOHC01', 'code'],
    ['by a UID among the codes', { code: 'ouPOST00002' }, 'ouPOST00002', 'uid'],
    ['by its name in the parent', { name: 'KANDO HC', parent: 'Mwera' }, 'ouKANDOHC01', 'name_in_parent'],
    [
      'by a misspelt name in a misspelt parent',
      { name: 'Kanddo H.C.', parent: 'Mwerra Dist.' },
      'ouKANDOHC01',
      'near_name_in_parent',
    ],
    [
      'in another parent of that name',
      { name: 'Kando HC', parent: 'Tabora District' },
      'ouKANDOHC02',
      'name_in_parent',
    ],
    ['by number', { name: 'Lumba HP 03', parent: 'Tabora' }, 'ouPOST00003', 'name_in_parent'],
    ['with swapped words', { name: 'Sofala Saint Mary HC', parent: 'Tabora' }, 'ouMARY00001', 'near_name_in_parent'],
    ['without accents, in another language', { name: 'Eloto CS' }, 'ouELOTO0001', 'name'],
  ])('%s', (_, entry, uid, reason) => {
    expect(matchOne(entry).best).toMatchObject({ candidate: { uid }, reason });
  });

  test.each<[string, OwnEntry]>([
    ['a name that two places bear, without a parent', { name: 'Kando HC' }],
    ['another sort of facility', { name: 'Lumba Hospital 2', parent: 'Tabora' }],
    ['another number', { name: 'Lumba HP 4', parent: 'Tabora' }],
    ['the same name in another district', { name: 'Sofala St Mary', parent: 'Mwera' }],
    ['the village of a hospital and a health centre', { name: 'Kando', parent: 'Mwera' }],
    ['nothing like it', { name: 'Zanzi', parent: 'Tabora' }],
    ['no name at all', {}],
  ])('with nothing: %s', (_, entry) => {
    expect(matchOne(entry).best).toBeUndefined();
  });

  test('with less, where the code is that of a place called otherwise', () => {
    expect(matchOne({ code: 'K1', name: 'Zanzi' }).best).toMatchObject({ score: 0.8, reason: 'code' });
    const { best, runnerUp } = matchOne({ code: 'K1', name: 'Lumba HP 2', parent: 'Tabora' });
    expect([best?.candidate.uid, runnerUp?.candidate.uid]).toEqual(['ouPOST00002', 'ouKANDOHC01']);
  });

  test('with the next one beside it', () => {
    const { best, runnerUp } = matchOne({ name: 'Kando HC', parent: 'Mwera' });
    expect(best!.score).toBeGreaterThan(runnerUp!.score);
    expect(runnerUp).toMatchObject({ candidate: { name: 'Kando Hospital' } });
  });

  test('with less where it lies far away', () => {
    const near = matchOne({ name: 'Saint Marie Sofala', parent: 'Tabora', place: { latitude: -5.01, longitude: 32 } });
    const far = matchOne({ name: 'Saint Marie Sofala', parent: 'Tabora', place: { latitude: -1, longitude: 36 } });
    expect(near.best?.candidate.uid).toBe('ouMARY00001');
    expect(far.best).toBeUndefined();
  });
});

describe('a list is matched', () => {
  const proposed = (own: readonly OwnEntry[], taken?: ReadonlySet<string>): readonly (string | undefined)[] =>
    matchLists(own, FACILITIES, { style: 'facility', ...(taken && { taken }) }).map(({ best }) => best?.candidate.uid);

  test('so that nothing of DHIS2 is proposed twice: who fits best has it', () => {
    const parent = 'Tabora';
    expect(
      proposed([
        { name: 'Kandoo HC', parent },
        { name: 'Kando HC', parent },
      ]),
    ).toEqual([undefined, 'ouKANDOHC02']);
  });

  test('so that what one entry is for sure leaves no doubt about another', () => {
    const parent = 'Mwera';
    expect(
      proposed([
        { name: 'Kando', parent },
        { name: 'Kando Hospital', parent },
      ]),
    ).toEqual(['ouKANDOHC01', 'ouKANDOHO01']);
  });

  test('without what is taken', () => {
    expect(proposed([{ name: 'Kando HC', parent: 'Tabora' }], new Set(['ouKANDOHC02']))).toEqual([undefined]);
  });

  test('of data elements by words, each of which counts', () => {
    const elements: readonly Candidate[] = [
      { uid: 'deANC000001', name: 'ANC 1st visit', within: ['Monthly'] },
      { uid: 'deANC000004', name: 'ANC 4th visit', within: ['Monthly'] },
    ];
    const [first, hc] = matchLists([{ name: 'anc visits 4th' }, { name: 'HC' }], elements, { style: 'plain' });
    expect(first!.best?.candidate.uid).toBe('deANC000004');
    expect(hc!.best).toBeUndefined();
  });
});
