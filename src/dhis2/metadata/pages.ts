import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ValidateFunction } from 'ajv';
import Ajv from 'ajv';

import { ConfigError, ProtocolError } from '../../errors';

/** Reads one resource; `client.ts` offers it. */
export type Get = (
  path: string,
  params?: Readonly<Record<string, string>>,
) => Promise<{ readonly status: number; readonly body: unknown }>;

/** The lists that are read in pages, as their paths and properties are called. */
export type ListName =
  'organisationUnits' | 'categoryOptionCombos' | 'categoryOptions' | 'optionSets' | 'dataElements' | 'dataSets';

/** What is asked of a list. */
export interface ListQuery {
  readonly name: ListName;
  /** DHIS2's field filter. */
  readonly fields: string;
  readonly filter?: string;
  /** The definition of `resources/schemas/metadata.json` that an item has. @defaultValue that of the list's name */
  readonly shape?: string;
  /** Items a page: few where each is large. A server may give fewer (2.44 gives 1,000 at most). */
  readonly pageSize: number;
}

const SCHEMA = JSON.parse(readFileSync(join(__dirname, '../../../resources/schemas/metadata.json'), 'utf8')) as object;
const ajv = new Ajv({ allowUnionTypes: true, strict: false }).addSchema(SCHEMA, 'metadata');

/**
 * Reads a list page by page, ordered by UID so that what changes meanwhile shifts no page.
 *
 * @throws {@link ConfigError} If the user may not read the list.
 * @throws {@link ProtocolError} If the answer is not what DHIS2 2.41 to 2.43 give.
 */
export async function* readList<T>(get: Get, query: ListQuery): AsyncGenerator<readonly T[]> {
  const { name, fields, filter, pageSize, shape = name } = query;
  const isPage = pageGuard<T>(name, shape);
  for (let page = 1, more = true; more; page += 1) {
    const body = await readResource(get, `/api/${name}`, {
      fields,
      ...(filter !== undefined && { filter }),
      order: 'id',
      pageSize: String(pageSize),
      page: String(page),
    });
    if (!isPage(body)) throw shapeError(`/api/${name}`);
    yield body[name] as readonly T[];
    more = isFollowed(page, body.pager);
  }
}

/** By the number of pages, or by the address of the next one: both are there on 2.41 to 2.43 (recorded exchange 416). */
function isFollowed(page: number, { pageCount, nextPage }: Pager = {}): boolean {
  return pageCount === undefined ? nextPage !== undefined : page < pageCount;
}

/**
 * Reads one object and checks its shape by a definition of `resources/schemas/metadata.json`.
 *
 * @throws As {@link readList}.
 */
export async function readObject<T>(
  get: Get,
  path: string,
  { fields, shape }: { readonly fields: string; readonly shape: string },
): Promise<T> {
  const body = await readResource(get, path, { fields });
  const isShape = ajv.compile<T>({ $ref: `metadata#/$defs/${shape}` });
  if (!isShape(body)) throw shapeError(path);
  return body;
}

/**
 * As {@link readObject}, for an object that a sync can do without.
 *
 * @returns Undefined if DHIS2 shows this user no such object (403, 404, 409).
 * @throws ConfigError, ProtocolError As {@link readObject}, for any other answer.
 */
export async function findObject<T>(
  get: Get,
  path: string,
  what: { readonly fields: string; readonly shape: string },
): Promise<T | undefined> {
  const reply = await get(path, { fields: what.fields });
  if (reply.status === 403 || reply.status === 404 || reply.status === 409) return undefined;
  return readObject<T>(() => Promise.resolve(reply), path, what);
}

async function readResource(get: Get, path: string, params: Readonly<Record<string, string>>): Promise<unknown> {
  const { status, body } = await get(path, params);
  if (status === 200) return body;
  if (status === 403 || status === 401) {
    throw new ConfigError(
      `DHIS2 lets this user read no ${path} (${status}). Metadata must be readable: ask for a role and sharing that allow it.`,
    );
  }
  throw new ProtocolError(`DHIS2 answered ${status} to a read of ${path}, which the sync cannot go on without.`);
}

interface Pager {
  readonly pageCount?: number;
  readonly nextPage?: string;
}

type Page<T> = Partial<Record<ListName, readonly T[]>> & { readonly pager?: Pager };

function pageGuard<T>(name: ListName, shape: string): ValidateFunction<Page<T>> {
  return ajv.compile<Page<T>>({
    type: 'object',
    required: [name],
    properties: {
      [name]: { type: 'array', items: { $ref: `metadata#/$defs/${shape}` } },
      pager: { $ref: 'metadata#/$defs/pager' },
    },
  });
}

function shapeError(path: string): ProtocolError {
  return new ProtocolError(`What DHIS2 answered to a read of ${path} is not what DHIS2 2.41 to 2.43 answer.`);
}
