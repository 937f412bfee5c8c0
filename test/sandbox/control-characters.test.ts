import { basic, startTestSandbox } from '../support/sandbox';

const CELL = { dataElement: 'deTEXT00001', period: '202501', orgUnit: 'ouFACIL0001' };
const READ = '/api/dataValueSets?dataSet=dsMONTHLY01&period=202501&orgUnit=ouFACIL0001';

/** What a read of a text gives, as it goes over the wire. */
async function readBack(version: string, value: string): Promise<string> {
  const sandbox = await startTestSandbox({ version });
  try {
    const headers = { authorization: basic('connector'), 'content-type': 'application/json' };
    const body = JSON.stringify({ dataSet: 'dsMONTHLY01', dataValues: [{ ...CELL, value }] });
    await fetch(`${sandbox.url}/api/dataValueSets`, { method: 'POST', headers, body });
    return await (await fetch(sandbox.url + READ, { headers })).text();
  } finally {
    await sandbox.close();
  }
}

describe('control characters in what is read (transcript 994)', () => {
  it('are escaped up to 2.42', async () => {
    expect(await readBack('2.42', 'a\u0001b')).toContain('"value":"a\\u0001b"');
  });

  it('are written as they are from 2.43 on, which is no JSON; a backslash before a u stays what it is', async () => {
    const text = await readBack('2.43', 'a\u0001b \\u0001');
    expect(text).toContain('"value":"a\u0001b \\\\u0001"');
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });
});
