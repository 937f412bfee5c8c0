import { foldId, type Identifiable } from './id-index';
import { nearLines, simplified, type Near } from './near';

/** How an object may be called: what a row's id was looked for in. */
export interface Spelling {
  readonly uid: string;
  readonly kind: 'uid' | 'code' | 'name';
  /** The object's UID, code or name that the id is, or is near to. */
  readonly text: string;
  /** Its name. */
  readonly name: string;
}

/** What an unknown id may have been meant for. */
export interface Meant {
  /** Whether the id is just that, and no more than near to it. */
  readonly exact: boolean;
  /** One, or a few that are as near. */
  readonly spellings: readonly Spelling[];
}

/** Objects a chunk: a chunk is one string, of some 50 kB. */
const CHUNK = 1_000;
/** Different ids of a sync for which near ones are looked for: each takes some milliseconds. */
const MAX_LOOKUPS = 50;
/** Objects that are equally near, of which none is meant for sure. */
const MAX_SAME = 3;
const KINDS = ['uid', 'code', 'name'] as const;

/**
 * UID, code and name of each object of one dimension, to tell what an unknown id may have been meant for.
 *
 * They are kept as a few long strings: 100,000 org units take 5 MB, and as much again while unknown ids are looked into.
 */
export class Spellings {
  readonly #chunks: string[] = [];
  /** The same, {@link simplified}: made with the first question, dropped after the last. */
  #simplified: readonly string[] | undefined;
  #open: string[] = [];
  readonly #found = new Map<string, Meant | undefined>();

  /** Takes an object in. */
  add({ id, code, name }: Identifiable): void {
    this.#open.push([id, oneLine(code), oneLine(name)].join('\t'));
    if (this.#open.length >= CHUNK) this.#close();
  }

  /** What an id that was not found may have been meant for; undefined where nothing is near, or after many such questions. */
  meantBy(id: string): Meant | undefined {
    if (!this.#found.has(id)) {
      if (this.#found.size >= MAX_LOOKUPS) return undefined;
      this.#found.set(id, this.#look(id));
      if (this.#found.size === MAX_LOOKUPS) this.#simplified = undefined;
    }
    return this.#found.get(id);
  }

  /** Every object. Only advice asks for it. */
  *all(): Generator<Identifiable> {
    if (this.#open.length > 0) this.#close();
    for (const chunk of this.#chunks) {
      for (const line of chunk.split('\n')) {
        const [id = '', code = '', name = ''] = line.split('\t');
        yield { id, code, name };
      }
    }
  }

  /** What is called just so, by UID, code or name: of each text the first object. Only advice asks for it. */
  named(texts: ReadonlySet<string>): ReadonlyMap<string, Spelling> {
    const wanted = new Map<string, string[]>();
    for (const text of texts) {
      for (const kind of KINDS) {
        const key = `${kind} ${foldId(kind, text)}`;
        wanted.set(key, [...(wanted.get(key) ?? []), text]);
      }
    }
    const found = new Map<string, Spelling>();
    for (const { id, code, name } of this.all()) {
      for (const [kind, text] of [
        ['uid', id],
        ['code', code],
        ['name', name],
      ] as const) {
        if (!text) continue;
        for (const each of wanted.get(`${kind} ${foldId(kind, text)}`) ?? []) {
          const other = found.get(each);
          if (!other || (other.text !== each && text === each))
            found.set(each, { uid: id, kind, text, name: name ?? '' });
        }
      }
    }
    return found;
  }

  #look(id: string): Meant | undefined {
    if (this.#open.length > 0) this.#close();
    const near: Near[] = [];
    const wanted = simplified(id).trim();
    this.#simplified ??= this.#chunks.map(simplified);
    this.#simplified.forEach((chunk, index) => near.push(...nearLines(wanted, chunk, index)));
    const spellings = near.map((each) => this.#spelling(each));
    const exact = unique(spellings.filter(({ kind, text }) => foldId(kind, text) === foldId(kind, id)));
    if (exact.length > 0) return { exact: true, spellings: exact.slice(0, MAX_SAME) };
    const best = Math.min(...near.map(({ share }) => share));
    const nearest = unique(spellings.filter((_, index) => near[index]!.share === best));
    return nearest.length === 0 || nearest.length > MAX_SAME ? undefined : { exact: false, spellings: nearest };
  }

  #spelling({ chunk, line, column }: Near): Spelling {
    const fields = this.#chunks[chunk]!.split('\n')[line]!.split('\t');
    const [uid = '', , name = ''] = fields;
    return { uid, kind: KINDS[column], text: fields[column] ?? '', name };
  }

  #close(): void {
    this.#chunks.push(this.#open.join('\n'));
    this.#open = [];
  }
}

/** One of each object: the first. */
function unique(spellings: readonly Spelling[]): readonly Spelling[] {
  const byUid = new Map<string, Spelling>();
  for (const spelling of spellings) if (!byUid.has(spelling.uid)) byUid.set(spelling.uid, spelling);
  return [...byUid.values()];
}

function oneLine(text: string | null | undefined): string {
  return (text ?? '').replace(/[\t\n]/g, ' ');
}
