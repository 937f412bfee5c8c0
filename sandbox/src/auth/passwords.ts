import { compare, hashSync } from 'bcryptjs';
import type { Faults } from '../faults';
import type { Metadata } from '../metadata/metadata';
import type { User } from '../metadata/model';

/** What a sign-in by password comes to. */
export type PasswordVerdict =
  { readonly kind: 'user'; readonly user: User } | { readonly kind: 'wrong' } | { readonly kind: 'disabled' };

/** DHIS2's bcrypt strength: some 75 ms for each check. */
const BCRYPT_ROUNDS = 10;

/** Passwords of the users: those in the metadata, and those handed in at the start. */
export class Passwords {
  readonly #metadata: Metadata;
  readonly #extra: Readonly<Record<string, string>>;
  readonly #faults: Faults;
  #slowHash: string | undefined;

  constructor(metadata: Metadata, extra: Readonly<Record<string, string>>, faults: Faults) {
    this.#metadata = metadata;
    this.#extra = extra;
    this.#faults = faults;
  }

  async check(username: string, password: string): Promise<PasswordVerdict> {
    if (this.#faults.slowPasswords) await this.#waste(password);
    const user = this.#metadata.typed.usersByName.get(username);
    const expected = user?.password ?? this.#extra[username];
    if (user === undefined || expected === undefined || expected !== password) return { kind: 'wrong' };
    return user.disabled ? { kind: 'disabled' } : { kind: 'user', user };
  }

  async #waste(password: string): Promise<void> {
    this.#slowHash ??= hashSync('a password that nobody has', BCRYPT_ROUNDS);
    await compare(password, this.#slowHash);
  }
}
