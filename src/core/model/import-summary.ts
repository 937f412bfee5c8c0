/** How many values of a request DHIS2 says it dealt with, by what it did. */
export interface ImportCount {
  readonly imported: number;
  readonly updated: number;
  /** Up to 2.42 unchanged and refused values; on 2.43 refused values, and values it failed to store without a word. */
  readonly ignored: number;
  readonly deleted: number;
}

/** One reason for which DHIS2 did not store something. Equal reasons are merged into one with several `indexes`. */
export interface ImportConflict {
  readonly object?: string | null;
  /** Up to 2.42 ids by dimension; on 2.43 `args`: the parts of the text, joined by `-`. */
  readonly objects?: Readonly<Record<string, unknown>> | null;
  /** The sentence, which may quote values of the payload. */
  readonly value?: string | null;
  readonly errorCode?: string | null;
  /** Zero-based positions among the values sent; `-1` on 2.43 when the whole request is meant. */
  readonly indexes?: readonly number[] | null;
}

/** DHIS2's account of one import, as it stands in `response`, or bare on 2.41's `/api/28` to `/api/37`. */
export interface ImportSummary {
  readonly status: string;
  readonly importCount: ImportCount;
  readonly conflicts?: readonly ImportConflict[] | null;
  readonly rejectedIndexes?: readonly number[] | null;
  /** Absent on 2.43. */
  readonly description?: string | null;
}

/** Tells an import summary from any other JSON; `dhis2/answer-schema.ts` has it. */
export type ImportSummaryGuard = (body: unknown) => body is ImportSummary;

/**
 * Finds the import summary in the body of an answer, wrapped in a web message or bare.
 *
 * Neither the HTTP status nor the kind of wrapping tells whether there is one: 2.42 sends it with 200 and 409, older
 * prefixes of 2.41 without the wrapping, and plain web messages of any status have none.
 */
export function readSummary(body: unknown, isImportSummary: ImportSummaryGuard): ImportSummary | undefined {
  if (isImportSummary(body)) return body;
  const wrapped = typeof body === 'object' && body !== null ? (body as { response?: unknown }).response : undefined;
  return isImportSummary(wrapped) ? wrapped : undefined;
}
