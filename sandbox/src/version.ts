/** The release lines whose habits the sandbox knows. */
export type ReleaseLine = '2.41' | '2.42' | '2.43';

/** What differs between releases outside of the importers. */
export interface VersionTraits {
  readonly line: ReleaseLine;
  /** Full version as `/api/system/info` tells it; the one that was recorded. */
  readonly version: string;
  /** Highest `/api/NN` prefix that is served (transcripts 009-012: 2.41 takes 42 too); the lowest is 28 on all of them. */
  readonly highestPrefix: number;
  /** Prefixes below this one get a bare import summary with status 200 (seen on 2.41 only, transcripts 381-386). */
  readonly wrapsFromPrefix: number;
  /** Where a request without credentials is sent to (transcript 304). */
  readonly loginPath: string;
  /** The servlet container decides what an unknown path looks like (transcripts 012, 445). */
  readonly container: 'jetty' | 'tomcat';
  /** The longest head of a request, in bytes: its first line, its headers and the empty line (transcripts 1209, 1210). */
  readonly maxHeadBytes: number;
  /** Whether OAuth2 is the old `/uaa/oauth/token` or the Spring Authorization Server under `/oauth2`. */
  readonly oauth: 'legacy' | 'authorization-server';
}

const TRAITS: Readonly<Record<ReleaseLine, VersionTraits>> = {
  '2.41': {
    line: '2.41',
    version: '2.41.9.1',
    highestPrefix: 42,
    wrapsFromPrefix: 38,
    loginPath: '/dhis-web-login',
    container: 'jetty',
    maxHeadBytes: 8_229,
    oauth: 'legacy',
  },
  '2.42': {
    line: '2.42',
    version: '2.42.5.2',
    highestPrefix: 42,
    wrapsFromPrefix: 0,
    loginPath: '/dhis-web-login/',
    container: 'tomcat',
    maxHeadBytes: 8_192,
    oauth: 'authorization-server',
  },
  '2.43': {
    line: '2.43',
    version: '2.43.1',
    highestPrefix: 43,
    wrapsFromPrefix: 0,
    loginPath: '/login/',
    container: 'tomcat',
    maxHeadBytes: 8_192,
    oauth: 'authorization-server',
  },
};

/**
 * Traits of a release, given as its line (`2.42`) or any version in it (`2.42.5.2`).
 * @throws Error If the release line was never recorded.
 */
export function versionTraits(version: string): VersionTraits {
  const line = version.split('.').slice(0, 2).join('.');
  const traits = TRAITS[line as ReleaseLine];
  if (traits === undefined) {
    throw new Error(`The sandbox answers as DHIS2 ${Object.keys(TRAITS).join(', ')}; ${version} was not recorded`);
  }
  return traits;
}
