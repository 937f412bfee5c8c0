/** Where a list was cut, as the answer tells it. */
export interface Pager {
  readonly page: number;
  readonly total: number;
  readonly pageSize: number;
  readonly nextPage?: string;
  readonly prevPage?: string;
  readonly pageCount: number;
}

/** One page of a list. */
export interface Page<T> {
  readonly pager: Pager;
  readonly items: readonly T[];
}

const DEFAULT_PAGE_SIZE = 50;

/** Cuts a page out of a list. Beyond the last page it is empty, and calls itself the last (transcript 418). */
export function pageOf<T>(items: readonly T[], query: URLSearchParams, address: string): Page<T> {
  const pageSize = Math.max(1, Number(query.get('pageSize') ?? DEFAULT_PAGE_SIZE) || DEFAULT_PAGE_SIZE);
  const asked = Math.max(1, Number(query.get('page') ?? 1) || 1);
  const pageCount = Math.max(1, Math.ceil(items.length / pageSize));
  const page = Math.min(asked, pageCount);
  const link = (to: number): string => `${address}?${linkQuery(query, to, pageSize)}`;
  return {
    pager: {
      page,
      total: items.length,
      pageSize,
      ...(page < pageCount ? { nextPage: link(page + 1) } : {}),
      ...(page > 1 ? { prevPage: link(page - 1) } : {}),
      pageCount,
    },
    items: items.slice((asked - 1) * pageSize, asked * pageSize),
  };
}

/** Links repeat what was asked for, and the page size only if it is not the usual one (transcripts 416, 417, 426). */
function linkQuery(query: URLSearchParams, page: number, pageSize: number): string {
  const link = new URLSearchParams([['page', String(page)]]);
  if (pageSize !== DEFAULT_PAGE_SIZE) link.append('pageSize', String(pageSize));
  for (const name of ['filter', 'fields', 'order']) {
    for (const value of query.getAll(name)) link.append(name, value);
  }
  return link.toString();
}
