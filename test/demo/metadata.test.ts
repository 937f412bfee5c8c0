import { readFileSync } from 'node:fs';
import { DHIS2_METADATA } from '../../demo/src/places';

interface MetadataObject {
  readonly id: string;
  readonly code?: string;
  readonly name: string;
}

const metadata = JSON.parse(readFileSync(DHIS2_METADATA, 'utf8')) as Readonly<
  Record<string, readonly MetadataObject[]>
>;
const objects = Object.values(metadata).flat();

/** Every `{ "id": … }` below an object. */
function references(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'id' in value && typeof value.id === 'string' ? [value.id] : [];
  return [...own, ...Object.values(value).flatMap(references)];
}

describe('the metadata of the demo', () => {
  it('has UIDs as DHIS2 makes them, each once', () => {
    for (const { id } of objects) expect(id).toMatch(/^[A-Za-z][A-Za-z0-9]{10}$/);
    expect(new Set(objects.map(({ id }) => id)).size).toBe(objects.length);
  });

  it('refers to nothing outside itself', () => {
    const known = new Set(objects.map(({ id }) => id));
    expect(objects.flatMap(references).filter((id) => !known.has(id))).toEqual([]);
  });

  it('is told apart from what a server has of its own by its codes', () => {
    const codes = objects
      .flatMap(({ code }) => code ?? [])
      .filter((code) => code !== 'default' && code !== 'Superuser');
    for (const code of codes) expect(code).toMatch(/^(DEMO|FR-)/);
  });
});
