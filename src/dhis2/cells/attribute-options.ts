import { TransientError } from '../../errors';
import type { Me } from '../client';
import type { Get } from '../metadata/pages';

/** Who may read data with an object: `rwrw----` has the letter at the third place. */
interface Sharing {
  readonly public?: string | null;
  readonly users?: Readonly<Record<string, { readonly access?: string } | undefined>> | null;
  readonly userGroups?: Readonly<Record<string, { readonly access?: string } | undefined>> | null;
}

interface OptionCombo {
  readonly id: string;
  readonly categoryOptions?: readonly { readonly sharing?: Sharing | null }[] | null;
}

/** Attribute option combos asked for at once: their UIDs stand in the address. */
const COMBOS_A_REQUEST = 100;
const DATA_READ = 2;

/**
 * Knows of which attribute option combos DHIS2 shows this user the values.
 *
 * Values of combos that hold an option without *data read* for the user are left out of every answer, without a word
 * (recorded exchanges 1329, 1331, 1333). Their `sharing` tells; `access.data.read` is true for an option that the user may
 * write and not read (1322). What is told once is kept.
 */
export class AttributeOptions {
  readonly #get: Get;
  readonly #me: Me;
  readonly #readable = new Map<string, boolean>();

  constructor(get: Get, me: Me) {
    this.#get = get;
    this.#me = me;
  }

  /**
   * Says of each combo whether the user may read all its options; of one that could not be looked up: nothing.
   *
   * @throws ConfigError If DHIS2 refuses the sign-in.
   */
  async readable(combos: ReadonlySet<string>): Promise<ReadonlyMap<string, boolean>> {
    // Users with ALL see everything (1328, 1330).
    if (this.#me.authorities.includes('ALL')) return new Map([...combos].map((uid) => [uid, true]));
    const unknown = [...combos].filter((uid) => !this.#readable.has(uid));
    for (let from = 0; from < unknown.length; from += COMBOS_A_REQUEST) {
      await this.#lookUp(unknown.slice(from, from + COMBOS_A_REQUEST));
    }
    return this.#readable;
  }

  async #lookUp(uids: readonly string[]): Promise<void> {
    const fields = 'id,categoryOptions[id,sharing[public,users,userGroups]]';
    const query = { filter: `id:in:[${uids.join(',')}]`, fields, paging: 'false' };
    let body: unknown;
    try {
      const reply = await this.#get('/api/categoryOptionCombos', query);
      if (reply.status !== 200) return;
      body = reply.body;
    } catch (error) {
      if (error instanceof TransientError) return;
      throw error;
    }
    const { categoryOptionCombos } = (body ?? {}) as { categoryOptionCombos?: unknown };
    if (!Array.isArray(categoryOptionCombos)) return;
    // One that this user is not shown at all stays out of what is read.
    for (const uid of uids) this.#readable.set(uid, false);
    for (const combo of categoryOptionCombos as readonly OptionCombo[]) {
      const options = combo.categoryOptions ?? [];
      this.#readable.set(combo.id, options.length > 0 && options.every(({ sharing }) => this.#mayRead(sharing)));
    }
  }

  /** An owner has no such right by owning it. What tells nothing of its sharing is not taken as readable. */
  #mayRead(sharing: Sharing | null | undefined): boolean {
    if (!sharing) return false;
    const granted = [
      sharing.public,
      sharing.users?.[this.#me.id]?.access,
      ...this.#me.userGroups.map(({ id }) => sharing.userGroups?.[id]?.access),
    ];
    return granted.some((access) => access?.[DATA_READ] === 'r');
  }
}
