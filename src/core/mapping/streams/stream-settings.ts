import { ConfigError } from '../../../errors';
import { streamKey } from '../../model/catalog';
import type { StreamDescriptor } from '../../model/incoming';
import type { StreamSettings } from '../../model/settings';

/**
 * Finds the entry of `streams` for one stream of the connection.
 * @param all - Every stream of the connection.
 * @throws {@link ConfigError} If the entry fits another stream as well, or another entry fits this one.
 */
export function settingsForStream(
  streams: readonly StreamSettings[],
  stream: StreamDescriptor,
  all: readonly StreamDescriptor[],
): StreamSettings | undefined {
  const entries = streams.filter((entry) => fits(entry, stream));
  // One that names the namespace is meant for just this stream, and goes before one that does not.
  const named = entries.filter((entry) => entry.namespace !== undefined);
  const [entry] = named.length > 0 ? named : entries;
  if (!entry) return undefined;
  const fitted = all.filter((other) => fits(entry, other) && !hasOwnEntry(streams, other, entry));
  if (fitted.length > 1) {
    const names = fitted.map(({ name, namespace }) => streamKey(name, namespace)).join(' and ');
    throw new ConfigError(
      `The entry of \`streams\` for ${entry.stream} fits ${names}: add the namespace that is meant.`,
    );
  }
  return entry;
}

/** Whether the entry is for a stream of that name and namespace. */
export function fits(entry: StreamSettings, stream: StreamDescriptor): boolean {
  return entry.stream === stream.name && (entry.namespace === undefined || entry.namespace === stream.namespace);
}

function hasOwnEntry(streams: readonly StreamSettings[], stream: StreamDescriptor, except: StreamSettings): boolean {
  return streams.some((entry) => entry !== except && entry.namespace !== undefined && fits(entry, stream));
}
