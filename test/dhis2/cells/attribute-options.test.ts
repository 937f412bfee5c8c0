import { ConfigError, TransientError } from '../../../src/errors';
import { AttributeOptions } from '../../../src/dhis2/cells/attribute-options';
import type { Me } from '../../../src/dhis2/client';
import type { Get } from '../../../src/dhis2/metadata/pages';

const ME: Me = {
  id: 'usCONNECT01',
  username: 'connector',
  authorities: ['F_DATAVALUE_ADD'],
  organisationUnits: [],
  userGroups: [{ id: 'ugGROUP0001' }],
};
const combo = (id: string, ...sharings: readonly unknown[]): unknown => ({
  id,
  categoryOptions: sharings.map((sharing, n) => ({ id: `co${n}`, sharing })),
});
const answering =
  (...combos: readonly unknown[]): Get =>
  () =>
    Promise.resolve({ status: 200, body: { categoryOptionCombos: combos } });

describe('the rights on attribute option combos', () => {
  it.each([
    ['open to all', [{ public: 'rwrw----' }], true],
    ['to read for all', [{ public: 'rwr-----' }], true],
    ['to write only', [{ public: 'rw-w----' }], false],
    ['shut', [{ public: '--------' }], false],
    ['for the user', [{ public: '--------', users: { usCONNECT01: { access: 'rwr-----' } } }], true],
    ['for another user', [{ public: '--------', users: { usOTHER0001: { access: 'rwrw----' } } }], false],
    ['to write for the user', [{ public: '--------', users: { usCONNECT01: { access: 'rw-w----' } } }], false],
    ['for a group of the user', [{ userGroups: { ugGROUP0001: { access: 'rwr-----' } } }], true],
    ['for another group', [{ userGroups: { ugOTHER0001: { access: 'rwr-----' } } }], false],
    ['of the user, and shared with none', [{ owner: 'usCONNECT01', public: '--------' }], false],
    ['in part shut', [{ public: 'rwrw----' }, { public: '--------' }], false],
    ['without sharing', [undefined], false],
    ['without options', [], false],
  ])('are read from the sharing of the options: %s', async (_, sharings, readable) => {
    const options = new AttributeOptions(answering(combo('aoc', ...sharings)), ME);
    expect((await options.readable(new Set(['aoc']))).get('aoc')).toBe(readable);
  });

  it('are none where DHIS2 does not show the combo', async () => {
    expect((await new AttributeOptions(answering(), ME).readable(new Set(['aoc']))).get('aoc')).toBe(false);
  });

  it('are not asked for by a superuser', async () => {
    const get: Get = () => Promise.reject(new Error('asked'));
    const options = new AttributeOptions(get, { ...ME, authorities: ['ALL'] });
    expect((await options.readable(new Set(['aoc']))).get('aoc')).toBe(true);
  });

  it('are asked for once, a hundred at a time', async () => {
    const asked: number[] = [];
    const get: Get = (_, query) => {
      const ids = /\[(.*)\]/.exec(query!['filter']!)![1]!.split(',');
      asked.push(ids.length);
      return Promise.resolve({
        status: 200,
        body: { categoryOptionCombos: ids.map((id) => combo(id, { public: 'rwr-----' })) },
      });
    };
    const options = new AttributeOptions(get, ME);
    const uids = Array.from({ length: 250 }, (_, n) => `aoc${n}`);
    expect([...(await options.readable(new Set(uids))).values()].every(Boolean)).toBe(true);
    await options.readable(new Set(uids));
    expect(asked).toEqual([100, 100, 50]);
  });

  it.each([
    ['trouble', () => Promise.reject(new TransientError('later'))],
    ['an error', () => Promise.resolve({ status: 500, body: '' })],
    ['a refusal', () => Promise.resolve({ status: 403, body: {} })],
    ['something else', () => Promise.resolve({ status: 200, body: 'pong' })],
  ] as const)('are not known after %s, and asked for again', async (_, failing) => {
    const get = jest.fn<ReturnType<Get>, Parameters<Get>>(failing);
    const options = new AttributeOptions(get, ME);
    expect((await options.readable(new Set(['aoc']))).get('aoc')).toBeUndefined();
    get.mockImplementation(answering(combo('aoc', { public: 'rwr-----' })));
    expect((await options.readable(new Set(['aoc']))).get('aoc')).toBe(true);
  });

  it('end the sync where the sign-in is refused', async () => {
    const options = new AttributeOptions(() => Promise.reject(new ConfigError('no')), ME);
    await expect(options.readable(new Set(['aoc']))).rejects.toThrow(ConfigError);
  });
});
