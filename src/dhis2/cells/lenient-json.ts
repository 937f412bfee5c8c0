/** One object of an answer. */
export type Item = Readonly<Record<string, unknown>>;

/** Texts of JSON, quotes included. */
const TEXTS = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/g;
/** An escape, or a control character that is none. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const ESCAPE_OR_CONTROL = /\\[\s\S]|[\u0000-\u001f]/g;

/**
 * Parses JSON whose texts may hold control characters as they are.
 *
 * @param hasControls - Whether they may; without them this is `JSON.parse`.
 * @returns Undefined for what is no JSON.
 */
export function parseLenient(text: string, hasControls: boolean): unknown {
  try {
    return JSON.parse(hasControls ? text.replace(TEXTS, escapeControls) : text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether it is an object, and no list. */
export function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escapeControls(text: string): string {
  return text.replace(ESCAPE_OR_CONTROL, (found) =>
    found.length > 1 ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
