import { hidingMetadataOf } from '../contract/later-metadata';
import { transcripts } from '../contract/transcripts';
import { basic, startTestSandbox } from '../support/sandbox';

/** What a read by the combo of the option that the user may write only is answered with. */
async function readByHidden(version: '2.42' | '2.43', recorded: '2.42.5.2' | '2.43.1'): Promise<unknown> {
  const body = transcripts(recorded).find(({ number }) => number === 1323)!.response!.body;
  const { categoryCombos } = body as { categoryCombos: { categoryOptionCombos: { id: string; name: string }[] }[] };
  const { id } = categoryCombos
    .flatMap(({ categoryOptionCombos }) => categoryOptionCombos)
    .find(({ name }) => name === 'AO wonly')!;
  const sandbox = await startTestSandbox({ version });
  try {
    sandbox.metadata.put(hidingMetadataOf(recorded));
    const query = `dataElement=deAOTEST001&orgUnit=ouFACIL0001&period=202403&attributeOptionCombo=${id}`;
    const answer = await fetch(`${sandbox.url}/api/dataValueSets?${query}`, {
      headers: { authorization: basic('connector') },
    });
    return { status: answer.status, body: await answer.json() };
  } finally {
    await sandbox.close();
  }
}

describe('a read by an attribute option combo that the user may not read', () => {
  it('finds nothing up to 2.42', async () => {
    expect(await readByHidden('2.42', '2.42.5.2')).toMatchObject({ status: 200, body: { dataValues: [] } });
  });

  it('is refused from 2.43 on', async () => {
    expect(await readByHidden('2.43', '2.43.1')).toMatchObject({ status: 409, body: { errorCode: 'E2011' } });
  });
});
