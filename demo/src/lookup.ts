import type { Client } from 'pg';
import { SCHEMA } from './load-warehouse';
import type { WebApi } from './web-api';

interface Named {
  readonly id: string;
  readonly code?: string;
  readonly name: string;
}

interface DataSet extends Named {
  readonly dataSetElements: readonly {
    readonly dataElement: Named & { readonly categoryCombo: { readonly categoryOptionCombos: readonly Named[] } };
  }[];
}

/** Fills the warehouse's lookup tables with the demo's ids and codes as this DHIS2 has them. */
export async function fillLookup(api: WebApi, client: Client): Promise<void> {
  const { organisationUnits } = await api.get<{ organisationUnits: Named[] }>('organisationUnits', {
    filter: 'code:like:FR-',
    fields: 'id,code,name',
    paging: 'false',
  });
  const { dataSets } = await api.get<{ dataSets: DataSet[] }>('dataSets', {
    filter: 'code:in:[DEMO_MONTHLY,DEMO_WEEKLY]',
    fields: 'id,code,name,dataSetElements[dataElement[id,code,name,categoryCombo[categoryOptionCombos[id,code,name]]]]',
    paging: 'false',
  });
  await replace(client, 'dhis2_org_unit', organisationUnits);
  await replace(client, 'dhis2_data_element', dataSets.flatMap(elementRows));
}

function elementRows(dataSet: DataSet): readonly object[] {
  return dataSet.dataSetElements.flatMap(({ dataElement }) =>
    dataElement.categoryCombo.categoryOptionCombos.map((combo) => ({
      data_set: dataSet.id,
      data_set_code: dataSet.code,
      data_element: dataElement.id,
      data_element_code: dataElement.code,
      category_option_combo: combo.id,
      category_option_combo_name: combo.name,
    })),
  );
}

async function replace(client: Client, table: string, rows: readonly object[]): Promise<void> {
  await client.query(`DELETE FROM ${SCHEMA}.${table}`);
  await client.query(
    `INSERT INTO ${SCHEMA}.${table} SELECT * FROM jsonb_populate_recordset(NULL::${SCHEMA}.${table}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}
