import type { MetadataObject } from './model';
import { uidOf } from './uid';

type Collections = ReadonlyMap<string, Map<string, MetadataObject>>;
interface Reference {
  readonly id: string;
}

/**
 * Adds what DHIS2 makes by itself: paths and levels of organisation units, both ends of the option → option set link,
 * and the option combos of a category combo that has none.
 */
export function completeMetadata(collections: Collections): void {
  placeOrgUnits(collections.get('organisationUnits') ?? new Map<string, MetadataObject>());
  combineOptions(collections);
}

function placeOrgUnits(units: Map<string, MetadataObject>): void {
  for (const unit of units.values()) {
    if (unit['path'] === undefined || unit['level'] === undefined) {
      const path = (unit['path'] as string | undefined) ?? pathOf(unit, units);
      units.set(unit.id, { ...unit, path, level: path.split('/').length - 1 });
    }
  }
}

function pathOf(unit: MetadataObject, units: ReadonlyMap<string, MetadataObject>): string {
  const parent = units.get((unit['parent'] as Reference | undefined)?.id ?? '');
  return `${parent === undefined ? '' : pathOf(parent, units)}/${unit.id}`;
}

function combineOptions(collections: Collections): void {
  const combos = collections.get('categoryOptionCombos') ?? new Map<string, MetadataObject>();
  const combined = new Set([...combos.values()].map((combo) => (combo['categoryCombo'] as Reference | undefined)?.id));
  for (const categoryCombo of collections.get('categoryCombos')?.values() ?? []) {
    if (combined.has(categoryCombo.id)) continue;
    for (const options of optionsCombined(categoryCombo, collections)) {
      const name = options.map((option) => option.name).join(', ');
      const id = uidOf([categoryCombo.id, ...options.map((option) => option.id)].join('/'));
      combos.set(id, {
        id,
        name,
        ...(name === 'default' ? { code: 'default' } : {}),
        categoryCombo: { id: categoryCombo.id },
        categoryOptions: options.map((option) => ({ id: option.id })),
        ignoreApproval: false,
        attributeValues: [],
      });
    }
  }
}

function optionsCombined(categoryCombo: MetadataObject, collections: Collections): readonly MetadataObject[][] {
  const categories = ((categoryCombo['categories'] ?? []) as readonly Reference[]).map(
    ({ id }) => collections.get('categories')?.get(id)?.['categoryOptions'] as readonly Reference[] | undefined,
  );
  const options = collections.get('categoryOptions');
  return categories.reduce<MetadataObject[][]>(
    (rows, category) =>
      rows.flatMap((row) => (category ?? []).flatMap(({ id }) => [[...row, options?.get(id)].filter(isPresent)])),
    categories.length === 0 ? [] : [[]],
  );
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}
