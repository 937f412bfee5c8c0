import { readList, type Get } from '../../../src/dhis2/metadata/pages';

/** A server that gives `cap` objects a page at most, whatever is asked for. */
function capped(total: number, cap: number): { readonly get: Get; readonly pages: string[] } {
  const pages: string[] = [];
  const get: Get = (_, params = {}) => {
    pages.push(params['page'] ?? 'none');
    const pageSize = Math.min(Number(params['pageSize']), cap);
    const page = Number(params['page']);
    const from = (page - 1) * pageSize;
    const items = Array.from({ length: Math.max(0, Math.min(pageSize, total - from)) }, (_item, i) => ({
      id: `ou${String(from + i).padStart(9, '0')}`,
      path: '/x',
    }));
    const pager = { page, pageSize, total, pageCount: Math.ceil(total / pageSize) };
    return Promise.resolve({ status: 200, body: { pager, organisationUnits: items } });
  };
  return { get, pages };
}

describe('a list of metadata', () => {
  it.each([
    [5_000, 2_000, 3],
    [5_000, 1_000, 5],
    [5_001, 1_000, 6],
    [0, 1_000, 1],
  ])('of %i objects is read whole from a server that gives %i a page', async (total, cap, requests) => {
    const { get, pages } = capped(total, cap);
    const ids = new Set<string>();
    const query = { name: 'organisationUnits', fields: 'id,path', pageSize: 2_000 } as const;
    for await (const page of readList<{ readonly id: string }>(get, query)) for (const { id } of page) ids.add(id);
    expect(ids.size).toBe(total);
    expect(pages).toHaveLength(requests);
  });
});
