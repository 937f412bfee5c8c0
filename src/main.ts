import { createLineWriter } from './airbyte/stdout';
import { peopleCommand } from './entry/people-commands';
import { runForAirbyte } from './entry/run-for-airbyte';
import { runForPeople } from './entry/run-for-people';

/** Runs one command and ends the process with its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const out = createLineWriter(process.stdout, () => process.exit(1));
  const command = peopleCommand(argv[2]);
  const end = async (exitCode: number): Promise<void> => {
    await out.flush();
    process.exit(exitCode);
  };
  if (command) await end(await runForPeople(command, argv.slice(3), out));
  else await runForAirbyte(argv, out, end);
}
