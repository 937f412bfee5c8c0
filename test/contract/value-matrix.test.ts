import { partition, pick, uniqBy } from 'lodash';
import type { Sandbox } from '../../sandbox/src/sandbox';
import { countsOf, importValues } from '../sandbox/payloads';
import type { Answer } from '../sandbox/payloads';
import { basic, startTestSandbox } from '../support/sandbox';
import { VERSIONS } from './transcripts';
import { askedTexts, matrixMetadata, sameVerdict, verdict } from './value-matrix';
import type { AskedText } from './value-matrix';

const UNIT = 'ouFACIL0001';
const NO_FILE = 'Cannot invoke "org.hisp.dhis.fileresource.FileResource.setAssigned(boolean)" because "fr" is null';
const NONE = { imported: 0, updated: 0, ignored: 0, deleted: 0 };

describe.each(VERSIONS)('what %s makes of texts', (version) => {
  const later = version === '2.43.1';
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version, metadata: matrixMetadata() });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  it('is told for every text of the matrix as it was recorded, without exception', async () => {
    const texts = askedTexts(version);
    const byThemselves = askedAlone(texts);
    const [single, together] = partition(texts, (text) => byThemselves.has(text));
    const answer = await imported(sandbox, together);
    const asked = together.map((text, position) => ({ text, answer, position, alone: false }));
    for (const text of single) asked.push({ text, answer: await imported(sandbox, [text]), position: 0, alone: true });
    const stored = await readBack(sandbox);
    const judged = asked.map(({ text, ...how }) => ({ ...text, seen: verdict(text, stored, how) }));
    expect(judged.filter(({ seen, recorded }) => !sameVerdict(seen, recorded))).toEqual([]);
    expect(judged).toHaveLength(later ? 2_444 : 2_508);
  });

  it('is nothing for blanks up to 2.42, which empty a cell; 2.43 stores them (transcripts 980-984)', async () => {
    const cell = { element: 'vtINTEGER01', period: '20230101' };
    const counts = async (value: string) => countsOf(await imported(sandbox, [{ ...cell, value }]));
    expect(await counts(' ')).toEqual({ ...NONE, ...(later ? { updated: 1 } : { ignored: 1 }) });
    expect(await counts('1')).toEqual({ ...NONE, ...(later ? { updated: 1 } : { imported: 1 }) });
    expect(await counts('\t')).toEqual({ ...NONE, ...(later ? { updated: 1 } : { deleted: 1 }) });
    expect([...(await readBack(sandbox)).values()]).toEqual(later ? ['\t'] : []);
  });

  it('is the same value with blanks around it up to 2.42 (transcripts 988-990)', async () => {
    const cell = { element: 'vtTEXT00001', period: '20230101' };
    await imported(sandbox, [{ ...cell, value: '  x  ' }]);
    const again = countsOf(await imported(sandbox, [{ ...cell, value: 'x' }]));
    expect(again).toEqual({ ...NONE, ...(later ? { updated: 1 } : { ignored: 1 }) });
  });

  it('is refused with its request for a type that 2.43 does not have', async () => {
    const answer = await imported(sandbox, [{ element: 'vtTRACKER01', period: '20230101', value: 'x' }]);
    expect(answer.status).toBe(later ? 409 : 200);
    if (later) expect(answer.body).toMatchObject({ response: { conflicts: [{ errorCode: 'E8020' }] } });
  });

  it.each([
    [
      'a NUL, behind a 200 on 2.43 (976)',
      { element: 'vtTEXT00001', value: 'a\0b' },
      'Failed to flush BatchHandler',
      [],
    ],
    [
      'a file that does not exist, up to 2.42 (974)',
      { element: 'vtFILERES01', value: 'ouNOSUCH001' },
      NO_FILE,
      ['1', 'ouNOSUCH001', '2'],
    ],
  ])('is the loss of the whole request for %s', async (_, bad, reason, storedByLater) => {
    const around = [{ element: 'vtINTEGER01', value: '1' }, bad, { element: 'vtNUMBER001', value: '2' }];
    const answer = await imported(
      sandbox,
      around.map((text) => ({ ...text, period: '20230101' })),
    );
    expect([...(await readBack(sandbox)).values()].sort()).toEqual(later ? storedByLater.sort() : []);
    if (!later)
      expect(answer).toMatchObject({
        status: 409,
        body: { response: { description: `The import process failed: ${reason}` } },
      });
    else
      expect(answer).toMatchObject({
        status: 200,
        body: { status: 'OK', response: { importCount: { ignored: 3 - storedByLater.length } } },
      });
  });
});

/**
 * What is sent in a request of its own: what takes others with it, what only counts tell of, and one text of each kind.
 * `MATRIX=alone` sends all so, which takes a minute a version.
 */
function askedAlone(texts: readonly AskedText[]): ReadonlySet<AskedText> {
  if (process.env['MATRIX'] === 'alone') return new Set(texts);
  const kind = ({ element, recorded }: AskedText): string =>
    JSON.stringify([element, pick(recorded, 'taken', 'code', 'text')]);
  const wordless = texts.filter(({ recorded }) => !recorded.taken && recorded.code === null);
  return new Set([...wordless, ...uniqBy(texts, kind)]);
}

function imported(sandbox: Sandbox, texts: readonly Omit<AskedText, 'recorded'>[]): Promise<Answer> {
  const dataValues = texts.map(({ element, period, value }) => ({
    dataElement: element,
    period,
    orgUnit: UNIT,
    value,
  }));
  return importValues(sandbox.url, { dataSet: 'vtDATASET01', dataValues });
}

/** All stored texts by element and period. */
async function readBack(sandbox: Sandbox): Promise<ReadonlyMap<string, string>> {
  const query = `dataSet=vtDATASET01&orgUnit=${UNIT}&startDate=2023-01-01&endDate=2024-01-01`;
  const headers = { authorization: basic('connector') };
  const text = await (await fetch(`${sandbox.url}/api/dataValueSets?${query}`, { headers })).text();
  // 2.43 leaves control characters as they are (transcript 994).
  const escaped = text.replace(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const { dataValues } = JSON.parse(escaped) as { dataValues: readonly Record<string, string>[] };
  return new Map(dataValues.map(({ dataElement, period, value }) => [`${dataElement}/${period}`, value ?? '']));
}
