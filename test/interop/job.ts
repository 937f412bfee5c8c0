/** A configuration that signs in to a sandbox as its data-entry user. */
export function configFor(url: string, more: object = {}): object {
  return {
    base_url: url,
    credentials: { auth_type: 'basic', username: 'connector', password: 'Connector1!' },
    ...more,
  };
}

/** The columns of a long row. */
export const COLUMNS: readonly string[] = ['data_set', 'data_element', 'org_unit', 'period', 'value'];

/** A configured catalog, as far as its streams go. */
export interface Catalog {
  readonly streams: readonly { readonly stream: { readonly name: string | undefined } }[];
}

/** A configured catalog with streams of long rows; `reporting.monthly` is `monthly` in the namespace `reporting`. */
export function catalogOf(streams: readonly string[], columns = COLUMNS): Catalog {
  const properties = Object.fromEntries(columns.map((column) => [column, { type: ['null', 'string'] }]));
  return {
    streams: streams.map((key) => {
      const [name, namespace] = key.split('.').reverse();
      const stream = {
        name,
        namespace,
        json_schema: { type: 'object', properties },
        supported_sync_modes: ['full_refresh'],
      };
      return { stream, sync_mode: 'full_refresh', destination_sync_mode: 'append' };
    }),
  };
}

/** A long row of the test metadata's largest data set; each index below 24,000 is a cell of its own. */
export function row(index: number, changes: object = {}): object {
  const month = Math.floor(index / 2000);
  return {
    data_set: 'dsPERF00001',
    data_element: `dePERF${String((index % 20) + 1).padStart(5, '0')}`,
    org_unit: `ouPERF${String((Math.floor(index / 20) % 100) + 1).padStart(5, '0')}`,
    period: `2024${String(month + 1).padStart(2, '0')}`,
    value: String(index),
    ...changes,
  };
}
