/** A failure that the person at the terminal can put right; its message is all they need to see. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
