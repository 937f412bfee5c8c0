import { ConfigError } from '../../errors';

/** The habits a DHIS2 server is taken to have: those of the recorded 2.41, 2.42 or 2.43. */
export type Dhis2Habits = '2.41' | '2.42' | '2.43';

/** A server's version as `/api/system/info` gives it, and the habits the connector expects of it. */
export interface Dhis2Version {
  /** For example `2.42.5.2`. */
  readonly text: string;
  readonly habits: Dhis2Habits;
  /** Set when the version is known to import as another: a sentence for the log. */
  readonly note?: string;
  /** Set when the version is newer than any that is known: a sentence for the log. */
  readonly warning?: string;
}

/**
 * Reads the version of a DHIS2 server: 2.40 is taken as 2.41, 2.44 as 2.43, anything newer as 2.43 with a warning.
 *
 * @throws {@link ConfigError} If the server is older than 2.40 or gives no version.
 */
export function readVersion(text: string | undefined): Dhis2Version {
  const match = /^2\.(\d+)/.exec(text ?? '');
  // From v43 on some builds leave out the leading "2." (DHIS2 release notes); anything else is no DHIS2.
  const minor = match ? Number(match[1]) : Number(/^v?(4\d|[5-9]\d)\b/.exec(text ?? '')?.[1] ?? NaN);
  if (text === undefined || Number.isNaN(minor)) {
    throw new ConfigError(
      "The server at base_url gives no DHIS2 version. Check base_url: it ends with DHIS2's context path, if there is one, and has nothing of what a browser shows behind that (/dhis-web-…, /apps/…, /api/…).",
    );
  }
  if (minor < 40) {
    throw new ConfigError(`DHIS2 ${text} is too old: this connector needs 2.40 or newer. Upgrade DHIS2.`);
  }
  if (minor <= 41) return { text, habits: '2.41' };
  if (minor === 42) return { text, habits: '2.42' };
  if (minor === 43) return { text, habits: '2.43' };
  // The source of 2.44's import was compared with that of 2.43 in November 2026: it is the same.
  if (minor === 44) return { text, habits: '2.43', note: `DHIS2 ${text} imports data values as 2.43 does.` };
  return {
    text,
    habits: '2.43',
    warning: `DHIS2 ${text} is newer than any version this connector was tried with; it is taken as 2.43.`,
  };
}
