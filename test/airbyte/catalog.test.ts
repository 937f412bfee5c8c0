import { parseCatalog } from '../../src/airbyte/catalog';
import { streamFinder } from '../../src/core/mapping/streams/find-stream';
import { ConfigError } from '../../src/errors';

const stream = (name: string, namespace?: string | null): object => ({
  stream: { name, namespace, json_schema: { properties: { period: {}, value: {} } } },
  sync_mode: 'full_refresh',
  destination_sync_mode: 'append',
});

describe('parseCatalog', () => {
  it('reads names, columns, sync mode and the object that a stream is mapped to', () => {
    const mapped = {
      ...stream('views', 'public'),
      destination_sync_mode: 'soft_delete',
      destination_object_name: 'dataValues',
    };
    expect(parseCatalog({ streams: [mapped, { stream: { name: 'bare' } }] }).streams).toEqual([
      {
        key: 'public.views',
        name: 'views',
        namespace: 'public',
        columns: ['period', 'value'],
        syncMode: 'soft_delete',
        destinationObject: 'dataValues',
      },
      { key: 'bare', name: 'bare', namespace: null, columns: [], syncMode: 'append' },
    ]);
  });

  it.each([
    [{ generation_id: 3, minimum_generation_id: 3 }, true],
    [{ generation_id: 3, minimum_generation_id: 0 }, undefined],
    [{}, undefined],
  ])('reads of %j whether a refresh is to remove earlier rows', (generation, startsAnew) => {
    const json = { streams: [{ stream: { name: 'a' }, destination_sync_mode: 'append', ...generation }] };
    expect(parseCatalog(json).streams[0]!.startsAnew).toBe(startsAnew);
  });

  it("reads the platform's overwrite_dedup as overwrite", () => {
    const json = { streams: [{ stream: { name: 'a' }, destination_sync_mode: 'overwrite_dedup' }] };
    expect(parseCatalog(json).streams[0]!.syncMode).toBe('overwrite');
  });

  it.each([
    ['no object', [], 'streams'],
    ['no list of streams', {}, 'streams'],
    ['a stream without a name', { streams: [{ stream: {} }] }, 'streams[0].stream.name'],
    [
      'an unknown sync mode',
      { streams: [{ stream: { name: 'a' }, destination_sync_mode: 'x' }] },
      'destination_sync_mode',
    ],
    ['a stream twice', { streams: [stream('a'), stream('a', '')] }, 'twice'],
  ])('refuses a catalog with %s and names the place', (_, json, place) => {
    expect(() => parseCatalog(json)).toThrow(ConfigError);
    expect(() => parseCatalog(json)).toThrow(place);
  });
});

describe('streamFinder', () => {
  const find = (streams: object[], name: string, namespace: string | null): string =>
    streamFinder(parseCatalog({ streams }))(name, namespace).key;

  it.each([
    ['the exact one', [stream('v', 'a'), stream('v', 'b'), stream('v')], 'v', 'b', 'b.v'],
    ['the one without a namespace', [stream('v', 'a'), stream('v')], 'v', null, 'v'],
    [
      'the only one of the name, when the message has no namespace',
      [stream('v', 'a'), stream('w', 'a')],
      'v',
      null,
      'a.v',
    ],
    ['the only one of the name, when the catalog has no namespace', [stream('v')], 'v', 'a', 'v'],
  ])('finds %s', (_, streams, name, namespace, key) => {
    expect(find(streams, name, namespace)).toBe(key);
  });

  it.each([
    ['is not there', [stream('v')], 'w', null, /stream w, which is not in the catalog/],
    ['has another namespace', [stream('v', 'a')], 'v', 'b', /stream b\.v, which is not in the catalog/],
    ['may be any of several', [stream('v', 'a'), stream('v', 'b')], 'v', null, /may be any of a\.v, b\.v/],
  ])('fails the sync for a stream that %s', (_, streams, name, namespace, message) => {
    expect(() => find(streams, name, namespace)).toThrow(ConfigError);
    expect(() => find(streams, name, namespace)).toThrow(message);
  });

  it('keeps names and namespaces apart whatever characters they are made of', () => {
    const finder = streamFinder(parseCatalog({ streams: [stream('b.c', 'a'), stream('c', 'a.b')] }));
    expect(finder('b.c', 'a').namespace).toBe('a');
    expect(finder('c', 'a.b').namespace).toBe('a.b');
  });
});
