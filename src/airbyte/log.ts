import type { Log, LogLevel } from '../core/model/ports';

/** From the least to the most urgent; FATAL and TRACE are known as thresholds only. */
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

/**
 * Makes the log: each message is one LOG line of the protocol, with its own level even inside Airbyte's worker.
 * @param write - Prints one line of stdout.
 * @param threshold - `LOG_LEVEL`, in any case; INFO when it is absent or unknown.
 */
export function createLog(write: (line: string) => void, threshold: string | undefined): Log {
  const wanted = LEVELS.indexOf((threshold ?? '').toUpperCase() as (typeof LEVELS)[number]);
  const least = wanted === -1 ? LEVELS.indexOf('INFO') : wanted;
  return (level: LogLevel, message: string) => {
    if (LEVELS.indexOf(level) >= least) write(JSON.stringify({ type: 'LOG', log: { level, message } }));
  };
}
