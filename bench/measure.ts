/** Loaded into a measured process by `--require`: leaves its resource usage in the file that `MEASURE_FILE` names. */
import { writeFileSync } from 'node:fs';

const file = process.env['MEASURE_FILE'];
if (file !== undefined) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeFileSync(file, JSON.stringify({ cpuMicros: userCPUTime + systemCPUTime, maxRssKiB: maxRSS }));
  });
}
