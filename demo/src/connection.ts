import type { Client } from 'pg';
import type { Dhis2 } from './dhis2';
import { SCHEMA } from './load-warehouse';

/** Views that are synced with DHIS2's ids. */
export const VIEWS_BY_ID = ['monthly_indicators', 'antenatal_care', 'haemoglobin', 'weekly_surveillance'] as const;

/** The view whose ids are codes; a connection of its own, since `id_schemes` is set for a connection. */
export const VIEWS_BY_CODE = ['antenatal_by_code'] as const;

/** The view with mistakes in it. */
export const VIEWS_WITH_MISTAKES = ['typed_by_hand'] as const;

/** How many values DHIS2 is sent in one request; `grouped` sends one data set, org unit and period at a time. */
export type RequestShape = 'packed' | 'grouped';

/** The connector's configuration for the views with DHIS2's ids. */
export async function configureByIds(client: Client, dhis2: Dhis2, requestShape: RequestShape): Promise<object> {
  const { rows } = await client.query<{ indicator: string; data_set: string; data_element: string }>(
    `SELECT indicator, data_set, data_element FROM ${SCHEMA}.indicator_id WHERE indicator LIKE 'antenatal%' ORDER BY 1`,
  );
  const [first, fourth] = rows as [(typeof rows)[0], (typeof rows)[0]];
  return {
    base_url: dhis2.api.url,
    credentials: dhis2.credentials,
    request_shape: requestShape,
    streams: [
      {
        stream: 'antenatal_care',
        namespace: SCHEMA,
        layout: 'wide',
        constants: [{ field: 'data_set', value: first.data_set }],
        indicators: [
          { column: 'first_visits', data_element: first.data_element },
          { column: 'fourth_visits', data_element: fourth.data_element },
        ],
      },
      {
        stream: 'weekly_surveillance',
        namespace: SCHEMA,
        layout: 'packaged',
        period_from: { column: 'week_start', period_type: 'Weekly' },
      },
    ],
  };
}

/** The connector's configuration for the views with codes. */
export function configureByCodes(dhis2: Dhis2): object {
  return {
    base_url: dhis2.api.url,
    credentials: dhis2.credentials,
    id_schemes: { data_set: 'CODE', org_unit: 'CODE', data_element: 'CODE' },
  };
}
