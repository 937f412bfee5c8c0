import { AirbyteLog, AirbyteLogLevel } from 'faros-airbyte-cdk/lib/protocol';
import { CdkLogger } from '../../src/airbyte/cdk-logger';
import { createLog } from '../../src/airbyte/log';
import type { LogLevel } from '../../src/core/model/ports';

const LEVELS: readonly LogLevel[] = ['DEBUG', 'INFO', 'WARN', 'ERROR'];

describe('createLog', () => {
  it.each([
    ['none', undefined, ['INFO', 'WARN', 'ERROR']],
    ['an unknown one', 'LOUD', ['INFO', 'WARN', 'ERROR']],
    ['debug in small letters', 'debug', ['DEBUG', 'INFO', 'WARN', 'ERROR']],
    ['TRACE', 'TRACE', ['DEBUG', 'INFO', 'WARN', 'ERROR']],
    ['WARN', 'WARN', ['WARN', 'ERROR']],
    ['FATAL', 'FATAL', []],
  ])('prints what is as urgent as LOG_LEVEL, with %s', (_, threshold, printed) => {
    const lines: string[] = [];
    const log = createLog((line) => lines.push(line), threshold);
    for (const level of LEVELS) log(level, 'text');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      printed.map((level) => ({ type: 'LOG', log: { level, message: 'text' } })),
    );
  });

  it('prints one line for a message of many', () => {
    const lines: string[] = [];
    createLog((line) => lines.push(line), undefined)('INFO', 'a\nb');
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
  });
});

describe('CdkLogger', () => {
  const setUp = (): { lines: string[]; logger: CdkLogger } => {
    const lines: string[] = [];
    const print = (line: string): Promise<void> => Promise.resolve(void lines.push(line));
    return {
      lines,
      logger: new CdkLogger(
        print,
        createLog((line) => void print(line), undefined),
      ),
    };
  };

  it("keeps the level of the CDK's lines inside Airbyte's worker", async () => {
    process.env.WORKER_JOB_ID = '7';
    try {
      const { lines, logger } = setUp();
      await logger.write(AirbyteLog.make(AirbyteLogLevel.WARN, 'careful'));
      logger.debug('not to be seen');
      expect(lines).toEqual(['{"type":"LOG","log":{"level":"WARN","message":"careful"}}']);
    } finally {
      delete process.env.WORKER_JOB_ID;
    }
  });

  it('tells one failure, and no text of it', () => {
    const { lines, logger } = setUp();
    logger.traceError(new Error('secret'));
    logger.traceError(new Error('another'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('secret');
  });
});
