import type { Context } from '../context';
import { REFERENCES } from '../metadata/collections';
import { mayRead, mayReadData, mayWrite, mayWriteData } from '../metadata/model';
import type { MetadataObject, User } from '../metadata/model';
import type { ReleaseLine } from '../version';
import type { Field } from './fields';

type Json = Readonly<Record<string, unknown>>;

/** Cuts objects down to the wanted fields, following references to other objects. */
export class Projector {
  readonly #context: Context;
  readonly #user: User;

  constructor(context: Context, user: User) {
    this.#context = context;
    this.#user = user;
  }

  /** The wanted part of an object of a collection. */
  project(object: MetadataObject, collection: string, fields: readonly Field[]): Json {
    const wanted = fields.flatMap((field) => this.#expand(field, object));
    const entries = wanted.flatMap(({ name, children }) => {
      const value = this.#property(object, collection, name);
      if (value === undefined) return [];
      return [[name, children === undefined ? value : this.#nested(value, name, children)]];
    });
    return Object.fromEntries(entries) as Json;
  }

  /** `*` and `:all` are everything that the object itself has, the rest names one property. */
  #expand(field: Field, object: MetadataObject): readonly Field[] {
    if (field.name === ':identifiable')
      return ['id', 'code', 'name', 'displayName'].map((name) => ({ name, children: undefined }));
    if (!['*', ':all', ':owner'].includes(field.name)) return [field];
    const own = Object.keys(object).filter((name) => name !== 'password');
    const derived = field.name === ':owner' ? [] : ['displayName', 'access'];
    return [...own, ...derived].map((name) => ({ name, children: undefined }));
  }

  #nested(value: unknown, name: string, children: readonly Field[]): unknown {
    const collection = REFERENCES[name];
    if (Array.isArray(value)) {
      return value.map((item) => this.#nested(item, name, children));
    }
    if (typeof value !== 'object' || value === null) return value;
    if (name === 'settings' && this.#context.traits.line === '2.41') return value;
    const reference = value as MetadataObject;
    const target = collection === undefined ? undefined : this.#context.metadata.get(collection, reference.id);
    return this.project(target ?? reference, target === undefined ? '' : (collection ?? ''), children);
  }

  #property(object: MetadataObject, collection: string, name: string): unknown {
    if (name === 'password') return undefined;
    const own = object[name];
    if (own !== undefined) return own;
    if (name === 'displayName') return object.name;
    if (name === 'access') return accessOf(this.#user, object, { collection, line: this.#context.traits.line });
    return this.#derived(object, collection, name);
  }

  /** Properties that only the other side of a link holds. */
  #derived({ id, name }: MetadataObject, collection: string, property: string): unknown {
    const { typed } = this.#context.metadata;
    const references = (ids: readonly string[] = []): readonly { id: string }[] => ids.map((each) => ({ id: each }));
    switch (`${collection}.${property}`) {
      case 'categoryCombos.isDefault':
        return name === 'default';
      case 'categoryCombos.categoryOptionCombos':
        return references(typed.combosOf.get(id));
      case 'organisationUnits.dataSets':
        return references([...typed.dataSets.values()].filter((set) => set.orgUnits.has(id)).map((set) => set.id));
      case 'organisationUnits.children':
        return references(typed.childrenOf.get(id));
      case 'organisationUnits.leaf':
        return !typed.childrenOf.has(id);
      case 'dataElements.dataSetElements':
        return (typed.dataElements.get(id)?.dataSets ?? []).map((set) => ({ dataSet: { id: set.id } }));
      default:
        return undefined;
    }
  }
}

/** Collections whose objects have data of their own to share. */
const WITH_DATA: ReadonlySet<string> = new Set(['dataSets', 'categoryOptions']);

/**
 * What the user may do with an object and its data (transcript 891); `externalize` is told on 2.42 only. Who may write data is
 * said to read it too, which is not so in reads of values (1322, 1331).
 */
function accessOf(
  user: User,
  { sharing }: MetadataObject,
  { collection, line }: { readonly collection: string; readonly line: ReleaseLine },
): Json {
  const writesData = mayWriteData(user, sharing);
  const write = user.authorities.includes('ALL') || (sharing?.owner === user.id && mayWrite(user, sharing));
  return {
    manage: write,
    ...(line === '2.42' ? { externalize: user.authorities.includes('ALL') } : {}),
    write,
    read: mayRead(user, sharing),
    update: write,
    delete: write,
    ...(WITH_DATA.has(collection)
      ? { data: { write: writesData, read: writesData || mayReadData(user, sharing) } }
      : {}),
  };
}
