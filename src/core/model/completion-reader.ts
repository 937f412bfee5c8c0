import type { GroupKey } from './group-key';

/** Whether DHIS2 shows a group as complete, as a read showed it. */
export type SeenCompletion =
  | {
      readonly kind: 'registered';
      /** `yyyy-mm-dd`. */
      readonly date: string;
    }
  | { readonly kind: 'not-registered' }
  | { readonly kind: 'not-known'; readonly why: string };

/** What a reading of completions found, and when. */
export interface CompletionLook {
  /** When the first request of the reading was sent, in milliseconds of the clock. */
  readonly since: number;
  /** By `groupKey`; every group that was asked for has an entry. */
  readonly seen: ReadonlyMap<string, SeenCompletion>;
}

/** Reads which groups DHIS2 shows as complete. */
export interface CompletionReader {
  /**
   * Looks at groups in as few requests as the limits of DHIS2 allow.
   *
   * @returns Never fails for trouble of DHIS2: what could not be read is `not-known`.
   * @throws ConfigError If DHIS2 refuses the sign-in.
   */
  look(groups: readonly GroupKey[], signal?: AbortSignal): Promise<CompletionLook>;
}
