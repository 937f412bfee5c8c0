import { parseDocument, visit } from 'yaml';
import { ConfigError } from '../errors';

/**
 * Reads the entries of `streams_text`, as JSON or YAML: a list, what `suggest` printed (`streams:` above it), or one entry.
 *
 * Ids of digits stay texts, as they are written.
 *
 * @throws ConfigError If it is neither, with the place; or if something in <…> is still to be filled in.
 */
export function readStreamsText(text: string): readonly unknown[] {
  const document = parseDocument(text.replace(/^\ufeff/, ''), { prettyErrors: true });
  const [error] = document.errors;
  if (error) {
    const [place] = error.linePos ?? [];
    const where = place ? ` from line ${place.line}, column ${place.col} on` : '';
    throw new ConfigError(
      `\`streams_text\` is neither JSON nor YAML${where}. Paste what \`suggest\` printed, whole and as it is.`,
    );
  }
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'number' && node.source !== undefined) node.value = node.source;
    },
  });
  const entries = listOf(document.toJS());
  const open = JSON.stringify(entries).match(/"<[^"<>]{1,80}>"/);
  if (open) throw new ConfigError(`\`streams_text\`: ${open[0]} is still to be filled in.`);
  return entries;
}

function listOf(read: unknown): readonly unknown[] {
  if (read === null || read === undefined) return [];
  if (Array.isArray(read)) return read as readonly unknown[];
  if (typeof read !== 'object') throw new ConfigError('`streams_text` must be a list of entries, as under `streams`.');
  const { streams } = read as { streams?: unknown };
  return Array.isArray(streams) ? (streams as readonly unknown[]) : [read];
}
