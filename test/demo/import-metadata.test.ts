import { importMetadata } from '../../demo/src/import-metadata';
import type { WebApi } from '../../demo/src/web-api';

const ADMIN = { id: 'adminUser01', authorities: ['ALL'], organisationUnits: [] };

/** A server's Web API with these answers to reads, which keeps what is posted. */
function serverWith(answers: Readonly<Record<string, unknown>>) {
  const posted: { path: string; body: Record<string, readonly Record<string, unknown>[]> }[] = [];
  const api = {
    url: 'http://dhis2',
    get: (path: string) =>
      Promise.resolve({ categoryCombos: { categoryCombos: [{ id: 'theirDefault' }] }, ...answers }[path]),
    post: (path: string, body: Record<string, readonly Record<string, unknown>[]>) => {
      posted.push({ path, body });
      return Promise.resolve({});
    },
  } as unknown as WebApi;
  return { api, posted };
}

describe('importMetadata', () => {
  it('leaves a server alone that has the data sets', async () => {
    const { api, posted } = serverWith({
      dataSets: { dataSets: [{ id: 'a' }, { id: 'b' }] },
      me: { ...ADMIN, organisationUnits: [{ id: 'country0001' }] },
    });
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
    expect(body['dataSets']?.[0]?.['categoryCombo']).toEqual({ id: 'theirDefault' });
    expect(body['dataSets']?.every(({ sharing }) => JSON.stringify(sharing) === '{"public":"rwrw----"}')).toBe(true);
  });

  it('puts the org units below the one of the user, whom it leaves as they are', async () => {
    const { api, posted } = serverWith({
      dataSets: { dataSets: [] },
      me: { ...ADMIN, organisationUnits: [{ id: 'country0001' }] },
    });
    await importMetadata(api);
    expect(posted).toHaveLength(1);
    expect(posted[0]?.body['organisationUnits']?.[0]?.['parent']).toEqual({ id: 'country0001' });
  });

  it('gives the root to a user who has no org unit, after an import that was broken off, too', async () => {
    const fresh = serverWith({ dataSets: { dataSets: [] }, me: ADMIN });
    await importMetadata(fresh.api);
    const root = fresh.posted[0]?.body['organisationUnits']?.[0];
    expect(root).not.toHaveProperty('parent');
    expect(fresh.posted[1]?.path).toBe(`users/adminUser01/organisationUnits/${String(root?.['id'])}`);

    const again = serverWith({ dataSets: { dataSets: [{ id: 'a' }, { id: 'b' }] }, me: ADMIN });
    await importMetadata(again.api);
    expect(again.posted.map(({ path }) => path)).toEqual([fresh.posted[1]?.path]);
  });
});
