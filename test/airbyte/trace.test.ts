import { messageOf, traceOf } from '../../src/airbyte/trace';
import { ConfigError, ProtocolError, TransientError } from '../../src/errors';

const SECRET = 'JSESSIONID=hunter2';

describe('traceOf', () => {
  it.each([
    [new ConfigError('Change it.'), 'config_error'],
    [new TransientError('Wait.'), 'transient_error'],
    [new ProtocolError('Line 7.'), 'system_error'],
  ])('tells a %s with its own message and failure type', (error, failureType) => {
    expect(traceOf(error, 5).trace).toMatchObject({
      type: 'ERROR',
      emitted_at: 5,
      error: { message: error.message, internal_message: `${error.name}: ${error.message}`, failure_type: failureType },
    });
  });

  it.each([
    ['an error of a library', Object.assign(new TypeError(SECRET), { request: SECRET, response: { headers: SECRET } })],
    ['a SyntaxError that quotes its input', syntaxError(`{"cookie":"${SECRET}"`)],
    ['an error with a message of many lines', new Error(`${SECRET}\n    at ${SECRET}\nend`)],
    ['an error with a cause', new Error('x', { cause: new Error(SECRET) })],
    ['an error that calls itself by a secret', Object.assign(new Error('x'), { name: SECRET })],
    ['an error without a stack', Object.assign(new Error(SECRET), { stack: undefined })],
    ['a text', SECRET],
    ['nothing', undefined],
  ])('tells %s as a system error, by its class and stack frames only', (_, thrown) => {
    const trace = traceOf(thrown, 5);
    expect(trace.trace.error.failure_type).toBe('system_error');
    expect(JSON.stringify(trace)).not.toContain('hunter2');
    expect(trace.trace.error.message).toContain('failed in a way it does not know');
  });

  it('keeps the frames of the stack, which say where to look', () => {
    expect(traceOf(new RangeError(SECRET), 5).trace.error.stack_trace).toMatch(/^at .*trace\.test\.ts/);
    expect(messageOf(new RangeError(SECRET))).toContain('(RangeError)');
  });
});

function syntaxError(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}
