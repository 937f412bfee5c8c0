import { readFile } from 'node:fs/promises';
import { parse } from 'lossless-json';
import { ConfigError } from '../errors';

/**
 * Reads a JSON file that Airbyte hands over, whatever its name ends in; PyAirbyte calls the catalog `*.txt`.
 * @param what - The option that named the file, for messages: `config`, `catalog`.
 * @throws {@link ConfigError} If it cannot be read or is no JSON. The file holds secrets, so nothing of it is quoted.
 */
export async function readJsonFile(path: string, what: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `The file that --${what} names cannot be read (${codeOf(error)}): ${path}. Check the path and its rights; in a container, ` +
        'that its folder is mounted.',
    );
  }
  const json = text.replace(/^\ufeff/, '');
  if (json.trim() === '') throw new ConfigError(`The file that --${what} names is empty: ${path}.`);
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw new ConfigError(
      `The file that --${what} names is not JSON${faultyPlace(json)}. Look there, and right before it, for a comma too many, a missing quote, comma or ` +
        'bracket, or a comment.',
    );
  }
}

/** Where a text stops being JSON. A parser's message may quote the text: only the position is taken from it. */
function faultyPlace(text: string): string {
  try {
    parse(text);
    return '';
  } catch (error) {
    const position = /\d+$/.exec((error as Error).message)?.[0];
    if (position === undefined) return '';
    const before = text.slice(0, Number(position)).split('\n');
    return ` from line ${before.length}, column ${before.at(-1)!.length + 1} on`;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown reason';
}
