import { settingsForStream } from '../../../../src/core/mapping/streams/stream-settings';
import type { StreamSettings } from '../../../../src/core/model/settings';
import { ConfigError } from '../../../../src/errors';

const entry = (stream: string, namespace?: string): StreamSettings => ({
  stream,
  ...(namespace === undefined ? {} : { namespace }),
  layout: 'auto',
  columns: [],
  constants: [],
  indicators: [],
});
const stream = (name: string, namespace: string | null = null): { name: string; namespace: string | null } => ({
  name,
  namespace,
});

describe('settingsForStream', () => {
  const all = [stream('v', 'a'), stream('v', 'b'), stream('w', 'a')];

  it.each([
    ['nothing for a stream without an entry', [entry('x')], all[0], undefined],
    ['the entry that names the namespace', [entry('v', 'b'), entry('v', 'a')], all[0], entry('v', 'a')],
    ['the entry without a namespace, when the name is unambiguous', [entry('w')], all[2], entry('w')],
    ['the own entry before a general one', [entry('v'), entry('v', 'a')], all[0], entry('v', 'a')],
    ['the general entry for what has no own one', [entry('v'), entry('v', 'a')], all[1], entry('v')],
  ])('finds %s', (_, entries, wanted, found) => {
    expect(settingsForStream(entries, wanted!, all)).toEqual(found);
  });

  it('refuses an entry that fits two streams, and names them', () => {
    expect(() => settingsForStream([entry('v')], all[0]!, all)).toThrow(ConfigError);
    expect(() => settingsForStream([entry('v')], all[0]!, all)).toThrow('fits a.v and b.v: add the namespace');
  });
});
