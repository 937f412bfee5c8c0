/**
 * The versions of DHIS2 to test against, oldest first: `npm test` (package.json sets TEST_SAMPLE) makes do with the newest, any
 * other way to run the tests takes them all.
 */
export function sampled<T>(versions: readonly T[]): readonly T[] {
  return process.env['TEST_SAMPLE'] ? versions.slice(-1) : versions;
}
