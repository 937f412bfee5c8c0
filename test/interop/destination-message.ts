/** What a destination prints, as far as the tests here look at it. */
export interface DestinationMessage {
  readonly type: string;
  readonly state?: ReturnedState;
  readonly trace?: {
    readonly type: string;
    readonly error?: { readonly failure_type: string; readonly message: string };
  };
  readonly log?: { readonly level: string; readonly message: string };
}

/** A state that came back; its numbers are numbers, or wrap their digits, as the reader chose. */
export interface ReturnedState {
  readonly id?: unknown;
  readonly destinationStats?: { readonly recordCount?: unknown; readonly rejectedRecordCount?: unknown };
}

/** The messages of one type among the lines of stdout, with plain numbers. */
export function messagesOf(stdout: readonly string[], type: string): DestinationMessage[] {
  return stdout.map((line) => JSON.parse(line) as DestinationMessage).filter((message) => message.type === type);
}
