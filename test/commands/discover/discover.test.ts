import { destinationCatalog } from '../../../src/commands/discover/discover';
import { fieldNamed } from '../../../src/core/mapping/columns/field-names';
import { mapperOf } from '../../support/mapping';

interface Operation {
  readonly object_name: string;
  readonly sync_mode: string;
  readonly json_schema: {
    readonly properties: Readonly<Record<string, unknown>>;
    readonly required: readonly string[];
  };
  readonly matching_keys: readonly (readonly string[])[];
}

const { destination_catalog } = destinationCatalog() as {
  readonly destination_catalog: { readonly operations: readonly Operation[] };
};

describe('discover', () => {
  test('offers one object, in every way that rows are upserted or deleted', () => {
    const { operations } = destination_catalog;
    expect(new Set(operations.map(({ object_name }) => object_name))).toEqual(new Set(['dataValues']));
    expect(operations.map(({ sync_mode }) => sync_mode)).toEqual(['append', 'append_dedup', 'soft_delete']);
  });

  test.each(destination_catalog.operations)('as $sync_mode has fields that a long row is read by', (operation) => {
    const names = Object.keys(operation.json_schema.properties);
    expect(names.map(fieldNamed)).toEqual(names);
    expect(mapperOf({ columns: names }).description).toContain(': long rows');
    expect(operation.json_schema.required.filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(destination_catalog.operations)(
    'as $sync_mode matches by the cell, each part a path of its own',
    ({ matching_keys }) => {
      const cell = [['data_element'], ['category_option_combo'], ['attribute_option_combo'], ['org_unit'], ['period']];
      expect(matching_keys).toEqual(cell);
    },
  );
});
