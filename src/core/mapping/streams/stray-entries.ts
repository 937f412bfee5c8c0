import { ConfigError } from '../../../errors';
import { streamKey } from '../../model/catalog';
import type { StreamDescriptor } from '../../model/incoming';
import type { StreamSettings } from '../../model/settings';
import { comparableName } from '../columns/name';
import { fits } from './stream-settings';

/**
 * Looks at the entries of `streams` that fit no stream of the connection. By itself that is nothing wrong, since one
 * destination serves many connections; but the name may be misspelt.
 *
 * @returns Sentences for the log: about entries whose name is near that of a stream without an entry.
 * @throws {@link ConfigError} If the names differ only by what stands in front, case, `_` or `-`: the connection got a prefix,
 *   and the stream would be read without its settings.
 */
export function strayEntries(entries: readonly StreamSettings[], all: readonly StreamDescriptor[]): readonly string[] {
  const without = all.filter((stream) => !entries.some((entry) => fits(entry, stream)));
  const stray = entries.filter((entry) => !all.some((stream) => fits(entry, stream)));
  return stray.flatMap((entry) => {
    const inNamespace = without.filter(
      ({ namespace }) => entry.namespace === undefined || entry.namespace === namespace,
    );
    const same = inNamespace.find(({ name }) => isSameButForPrefix(name, entry.stream));
    if (same) throw prefixError(entry, same);
    const near = without.find(({ name }) => isNear(comparableName(name), comparableName(entry.stream)));
    return near ? [nearText(entry, near)] : [];
  });
}

/** Letters and digits behind a name that make a new version of the same view: `_v2`, `_2025`, `_new`. */
const MAX_BEHIND = 4;

function isSameButForPrefix(stream: string, entry: string): boolean {
  const [one, other] = [comparableName(stream), comparableName(entry)];
  return one !== '' && other !== '' && (one.endsWith(other) || other.endsWith(one));
}

function prefixError(entry: StreamSettings, stream: StreamDescriptor): ConfigError {
  return new ConfigError(
    `The entry of \`streams\` for ${nameOf(entry)} fits no stream of the connection, and stream ${keyOf(stream)} has no entry. ` +
      'Their names differ only by what stands in front of them, by case, `_` or `-`. Write the name as it reaches the ' +
      `destination, with the connection's stream prefix: if the entry is meant for this stream, call it ${stream.name}. ` +
      `If it is meant for another connection, add an entry of its own for this stream: {"stream": ${JSON.stringify(stream.name)}}.`,
  );
}

function nearText(entry: StreamSettings, stream: StreamDescriptor): string {
  return (
    `The entry of \`streams\` for ${nameOf(entry)} fits no stream of the connection, and stream ${keyOf(stream)} has no entry. ` +
    'The stream is read by its column names. If the entry is meant for it, correct the name or the namespace.'
  );
}

function nameOf({ stream, namespace }: StreamSettings): string {
  return streamKey(stream, namespace ?? null);
}

function keyOf({ name, namespace }: StreamDescriptor): string {
  return streamKey(name, namespace);
}

/** One letter in five may differ, at least one and at most two (`mv_opd`, `mv_ipd`), or a few stand behind: `mv_opd_v2`. */
function isNear(one: string, other: string): boolean {
  if (one === other || isNewVersion(one, other) || isNewVersion(other, one)) return true;
  const length = Math.max(one.length, other.length);
  const most = Math.min(2, Math.max(1, Math.floor(length / 5)));
  return length > 2 && Math.abs(one.length - other.length) <= most && distance(one, other) <= most;
}

function isNewVersion(one: string, other: string): boolean {
  return other.length > 2 && one.startsWith(other) && one.length - other.length <= MAX_BEHIND;
}

/** Letters to be put in, left out or changed (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let left = 1; left <= one.length; left += 1) {
    const next = [left];
    for (let right = 1; right <= other.length; right += 1) {
      const change = row[right - 1]! + (one[left - 1] === other[right - 1] ? 0 : 1);
      next.push(Math.min(change, row[right]! + 1, next[right - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
