import type { FastifyRequest } from 'fastify';
import { refuse } from './web-message';
import { hasAuthority } from '../metadata/model';
import type { User } from '../metadata/model';
import type { ReleaseLine } from '../version';

const users = new WeakMap<FastifyRequest, User>();

/** Notes who a request is from. */
export function setUser(request: FastifyRequest, user: User): void {
  users.set(request, user);
}

/**
 * Who a request is from.
 * @throws Refusal 401 if nobody signed in, which the server's own check makes impossible on protected paths.
 */
export function userOf(request: FastifyRequest): User {
  const user = users.get(request);
  if (user === undefined) throw refuse(401, 'Unauthorized');
  return user;
}

/**
 * Lets pass only users with an authority.
 * @throws Refusal 403 (transcripts 309, 336).
 */
export function requireAuthority(user: User, authority: string, line: ReleaseLine): void {
  if (hasAuthority(user, authority)) return;
  const reason = line === '2.41' ? 'Access is denied' : `Access is denied, requires one Authority from [${authority}]`;
  throw refuse(403, reason);
}
