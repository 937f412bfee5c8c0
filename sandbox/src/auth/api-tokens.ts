import { randomInt } from 'node:crypto';
import { crc32 } from './crc32';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Context } from '../context';
import { bodyText } from '../http/request-body';
import { userOf } from '../http/signed-in';
import { refuse, Refusal, webMessage } from '../http/web-message';
import type { User } from '../metadata/model';
import { newUid } from '../metadata/uid';

/** A personal access token as it is kept. */
interface ApiToken {
  readonly uid: string;
  readonly username: string;
  /** Milliseconds since 1970. */
  readonly expire: number;
  readonly methods: readonly string[];
  readonly ips: readonly string[];
}

interface Attribute {
  readonly type: string;
  readonly allowedMethods?: readonly string[];
  readonly allowedIps?: readonly string[];
}

const PREFIX = 'd2p_';
const RANDOM_LETTERS = 44;
const CHECKSUM_LETTERS = 6;
const DEFAULT_LIFE_MS = 30 * 24 * 3_600_000;
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KIND = 'apiToken';
const ASK_FOR_TOKEN = { 'www-authenticate': 'ApiToken' };

/** Personal access tokens: made, checked, revoked (transcripts 311-325). */
export class ApiTokens {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  /**
   * The user of a token.
   * @throws Refusal 400 for a mistyped token, 401 for one that is unknown, over, or not for this method or address.
   */
  check(key: string, request: Pick<FastifyRequest, 'method' | 'ip'>): User {
    if (!isWellFormed(key)) throw new Refusal(400, webMessage(400, 'Checksum validation failed'), ASK_FOR_TOKEN);
    const token = this.#context.documents.get<ApiToken>(KIND, key);
    const user = this.#context.metadata.typed.usersByName.get(token?.username ?? '');
    if (token === undefined || user === undefined) throw unauthorized('The API token does not exists');
    const failed = 'Failed to authenticate API token, ';
    if (token.expire <= this.#context.clock.ms()) throw unauthorized(`${failed}token has expired.`);
    if (token.methods.length > 0 && !token.methods.includes(request.method)) {
      throw unauthorized(`${failed}request http method is not allowed.`);
    }
    if (token.ips.length > 0 && !token.ips.includes(request.ip)) {
      throw unauthorized(`${failed}request ip address is not allowed.`);
    }
    return user;
  }

  /** A new token for a user; the key is told once. */
  async create(
    user: User,
    body: { expire?: number; attributes?: readonly Attribute[] },
  ): Promise<{ key: string; uid: string }> {
    const attributes = body.attributes ?? [];
    const token: ApiToken = {
      uid: newUid(),
      username: user.username,
      expire: body.expire ?? this.#context.clock.ms() + DEFAULT_LIFE_MS,
      methods: attributes.flatMap(({ allowedMethods = [] }) => allowedMethods),
      ips: attributes.flatMap(({ allowedIps = [] }) => allowedIps),
    };
    const key = newKey();
    await this.#context.documents.put(KIND, key, token);
    return { key, uid: token.uid };
  }

  /** The tokens of a user, without their keys. */
  list(user: User): readonly Omit<ApiToken, 'username'>[] {
    const own = this.#context.documents.list<ApiToken>(KIND).filter(([, { username }]) => username === user.username);
    return own.map(([, { username: _username, ...token }]) => token);
  }

  /** Revokes a token; false if there is none with that id. */
  async revoke(uid: string): Promise<boolean> {
    const found = this.#context.documents.list<ApiToken>(KIND).find(([, token]) => token.uid === uid);
    return found !== undefined && (await this.#context.documents.remove(KIND, found[0]));
  }
}

/** `/api/apiToken`. */
export function addApiTokenRoutes(app: FastifyInstance, context: Context, tokens: ApiTokens): void {
  const klass = 'org.hisp.dhis.security.apikey.ApiToken';
  const report = (uid: string) => ({ uid, klass, errorReports: [], responseType: 'ObjectReport' });
  app.post('/api/apiToken', async (request, reply) => {
    const text = bodyText(request.body as Buffer);
    const { key, uid } = await tokens.create(userOf(request), JSON.parse(text === '' ? '{}' : text) as object);
    const responseType = context.traits.line === '2.41' ? 'ApiTokenCreationResponse' : 'ObjectReport';
    return reply
      .code(201)
      .header('location', `${context.origin()}/api/apiToken/${uid}`)
      .send(webMessage(201, undefined, { response: { key, ...report(uid), responseType } }));
  });
  app.get('/api/apiToken', (request) => ({
    apiToken: tokens
      .list(userOf(request))
      .map(({ uid, expire }) => ({ id: uid, expire, type: 'PERSONAL_ACCESS_TOKEN_V2' })),
  }));
  app.delete<{ Params: { id: string } }>('/api/apiToken/:id', async (request) => {
    const { id } = request.params;
    if (await tokens.revoke(id)) return webMessage(200, undefined, { response: report(id) });
    throw refuse(404, `ApiToken with id ${id} could not be found.`, { errorCode: 'E1005' });
  });
}

function unauthorized(message: string): Refusal {
  return new Refusal(401, webMessage(401, message), ASK_FOR_TOKEN);
}

function newKey(): string {
  const random = Array.from({ length: RANDOM_LETTERS }, () => BASE62[randomInt(BASE62.length)]).join('');
  return `${PREFIX}${random}${checksum(random)}`;
}

function isWellFormed(key: string): boolean {
  const random = key.slice(PREFIX.length, -CHECKSUM_LETTERS);
  return key.startsWith(PREFIX) && random.length === RANDOM_LETTERS && key.endsWith(checksum(random));
}

/** The last letters of a token tell a mistyped one from a revoked one. */
function checksum(random: string): string {
  let rest = crc32(random);
  let letters = '';
  for (let i = 0; i < CHECKSUM_LETTERS; i += 1) {
    letters = `${BASE62[rest % BASE62.length] ?? ''}${letters}`;
    rest = Math.floor(rest / BASE62.length);
  }
  return letters;
}
