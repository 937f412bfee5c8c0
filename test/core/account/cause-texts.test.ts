import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ACTORS, CAUSE_TEXTS } from '../../../src/core/account/cause-texts';
import { causeOfCode, codesByCause, type Cause } from '../../../src/core/model/cause';

const TRANSCRIPTS = join(__dirname, '../../transcripts');
const DOCS = join(__dirname, '../../../docs/refusals.md');

/** Every code in a conflict of a recorded answer to an import or a registration. */
function recordedCodes(): ReadonlySet<string> {
  const codes = new Set<string>();
  for (const version of ['2.41.9.1', '2.42.5.2', '2.43.1']) {
    for (const file of readdirSync(join(TRANSCRIPTS, version))) {
      const text = readFileSync(join(TRANSCRIPTS, version, file), 'utf8');
      if (!/"method": "POST"/.test(text) || !/dataValueSets|completeDataSetRegistrations/.test(text)) continue;
      for (const [, code] of text.matchAll(/"errorCode":\s*"(E[78]\d{3})"/g)) codes.add(code!);
    }
  }
  return codes;
}

const CAUSES = Object.keys(CAUSE_TEXTS) as Cause[];

/** docs/refusals.md, made of the code; `UPDATE_DOCS=1` writes it. */
function documentation(): string {
  const codes = codesByCause();
  const lines = CAUSES.map((cause) => {
    const { sentence, advice, who } = CAUSE_TEXTS[cause];
    const tags = (codes.get(cause) ?? []).filter((code) => /^E/.test(code)).map((code) => `\`${code}\``);
    return `| \`${cause}\` | ${sentence} | ${advice} | ${ACTORS[who]} | ${tags.join(', ')} |`;
  });
  return `# Why a row was refused, and what to do

Each refused row is named in the log and, with \`reports_dir\`, in \`rejected-<time>.jsonl\`. Each refusal has a **cause**: one of
the names below. They do not change from one version of DHIS2 to the next. Behind the cause stands DHIS2's own code:
\`E76…\` up to 2.42, \`E80…\` and \`E81…\` from 2.43 on. When \`preflight\` refuses a row before it is sent, it has the same cause
and code. One code of 2.43 can mean several things: the connector looks into DHIS2's metadata and tells which.

Put the cause right. Then send the rows of \`rejected-<time>.jsonl\` again, or let the next sync bring them.

<!-- prettier-ignore-start -->
<!-- Made from src/core/account/cause-texts.ts: UPDATE_DOCS=1 npx jest test/core/account/cause-texts -->

| cause | what is wrong | what to do | who can do it | DHIS2's codes |
|---|---|---|---|---|
${lines.join('\n')}

<!-- prettier-ignore-end -->
`;
}

describe('causes', () => {
  it('are known for every code that a recorded DHIS2 gave', () => {
    const codes = recordedCodes();
    expect(codes.size).toBeGreaterThan(45);
    expect([...codes].filter((code) => causeOfCode(code) === 'unknown-code').sort()).toEqual([]);
  });

  it.each(CAUSES)('say for %s what is wrong and what to do, each in sentences', (cause) => {
    const { sentence, advice } = CAUSE_TEXTS[cause];
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
  });

  it('send the reader of an unknown code to DHIS2', () => {
    expect(causeOfCode('E9999')).toBe('unknown-code');
    expect(CAUSE_TEXTS['unknown-code'].advice).toContain('DHIS2');
  });

  it('are what docs/refusals.md says', () => {
    const text = documentation();
    if (process.env.UPDATE_DOCS) writeFileSync(DOCS, text);
    expect(text).toBe(readFileSync(DOCS, 'utf8'));
  });
});
