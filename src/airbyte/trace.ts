import { ConnectorError, type FailureType } from '../errors';

/** A TRACE ERROR: what the platform shows of a failure, and what it decides a retry by. */
export interface TraceMessage {
  readonly type: 'TRACE';
  readonly trace: {
    readonly type: 'ERROR';
    /** Milliseconds since the epoch. */
    readonly emitted_at: number;
    readonly error: {
      readonly message: string;
      readonly internal_message: string;
      readonly stack_trace: string;
      readonly failure_type: FailureType;
    };
  };
}

/**
 * Turns anything that was thrown into the TRACE for it.
 *
 * Only a {@link ConnectorError} vouches for its message. Of any other error the text may quote a row, a token or a file
 * (V8's SyntaxError does), so that its class and the frames of its stack are all that is told.
 * @param now - Milliseconds since the epoch.
 */
export function traceOf(error: unknown, now: number): TraceMessage {
  const ours = error instanceof ConnectorError;
  const name = className(error);
  return {
    type: 'TRACE',
    trace: {
      type: 'ERROR',
      emitted_at: now,
      error: {
        message: messageOf(error),
        // Some readers show this one alone; a ConnectorError's message is safe to show.
        internal_message: ours ? `${name}: ${error.message}` : name,
        stack_trace: stackFrames(error),
        failure_type: ours ? error.failureType : 'system_error',
      },
    },
  };
}

/** The text that may be shown of anything that was thrown: a ConnectorError's own, a generic one for the rest. */
export function messageOf(error: unknown): string {
  if (error instanceof ConnectorError) return error.message;
  return (
    `The connector failed in a way it does not know (${className(error)}). ` +
    'No state has left that was not earned; the sync may be repeated. Please report this with the stack trace.'
  );
}

function className(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { name } = error.constructor;
  return /^\w{1,60}$/.test(name) ? name : 'Error';
}

/** The `at …` lines of the stack; the message ahead of them is cut off, however many lines it has. */
function stackFrames(error: unknown): string {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return '';
  const end = error.stack.indexOf(error.message);
  const frames = end === -1 ? '' : error.stack.slice(end + error.message.length);
  return frames
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .join('\n');
}
