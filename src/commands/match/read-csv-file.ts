import { readFile } from 'node:fs/promises';
import { ConfigError } from '../../errors';

/** Reads a CSV file in UTF-8, or in Windows-1252, as older Excels save it. @throws ConfigError If it cannot be read. */
export async function readCsvFile(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new ConfigError(`The list cannot be read (${reason}): ${path}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
