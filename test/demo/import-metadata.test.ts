import { importMetadata } from '../../demo/src/import-metadata';
import type { WebApi } from '../../demo/src/web-api';

const ADMIN = { id: 'adminUser01', authorities: ['ALL'], organisationUnits: [] };

/** A server's Web API with these answers to reads, which keeps what is posted. */
function serverWith(answers: Readonly<Record<string, unknown>>) {
  const posted: { path: string; body: Record<string, readonly Record<string, unknown>[]> }[] = [];
  const api = {
    url: 'http://dhis2',
    get: (path: string) => Promise.resolve(answers[path]),
    post: (path: string, body: Record<string, readonly Record<string, unknown>[]>) => {
      posted.push({ path, body });
      return Promise.resolve({});
    },
  } as unknown as WebApi;
  return { api, posted };
}

describe('importMetadata', () => {
  it('leaves a server alone that has the data sets', async () => {
    const { api, posted } = serverWith({ dataSets: { dataSets: [{ id: 'a' }, { id: 'b' }] } });
    expect(await importMetadata(api)).toContain('from an earlier run');
    expect(posted).toEqual([]);
  });

  it('asks for an administrator before it changes anything', async () => {
    const { api, posted } = serverWith({
      dataSets: { dataSets: [] },
      me: { ...ADMIN, authorities: ['F_DATAVALUE_ADD'] },
    });
    await expect(importMetadata(api)).rejects.toThrow('Sign in once as an administrator');
    expect(posted).toEqual([]);
  });

  it('imports the demo, all or nothing, without users and without the defaults that every server has', async () => {
    const { api, posted } = serverWith({ dataSets: { dataSets: [] }, me: ADMIN });
    await importMetadata(api);
    const [{ path, body }] = posted as [(typeof posted)[0]];
    expect(path).toContain('atomicMode=ALL');
    expect(Object.keys(body).sort()).toEqual([
      'categories',
      'categoryCombos',
      'categoryOptions',
      'dataElements',
      'dataSets',
      'organisationUnits',
    ]);
    const text = JSON.stringify(body);
    for (const own of ['bjDvmb4bfuf', 'GLevLNI9wkl', 'xYerKDKCefk', '"default"', 'owner'])
      expect(text).not.toContain(own);
    expect(body['dataSets']).toHaveLength(2);
    expect(body['dataSets']?.every(({ sharing }) => JSON.stringify(sharing) === '{"public":"rwrw----"}')).toBe(true);
  });

  it('gives the user the org unit, unless they have it', async () => {
    const without = serverWith({ dataSets: { dataSets: [] }, me: ADMIN });
    await importMetadata(without.api);
    const root = without.posted[0]?.body['organisationUnits']?.[0]?.['id'] as string;
    expect(without.posted[1]?.path).toBe(`users/adminUser01/organisationUnits/${root}`);

    const having = serverWith({ dataSets: { dataSets: [] }, me: { ...ADMIN, organisationUnits: [{ id: root }] } });
    await importMetadata(having.api);
    expect(having.posted).toHaveLength(1);
  });
});
