import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { adviceFor, REFUSAL_ADVICE } from '../../../src/core/account/refusal-advice';

const TRANSCRIPTS = join(__dirname, '../../transcripts');
const DOCS = join(__dirname, '../../../docs/refusals.md');

/** Every code in a conflict of a recorded answer. */
function recordedCodes(): ReadonlySet<string> {
  const codes = new Set<string>();
  for (const version of ['2.41.9.1', '2.42.5.2', '2.43.1']) {
    for (const file of readdirSync(join(TRANSCRIPTS, version))) {
      const text = readFileSync(join(TRANSCRIPTS, version, file), 'utf8');
      if (!/dataValueSets|completeDataSetRegistrations/.test(text)) continue;
      for (const [, code] of text.matchAll(/"errorCode":\s*"(E\d{4})"/g)) codes.add(code!);
    }
  }
  return codes;
}

/** docs/refusals.md, made of the code; `UPDATE_DOCS=1` writes it. */
function documentation(): string {
  const rows = new Map<string, { codes: string[]; advice: string }>();
  for (const code of ADVISED_CODES) {
    const { sentence, advice } = adviceFor(code);
    const row = rows.get(sentence) ?? { codes: [], advice };
    row.codes.push(`\`${code}\``);
    rows.set(sentence, row);
  }
  const lines = [...rows].map(([sentence, { codes, advice }]) => `| ${codes.join(', ')} | ${sentence} | ${advice} |`);
  return `# Why a row was refused, and what to do

Each refused row is named in the log and, with \`reports_dir\`, in \`rejected-<time>.jsonl\`, with one of these codes.
\`E…\` codes are DHIS2's own: \`E76…\` up to 2.42, \`E80…\` and \`E81…\` from 2.43 on. The connector gives the same code when
\`preflight\` refuses a row before it is sent. Correct the cause, then send the rows of \`rejected-<time>.jsonl\` again,
or let the next sync bring them.

<!-- prettier-ignore-start -->
<!-- Made from src/core/account/refusal-advice.ts: UPDATE_DOCS=1 npx jest test/core/account/refusal-advice -->

| code | what is wrong with the row | what to do |
|---|---|---|
${lines.join('\n')}

<!-- prettier-ignore-end -->
`;
}

const ADVISED_CODES = [...REFUSAL_ADVICE.keys()];

describe('advice for refusals', () => {
  it('exists for every code that a recorded DHIS2 gave', () => {
    const codes = recordedCodes();
    expect(codes.size).toBeGreaterThan(45);
    const advised = new Set(ADVISED_CODES);
    expect([...codes].filter((code) => !advised.has(code)).sort()).toEqual([]);
  });

  it.each(ADVISED_CODES)('says for %s what is wrong and what to do, each in sentences', (code) => {
    const { sentence, advice } = adviceFor(code);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
  });

  it('has one entry a code', () => {
    expect(new Set(ADVISED_CODES).size).toBe(ADVISED_CODES.length);
  });

  it('sends the reader of an unknown code to DHIS2', () => {
    expect(adviceFor('E9999').advice).toContain('DHIS2');
    expect(ADVISED_CODES).not.toContain('E9999');
  });

  it('is what docs/refusals.md says', () => {
    if (process.env['UPDATE_DOCS']) writeFileSync(DOCS, documentation());
    expect(readFileSync(DOCS, 'utf8')).toBe(documentation());
  });
});
