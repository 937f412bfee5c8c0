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
  readonly sharing?: { readonly public: string };
  readonly categoryCombo?: { readonly id: string };
  readonly [property: string]: unknown;
}

interface Me {
  readonly id: string;
  readonly authorities: readonly string[];
  readonly organisationUnits: readonly { readonly id: string }[];
}

type Metadata = Readonly<Record<string, readonly MetadataObject[]>>;

/**
 * Gives a real DHIS2 the demo's org units, data sets and data elements, unless it has them.
 *
 * The org units go below the first one that the user enters data for, so that nothing of the user changes. On a new server,
 * where there is none, they become the tree, and the user is given its root. All codes begin with `DEMO` or `FR-`.
 * @returns What was done, for people.
 * @throws {@link DemoError} If the user may not import metadata, or DHIS2 refuses it.
 */
export async function importMetadata(api: WebApi): Promise<string> {
  const metadata = JSON.parse(await readFile(DHIS2_METADATA, 'utf8')) as Metadata;
  const me = await api.get<Me>('me', { fields: 'id,authorities,organisationUnits[id]' });
  const { dataSets } = await api.get<{ dataSets: readonly unknown[] }>('dataSets', {
    filter: 'code:in:[DEMO_MONTHLY,DEMO_WEEKLY]',
    fields: 'id',
  });
  const isThere = dataSets.length === metadata['dataSets']!.length;
  if (!isThere) await importAll(api, me, metadata);
  const root = metadata['organisationUnits']![0]!;
  if (me.organisationUnits.length === 0) await api.post(`users/${me.id}/organisationUnits/${root.id}`, {});
  if (isThere) return 'the demo metadata is there from an earlier run';
  return `imported the demo metadata: org unit ${root.name} with ${metadata['organisationUnits']!.length - 1} below it, ${metadata['dataSets']!.length} data sets`;
}

async function importAll(api: WebApi, me: Me, metadata: Metadata): Promise<void> {
  if (!me.authorities.includes('ALL') && !me.authorities.includes('F_METADATA_IMPORT')) {
    throw new DemoError(
      "This DHIS2 does not have the demo's data sets yet, and the user may not import metadata. Sign in once as an administrator.",
    );
  }
  const [root, ...below] = metadata['organisationUnits']!;
  const parent = me.organisationUnits[0];
  const organisationUnits = [parent === undefined ? root! : { ...root!, parent: { id: parent.id } }, ...below];
  const { categoryCombos } = await api.get<{ categoryCombos: readonly { readonly id: string }[] }>('categoryCombos', {
    filter: 'name:eq:default',
    fields: 'id',
  });
  await api.post(
    'metadata?importStrategy=CREATE_AND_UPDATE&atomicMode=ALL',
    forServer({ ...metadata, organisationUnits }, categoryCombos[0]!.id),
  );
}

/**
 * Leaves out what every DHIS2 has of its own: the `default` category objects, and owners of objects.
 * @param defaultCombo - UID of the server's own default category combo.
 */
function forServer(metadata: Metadata, defaultCombo: string): Record<string, readonly object[]> {
  const isDefault = ({ name }: MetadataObject): boolean => name === 'default';
  const ours = metadata['categoryCombos']!.find(isDefault)!.id;
  const adapted = ({ sharing, categoryCombo, ...object }: MetadataObject): object => ({
    ...object,
    ...(categoryCombo && { categoryCombo: { id: categoryCombo.id === ours ? defaultCombo : categoryCombo.id } }),
    ...(sharing && { sharing: { public: sharing.public } }),
  });
  return Object.fromEntries(
    IMPORTED.map((name) => [name, metadata[name]!.filter((object) => !isDefault(object)).map(adapted)]),
  );
}
