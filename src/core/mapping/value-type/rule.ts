/** What a value must be for its element, when it is not; always the same object for the same reason. */
export interface Misfit {
  /** A sentence's end after "The value", without the value: `is not a whole number; round it in the view`. */
  readonly why: string;
  /** It fits the value type, but not the option set. */
  readonly option?: true;
}

/**
 * Checks the plain text of a cell against a value type: gives the text to send, or why there is none. The empty text
 * means that there is nothing to store.
 */
export type ValueRule = (text: string) => string | Misfit;

/** A rule that keeps the text as it is when `fits` says so. */
export function keepIf(fits: (text: string) => boolean, why: string): ValueRule {
  const misfit: Misfit = { why };
  return (text) => (fits(text) ? text : misfit);
}
