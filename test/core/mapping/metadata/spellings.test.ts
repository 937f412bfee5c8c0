import { Spellings } from '../../../../src/core/mapping/metadata/spellings';

type Object = readonly [id: string, code: string, name: string];

function spellingsOf(objects: readonly Object[]): Spellings {
  const spellings = new Spellings();
  for (const [id, code, name] of objects) spellings.add({ id, code, name });
  return spellings;
}

const UNITS: readonly Object[] = [
  ['ouFACIL0001', 'F1', 'Kando HC'],
  ['ouFACIL0002', 'F2', 'Kando HP 2'],
  ['ouFACIL0003', 'F3', 'Hôpital de Ngaoundéré'],
  ['ouFACIL0004', 'OU_TX', 'Ярославль'],
  ['ouFACIL0005', 'OU_1234', 'Twins'],
  ['ouFACIL0006', 'OU_1235', 'Twins'],
];

describe('what an unknown id may have been meant for', () => {
  test.each<[string, string | undefined]>([
    ['Kandoo HC', 'Kando HC'],
    ['kando hc', 'Kando HC'],
    ['Kando-H.C.', 'Kando HC'],
    ['Hopital de Ngaoundere', 'Hôpital de Ngaoundéré'],
    ['Hopital Ngaoundere', 'Hôpital de Ngaoundéré'],
    ['Ярославел', 'Ярославль'],
    ['oufacil0OO1', 'ouFACIL0001'],
    ['ou tx', 'OU_TX'],
    // Too far, too short, or another number.
    ['Kenda HP', undefined],
    ['Kando Health Centre', undefined],
    ['F4', undefined],
    ['Kando HP 3', undefined],
    ['OU_1236', undefined],
    ['ouFACIL0009', undefined],
    ['', undefined],
    ['…', undefined],
    ['\t\n', undefined],
  ])('%j: %j', (id, text) => {
    const meant = spellingsOf(UNITS).meantBy(id);
    expect(meant?.spellings[0]?.text).toBe(text);
    if (text !== undefined) expect(meant?.exact).toBe(false);
  });

  test('is told for sure where it is a UID, code or name just so', () => {
    const exact = (id: string) =>
      spellingsOf(UNITS)
        .meantBy(id)
        ?.spellings.map(({ kind, uid }) => [kind, uid]);
    expect(exact('Kando  HC')).toEqual([['name', 'ouFACIL0001']]);
    expect(exact('f1')).toEqual([['code', 'ouFACIL0001']]);
    expect(exact('ouFACIL0002')).toEqual([['uid', 'ouFACIL0002']]);
    expect(exact('Twins')).toEqual([
      ['name', 'ouFACIL0005'],
      ['name', 'ouFACIL0006'],
    ]);
  });

  test('is not told where many are as near', () => {
    const many = Array.from({ length: 4 }, (_, index): Object => [`ouMANY0000${index}`, '', 'Twins']);
    expect(spellingsOf(many).meantBy('Twinss')).toBeUndefined();
    expect(spellingsOf(many.slice(0, 2)).meantBy('Twinss')?.spellings).toHaveLength(2);
  });

  test('is looked for 50 times, and known again after that', () => {
    const spellings = spellingsOf(UNITS);
    for (let index = 0; index < 49; index += 1) expect(spellings.meantBy(`unknown ${index}`)).toBeUndefined();
    expect(spellings.meantBy('Kandoo HC')).toBeDefined();
    expect(spellings.meantBy('Kando H C')).toBeUndefined();
    expect(spellings.meantBy('Kandoo HC')).toBeDefined();
  });

  test('takes some milliseconds among 20,000 org units', () => {
    const letters = (index: number): string =>
      [7, 11, 13, 17].map((prime) => String.fromCharCode(97 + ((index * prime) % 26))).join('');
    const spellings = spellingsOf(
      Array.from({ length: 20_000 }, (_, index) => [
        `ou${String(index).padStart(9, '0')}`,
        `OU_${index}`,
        `Hôpital ${letters(index)} ${letters(index * 3 + 1)}`,
      ]),
    );
    const started = process.cpuUsage();
    for (let index = 0; index < 20; index += 1) spellings.meantBy(`Hopital ${index} abcd`);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 20 / 1000).toBeLessThan(50);
  });
});
