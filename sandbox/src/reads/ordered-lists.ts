import type { Context } from '../context';
import type { MetadataObject } from '../metadata/model';
import { textOf } from '../metadata/text';

/** Metadata lists in the order that a request asks for; each order is worked out once for all pages. */
export class OrderedLists {
  readonly #context: Context;
  /** The state of the metadata that the lists are of. */
  #state: unknown;
  readonly #lists = new Map<string, readonly MetadataObject[]>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** A collection by `property:asc|desc`, or by name if no order is asked for: from 2.42 on without regard to case (transcript 425). */
  list(collection: string, order: string | undefined): readonly MetadataObject[] {
    const { metadata, traits } = this.#context;
    if (this.#state !== metadata.typed) this.#lists.clear();
    this.#state = metadata.typed;
    const name = `${collection}/${order ?? ''}`;
    const known = this.#lists.get(name);
    if (known !== undefined) return known;
    const asWritten = traits.line === '2.41' && order === undefined;
    const list = ordered(metadata.list(collection) ?? [], order ?? 'name:asc', asWritten);
    this.#lists.set(name, list);
    return list;
  }
}

function ordered(objects: readonly MetadataObject[], order: string, asWritten: boolean): readonly MetadataObject[] {
  const [property = 'name', direction = 'asc'] = order.split(':');
  const keyed = objects.map((object) => {
    const text = textOf(object[property]);
    return { object, key: asWritten ? text : text.toLowerCase() };
  });
  const sign = direction === 'desc' ? -1 : 1;
  keyed.sort((a, b) => sign * (compare(a.key, b.key) || compare(a.object.id, b.object.id)));
  return keyed.map(({ object }) => object);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
