/** What DHIS2 keeps one value for. */
const CELL = ['data_element', 'category_option_combo', 'attribute_option_combo', 'org_unit', 'period'];

/** The one object that rows can become in DHIS2. */
export function destinationCatalog(): unknown {
  const text = (description: string): object => ({ type: ['null', 'string'], description });
  const operation = {
    object_name: 'dataValues',
    json_schema: {
      type: 'object',
      properties: {
        data_set: text('Id of the data set'),
        period: text('DHIS2 period id, such as 202501'),
        org_unit: text('Id of the org unit'),
        attribute_option_combo: text('Id of the attribute option combo; the default one if absent'),
        data_element: text('Id of the data element'),
        category_option_combo: text('Id of the category option combo; the default one if absent'),
        value: text('The value, as DHIS2 stores it'),
        comment: text('A comment on the value'),
        complete_date: text('The day on which the data set was completed'),
        follow_up: { type: ['null', 'boolean'], description: 'Whether the value is marked for follow-up' },
        deleted: { type: ['null', 'boolean'], description: 'True deletes the value in DHIS2' },
      },
      required: ['data_element', 'org_unit', 'period', 'value'],
      additionalProperties: true,
    },
    // Paths, as in a primary key: together they are the cell (protocol 0.18: an inner array is one, maybe nested, path).
    matching_keys: CELL.map((field) => [field]),
  };
  const syncModes = ['append', 'append_dedup', 'soft_delete'];
  return {
    type: 'DESTINATION_CATALOG',
    destination_catalog: { operations: syncModes.map((sync_mode) => ({ ...operation, sync_mode })) },
  };
}
