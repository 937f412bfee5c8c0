import { readFile } from 'node:fs/promises';
import { DemoError } from './demo-error';
import { DHIS2_METADATA } from './places';
import type { WebApi } from './web-api';

/** Collections that a real DHIS2 is given. Users and roles are only for the sandbox. */
const IMPORTED = [
  'categoryOptions',
  'categories',
  'categoryCombos',
  'dataElements',
  'organisationUnits',
  'dataSets',
] as const;

interface MetadataObject {
  readonly id: string;
  readonly name: string;
  readonly [property: string]: unknown;
}

interface Me {
  readonly id: string;
  readonly authorities: readonly string[];
  readonly organisationUnits: readonly { readonly id: string }[];
}

type Metadata = Readonly<Record<string, readonly MetadataObject[]>>;

/**
 * Gives a real DHIS2 the demo's org units, data sets and data elements, unless it has them, and lets the user enter data there.
 * All of it is called `Demo …` or has a code that begins with `DEMO_` or `FR-`.
 * @returns What was done, for people.
 * @throws {@link DemoError} If the user may not import metadata, or DHIS2 refuses it.
 */
export async function importMetadata(api: WebApi): Promise<string> {
  const metadata = JSON.parse(await readFile(DHIS2_METADATA, 'utf8')) as Metadata;
  const root = metadata['organisationUnits']![0]!;
  const { dataSets } = await api.get<{ dataSets: readonly unknown[] }>('dataSets', {
    filter: 'code:in:[DEMO_MONTHLY,DEMO_WEEKLY]',
    fields: 'id',
  });
  if (dataSets.length === metadata['dataSets']!.length) return 'the demo metadata is there from an earlier run';
  const me = await api.get<Me>('me', { fields: 'id,authorities,organisationUnits[id]' });
  if (!me.authorities.includes('ALL') && !me.authorities.includes('F_METADATA_IMPORT')) {
    throw new DemoError(
      `This DHIS2 does not have the demo's data sets yet, and the user may not import metadata. Sign in once as an administrator.`,
    );
  }
  await api.post('metadata?importStrategy=CREATE_AND_UPDATE&atomicMode=ALL', forServer(metadata));
  const sees = me.organisationUnits.some(({ id }) => id === root.id);
  if (!sees) await api.post(`users/${me.id}/organisationUnits/${root.id}`, {});
  return `imported the demo metadata: org unit ${root.name} with ${metadata['organisationUnits']!.length - 1} below it, ${metadata['dataSets']!.length} data sets`;
}

/** Leaves out what every DHIS2 has of its own: the `default` category objects, and owners of objects. */
function forServer(metadata: Metadata): Record<string, readonly object[]> {
  const ownDefaults = new Set(
    IMPORTED.flatMap((name) => metadata[name]!.filter((object) => object.name === 'default').map(({ id }) => id)),
  );
  const cleaned = (object: MetadataObject): object =>
    Object.fromEntries(
      Object.entries(object).filter(
        ([name, value]) => name !== 'sharing' && !ownDefaults.has((value as { id?: string })?.id ?? ''),
      ),
    );
  const published = (object: MetadataObject): object => {
    const sharing = object['sharing'] as { readonly public: string } | undefined;
    return { ...cleaned(object), ...(sharing && { sharing: { public: sharing.public } }) };
  };
  return Object.fromEntries(
    IMPORTED.map((name) => [name, metadata[name]!.filter(({ id }) => !ownDefaults.has(id)).map(published)]),
  );
}
