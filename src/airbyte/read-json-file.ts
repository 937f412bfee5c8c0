import { readFile } from 'node:fs/promises';
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
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch {
    throw new ConfigError(`The file that --${what} names is not JSON (${text.length} characters).`);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown reason';
}
