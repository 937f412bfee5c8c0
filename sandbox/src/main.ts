import { parseArgs } from 'node:util';
import { startSandbox } from './sandbox';

const USAGE = `Usage: sandbox --version 2.41|2.42|2.43 --metadata FILE [--port 8080] [--host 127.0.0.1] [--data DIR] [--clock ISO]
       [--calendar ethiopian|nepali] [--password user=secret]…

Answers as DHIS2 does. DATABASE_URL puts the data into a PostgreSQL server.`;

/** Starts a sandbox from the command line and prints its address. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      version: { type: 'string', default: '2.42' },
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      metadata: { type: 'string' },
      clock: { type: 'string' },
      calendar: { type: 'string' },
      password: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.metadata === undefined) {
    process.stdout.write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const databaseUrl = process.env['DATABASE_URL'];
  const sandbox = await startSandbox({
    version: values.version,
    port: Number(values.port),
    host: values.host,
    metadata: values.metadata,
    passwords: Object.fromEntries(values.password.map((pair) => pair.split('=', 2) as [string, string])),
    ...(values.data === undefined ? {} : { dataDir: values.data }),
    ...(values.clock === undefined ? {} : { now: values.clock }),
    ...(values.calendar === undefined ? {} : { calendar: values.calendar }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  process.stdout.write(`${sandbox.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  // The embedded database would keep the process alive.
  process.exit(1);
});
