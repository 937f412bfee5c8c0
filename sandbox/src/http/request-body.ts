import { gunzipSync, inflateRawSync } from 'node:zlib';

/** A body as text, as it comes (source: `AbstractCrudController.deserializeJsonEntity`). */
export function bodyText(body: Buffer): string {
  return body.toString('utf8');
}

/**
 * The body of an import as text. Imports alone are unpacked: DHIS2 tells gzip and zip by their first bytes, whatever the headers
 * say (transcripts 270-272).
 */
export function importText(body: Buffer): string {
  if (body[0] === 0x1f && body[1] === 0x8b) return gunzipSync(body).toString('utf8');
  if (body.length > 30 && body.readUInt32LE(0) === 0x04034b50) return firstZipEntry(body).toString('utf8');
  return body.toString('utf8');
}

/** The first entry of a zip archive. Sizes are taken from the central directory, for archives that were streamed. */
function firstZipEntry(archive: Buffer): Buffer {
  const directory = archive.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  const compressedSize = directory < 0 ? archive.readUInt32LE(18) : archive.readUInt32LE(directory + 20);
  const start = 30 + archive.readUInt16LE(26) + archive.readUInt16LE(28);
  const content = archive.subarray(start, start + compressedSize);
  return archive.readUInt16LE(8) === 0 ? content : inflateRawSync(content);
}
