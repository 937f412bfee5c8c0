import { announceStreams } from '../../../../src/core/mapping/streams/announce-streams';
import type { CatalogStream } from '../../../../src/core/model/catalog';
import { streamKey } from '../../../../src/core/model/catalog';
import type { CoreSettings } from '../../../../src/core/model/settings';
import { ConfigError } from '../../../../src/errors';

type Named = readonly [stream: string, namespace?: string];

const stream = (
  [name, namespace = null]: readonly [string, (string | null)?],
  more: Partial<CatalogStream> = {},
): CatalogStream => ({
  key: streamKey(name, namespace),
  name,
  namespace,
  columns: [],
  syncMode: 'append',
  ...more,
});

function announce(entries: readonly Named[], streams: readonly CatalogStream[]): string[] {
  const log: string[] = [];
  const core = {
    streams: entries.map(([name, namespace]) => ({
      stream: name,
      ...(namespace !== undefined && { namespace }),
      layout: 'auto',
      columns: [],
      constants: [],
      indicators: [],
    })),
  } as Partial<CoreSettings> as CoreSettings;
  announceStreams({ streams }, core, (level, text) => log.push(`${level} ${text}`));
  return log;
}

describe('an entry of `streams` that fits no stream of the connection', () => {
  it.each([
    ['a prefix that the connection got later', 'mv', 'hmis_mv'],
    ['a prefix that the connection has no more', 'hmis_mv', 'mv'],
    ['case', 'MV_OPD', 'mv_opd'],
    ['_ and -', 'mv-opd', 'mvopd'],
    ['all of it', 'MV-opd', 'hmis_mv_OPD'],
  ])('is a config_error beside a stream without an entry whose name differs by %s', (_, entry, name) => {
    const both = new RegExp(
      `for ${entry} fits no stream .* stream ${name} has no entry.*\\{"stream": "${name}"\\}\\.$`,
    );
    expect(() => announce([[entry]], [stream([name])])).toThrow(ConfigError);
    expect(() => announce([[entry]], [stream([name])])).toThrow(both);
    // The way out that it names.
    expect(announce([[entry], [name]], [stream([name])])).toEqual([]);
  });

  it.each([
    ['mv_opd', 'mv_ipd'],
    ['monthly_indicators', 'montly_indicators'],
    ['mv_opd', 'mv_opd_v2'],
    ['mv_opd_2024', 'mv_opd'],
  ])('is a warning beside a stream whose name differs by letters: %s, %s', (entry, name) => {
    expect(announce([[entry]], [stream([name])])).toEqual([
      `WARN The entry of \`streams\` for ${entry} fits no stream of the connection, and stream ${name} has no entry. The stream ` +
        'is read by its column names. If the entry is meant for it, correct the name or the namespace.',
    ]);
  });

  it('is a warning where the namespace differs', () => {
    expect(announce([['mv', 'a']], [stream(['mv', 'b'])])).toEqual([
      expect.stringContaining('for a.mv fits no stream'),
    ]);
  });

  it.each<[string, Named[], CatalogStream[]]>([
    ['no stream is called like it', [['opd']], [stream(['deliveries'])]],
    ['the stream that is called like it has its entry', [['mv'], ['hmis_mv']], [stream(['hmis_mv'])]],
    ['the names are short', [['a']], [stream(['b'])]],
  ])('is nothing wrong where %s', (_, entries, streams) => {
    expect(announce(entries, streams)).toEqual([]);
  });
});

describe('what removes nothing', () => {
  const text =
    'values are updated in DHIS2, none is removed. Rows that leave a view are deleted in DHIS2 by a `deleted` column that is true.';

  it('is said of overwrite, and of a refresh that asks for a new generation', () => {
    const streams = [
      stream(['a'], { syncMode: 'overwrite', startsAnew: true }),
      stream(['b'], { startsAnew: true }),
      stream(['c'], { syncMode: 'append_dedup', startsAnew: true }),
      stream(['d']),
    ];
    expect(announce([], streams)).toEqual([
      `WARN Sync mode overwrite (a): ${text}`,
      `WARN This refresh is to remove what earlier syncs brought (b, c): ${text}`,
    ]);
  });
});
