import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../../../src/core/model/ports';
import type { Asked } from '../../../src/dhis2/cells/asked';
import { CELLS, type Held } from '../../../src/dhis2/cells/cell-answer';
import { COMPLETIONS } from '../../../src/dhis2/cells/completion-answer';
import { makeRead, type ReadEnd, type Subject } from '../../../src/dhis2/cells/one-read';
import type { Client } from '../../../src/dhis2/client';

const VERSIONS = ['2.41.9.1', '2.42.5.2', '2.43.1'] as const;

/** The body of a recorded answer, as text; undefined if it was not recorded with that version. */
function recorded(version: string, name: string): string | undefined {
  try {
    const text = readFileSync(join(__dirname, '../../transcripts', version, `${name}.json`), 'utf8');
    const { body } = (JSON.parse(text) as { response: { body: unknown } }).response;
    return typeof body === 'string' ? body : JSON.stringify(body);
  } catch {
    return undefined;
  }
}

/** A client that answers 200 with the bytes, in two chunks. */
function answering(bytes: Buffer): Pick<Client, 'stream'> {
  return {
    stream: (_, __, { open }): Promise<Answer> => {
      const taker = open();
      const middle = bytes.length >> 1;
      if (bytes.length > 0 && taker.take(bytes.subarray(0, middle))) taker.take(bytes.subarray(middle));
      return Promise.resolve({ kind: 'answered', status: 200, body: '' });
    },
  };
}

function readOf<T>(subject: Subject<T>, text: string | Buffer, keys: readonly string[]): Promise<ReadEnd<T>> {
  const one = { what: 'de', orgUnit: 'ou', period: '202501', attributeOptionCombo: 'aoc', group: 'ds' };
  const asked: readonly Asked[] = keys.map((key) => ({ ...one, key }));
  const ids = { what: ['de'], orgUnit: ['ou'], period: ['202501'] };
  return makeRead(answering(Buffer.from(text)), subject, {
    read: { asked, ids, attributeOptionCombos: [] },
    how: { timeoutMs: 1_000, maxValues: 100_000 },
  });
}

const key = (dataElement: string, period: string, orgUnit: string): string =>
  `${dataElement}/HllvX50cXC0/HllvX50cXC0/${orgUnit}/${period}`;

describe.each(VERSIONS)('an answer as DHIS2 %s gives it', (version) => {
  it('shows the cells that were asked for, and keeps no others', async () => {
    const keys = [
      key('deINTEGER01', '201207', 'ouFACIL0001'),
      key('deTEXT00001', '201207', 'ouFACIL0001'),
      key('deNOSUCH001', '201207', 'ouFACIL0001'),
    ];
    const end = await readOf(CELLS, recorded(version, '1136-read-many-includeDeleted')!, keys);

    expect(end.kind).toBe('whole');
    const { found } = end as Extract<ReadEnd<Held>, { kind: 'whole' }>;
    expect([...found.keys()].sort()).toEqual(keys.slice(0, 2).sort());
    expect(found.get(keys[0]!)).toEqual({ kind: 'held', value: '14', followUp: false, deleted: false });
    expect(found.get(keys[1]!)).toEqual({ kind: 'held', value: '', followUp: false, deleted: true });
  });

  it.each(['1163-read-period-never-used', '1170-read-empty', '1171-read-empty-dataElement'])(
    'says that there is nothing (%s)',
    async (name) => {
      expect(await readOf(CELLS, recorded(version, name)!, ['x'])).toEqual({
        kind: 'whole',
        found: new Map(),
        twice: new Set(),
      });
    },
  );

  it('is not whole before its last bracket, wherever it is cut', async () => {
    const bytes = Buffer.from(recorded(version, '1141-read-dataElement-two')!);
    for (let end = 0; end < bytes.length; end += 1) {
      expect((await readOf(CELLS, bytes.subarray(0, end), ['x'])).kind).toBe('spoilt');
    }
    expect((await readOf(CELLS, bytes, ['x'])).kind).toBe('whole');
  });

  it('has values with nothing in common but what stands before the list', async () => {
    const text = recorded(version, '1147-read-attributeOptionCombo-partner')!;
    const { attributeOptionCombo, dataValues } = JSON.parse(text) as {
      attributeOptionCombo?: string;
      dataValues: { attributeOptionCombo?: string; period: string }[];
    };
    const combo = attributeOptionCombo ?? dataValues[0]!.attributeOptionCombo!;
    const asked = `deATTRIB001/HllvX50cXC0/${combo}/ouFACIL0001/${dataValues[0]!.period}`;
    expect(await readOf(CELLS, text, [asked])).toMatchObject({
      kind: 'whole',
      found: new Map([[asked, expect.anything()]]),
    });
  });
});

describe.each(VERSIONS.slice(1))('completions as DHIS2 %s gives them', (version) => {
  it('are known by their groups, and none by {}', async () => {
    const group = 'dsPERF00001/ouPERF00001/HllvX50cXC0/202403';
    expect(await readOf(COMPLETIONS, recorded(version, '1343-completions-many')!, [group])).toMatchObject({
      kind: 'whole',
      found: new Map([[group, { kind: 'registered', date: '2024-05-02' }]]),
    });
    expect(await readOf(COMPLETIONS, recorded(version, '1344-completions-none')!, [group])).toMatchObject({
      kind: 'whole',
      found: new Map(),
    });
  });

  it('are not whole before the last bracket', async () => {
    const bytes = Buffer.from(recorded(version, '1345-completions-two-sets')!);
    for (let end = 0; end < bytes.length; end += 1) {
      expect((await readOf(COMPLETIONS, bytes.subarray(0, end), ['x'])).kind).toBe('spoilt');
    }
  });

  it('that were taken back are not registered', async () => {
    const one = {
      dataSet: 'ds',
      period: '202403',
      organisationUnit: 'ou',
      attributeOptionCombo: 'aoc',
      date: '2024-05-02',
    };
    const text = JSON.stringify({ completeDataSetRegistrations: [{ ...one, completed: false }] });
    expect(await readOf(COMPLETIONS, text, ['ds/ou/aoc/202403'])).toMatchObject({
      found: new Map([['ds/ou/aoc/202403', { kind: 'not-registered' }]]),
    });
  });
});
