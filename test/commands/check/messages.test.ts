import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PASSWORDS, startTestSandbox } from '../../support/sandbox';
import { LASTING } from './cases-lasting';
import { REACHING } from './cases-reaching';
import { RIGHTS } from './cases-rights';
import { SIGNING_IN } from './cases-signing-in';
import type { CheckCase, World } from './world';

const DOCS = join(__dirname, '../../../docs/check-messages.md');
const CASES: readonly CheckCase[] = [...REACHING, ...SIGNING_IN, ...RIGHTS, ...LASTING];

/** The sentence as the documentation has it: ports and hosts of this machine are none of its business. */
function general(sentence: string): string {
  return sentence
    .replace(/(127\.0\.0\.1|localhost|dhis2\.example\.org):\d+/g, 'dhis2.example.org')
    .replace(/20\d\d-\d\d-\d\d/g, '2026-11-26')
    .replace(/(?:today|tomorrow) at \d\d:\d\d UTC/g, 'today at 23:26 UTC')
    .replaceAll('|', '\\|');
}

/** docs/check-messages.md, made of what check said; `UPDATE_DOCS=1` writes it. */
function documentation(sentences: ReadonlyMap<CheckCase, string>): string {
  const groups = [...new Set(CASES.map(({ group }) => group))];
  const tables = groups.map((group) => {
    const rows = CASES.filter((each) => each.group === group).map(
      (each) => `| ${each.when} | ${each.outcome} | ${sentences.get(each) ?? ''} |`,
    );
    return `## ${group}\n\n| when | check | what it says |\n|---|---|---|\n${rows.join('\n')}`;
  });
  return `# What \`check\` says

\`check\` signs in, looks at the user's rights and at the ids under \`streams\`, and has DHIS2 judge one value by a dry run; it
stores nothing. It always prints one CONNECTION_STATUS. Hosts, users and numbers below are examples.

<!-- prettier-ignore-start -->
<!-- Made of what check says when each is brought about: UPDATE_DOCS=1 npx jest test/commands/check/messages -->

${tables.join('\n\n')}

<!-- prettier-ignore-end -->
`;
}

describe('check', () => {
  let world: World;
  const said = new Map<CheckCase, string>();
  beforeAll(async () => {
    world = { dhis2: await startTestSandbox({ version: '2.42' }) };
  });
  afterEach(() => world.dhis2.reset());
  afterAll(() => world.dhis2.close());

  test.each(CASES.map((each) => [`${each.outcome}: ${each.group}: ${each.when}`, each] as const))(
    '%s',
    async (_title, each) => {
      const { succeeded, message, log } = await each.provoke(world);
      const warnings = log.filter(({ level }) => level === 'WARN').map((entry) => entry.message);
      if (each.outcome === 'fails') {
        expect({ succeeded, message }).toEqual({
          succeeded: false,
          message: expect.stringMatching(each.says) as string,
        });
        said.set(each, general(message));
      } else {
        const warning = warnings.find((sentence) => each.says.test(sentence));
        expect({ succeeded, message, warnings, warning }).toMatchObject({
          succeeded: true,
          warning: expect.any(String) as string,
        });
        expect(message).toContain(warning);
        said.set(each, general(warning ?? ''));
      }
      for (const password of Object.values(PASSWORDS)) expect(message + warnings.join()).not.toContain(password);
    },
  );

  test('says what the documentation lists', () => {
    expect(CASES.filter((each) => !said.has(each)).map(({ when }) => when)).toEqual([]);
    const text = documentation(said);
    if (process.env['UPDATE_DOCS']) writeFileSync(DOCS, text);
    expect(readFileSync(DOCS, 'utf8')).toBe(text);
  });
});
