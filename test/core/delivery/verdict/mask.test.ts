import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';

import { maskValues } from '../../../../src/core/delivery/verdict/mask';
import { makeValue } from '../isolate/isolate-model';

const value = makeValue(1, 'none', { value: 'abc', dataElement: 'deINTEGER01', orgUnit: 'ouFACIL0001' });
const masked = (text: string, more: Partial<typeof value> = {}): string => maskValues(text, [{ ...value, ...more }]);

describe('a text of DHIS2', () => {
  it.each([
    [
      'Value #1 value `abc` is no valid INTEGER: value_not_integer',
      'Value #1 value `…` is no valid INTEGER: value_not_integer',
    ],
    [
      'Value #0 value `abc` is no valid option for data element `deINTEGER01`',
      'Value #0 value `…` is no valid option for data element `deINTEGER01`',
    ],
    [
      'Value must match value type of data element `deINTEGER01`: `Data value is not an integer`',
      'Value must match value type of data element `deINTEGER01`: `Data value is not an integer`',
    ],
    [
      'Organisation unit: `ouFACIL0001` not in hierarchy of current user: `usCLERK0001`',
      'Organisation unit: `ouFACIL0001` not in hierarchy of current user: `usCLERK0001`',
    ],
    [
      'Period: `202612` is after latest open future period: `202610` for data element: `deINTEGER01`',
      'Period: `202612` is after latest open future period: `202610` for data element: `deINTEGER01`',
    ],
    [
      'Untimely data entry for org unit ouFACIL0001 and period(s): `[190001]`',
      'Untimely data entry for org unit ouFACIL0001 and period(s): `[190001]`',
    ],
    [
      'Value #0 period not defined in group or value: `Input[dataElement=deINTEGER01, value=1, comment=null]`',
      'Value #0 period not defined in group or value: `…`',
    ],
    [
      'Atomic mode requires all values to be valid but only 1/2 were. First issue: Value #1 value `abc` is no valid NUMBER',
      'Atomic mode requires all values to be valid but only 1/2 were. First issue: Value #1 value `…` is no valid NUMBER',
    ],
    ['Value #0 comment too long (max 5,000 characters)`', 'Value #0 comment too long (max 5,000 characters)'],
  ])('%s keeps its ids and loses its values', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it('names of several ids those of the row it stands beside', () => {
    const text = 'Data set dsMONTHLY01 not usable with org unit(s): `[ouNOSUCH001, ouFACIL0001, ouNOSUCH002]`';
    expect(masked(text)).toBe('Data set dsMONTHLY01 not usable with org unit(s): `[ouFACIL0001]`');
  });

  it.each([
    ['a value with back-ticks', 'a`b`c', 'Value #0 value `a`b`c` is no valid INTEGER: value_not_integer'],
    ['a value that looks like an id', 'HelloWorld1', 'Value #0 value `HelloWorld1` is no valid INTEGER'],
    ['a value that is an id of the row', 'ouFACIL0001', 'Some `ouFACIL0001` is no valid ORGANISATION_UNIT'],
    ['a value cut by DHIS2', 'secret text', 'Value #0 value `secret te` is no valid INTEGER'],
    ['a value that DHIS2 trimmed', ' secret ', 'Value #0 value `secret` is no valid INTEGER'],
    ['a value without back-ticks', 'secret text', 'DHIS2 does not like secret text at all'],
    ['a value in a list', 'secret text', 'Not usable with: `[secret text, ouFACIL0001]`'],
  ])('does not show %s', (_, held, text) => {
    expect(masked(text, { value: held })).not.toMatch(/secret|HelloWorld1|b`c|ouFACIL0001` is/);
  });

  it('does not show any part of a value with back-ticks that DHIS2 quotes as such', () => {
    expect(masked('Not `ab`cd` but `deINTEGER01`', { value: 'ab`cd' })).toBe('Not `…` but `deINTEGER01`');
  });

  it('does not show a comment', () => {
    expect(masked('Invalid comment: private words', { comment: 'private words' })).toBe('Invalid comment: …');
  });

  it('shows no value of four and more characters, whatever it holds and wherever DHIS2 quotes it', () => {
    const texts = [
      'Value #3 value `@` is no valid TEXT: value_x',
      'not `@` but `deINTEGER01`',
      'Input `[@, 202501]` is bad',
      'bare @ here',
    ];
    const words = texts.join(' ');
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: 'grapheme' }), fc.constantFrom(...texts), (held, text) => {
        fc.pre(!words.includes(held) && held.trim() !== '' && !/^[…`\s]+$/.test(held));
        expect(
          masked(
            text.replace('@', () => held),
            { value: held },
          ),
        ).not.toContain(held);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of the recordings shows no value that was sent', () => {
    const shown: string[] = [];
    for (const { text, values } of recordedTexts()) {
      const result = maskValues(text, values);
      for (const { value: held } of values) if (held.length >= 4 && result.includes(held)) shown.push(result);
    }
    expect(shown).toEqual([]);
  });
});

interface RecordedText {
  readonly text: string;
  readonly values: readonly (typeof value)[];
}

/** The texts of all conflicts of 2.43, which alone quotes values, with the values they are about. */
function recordedTexts(): readonly RecordedText[] {
  const folder = join(__dirname, '../../../transcripts/2.43.1');
  const texts: RecordedText[] = [];
  for (const file of readdirSync(folder)) {
    const exchange = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      request?: { body?: { dataValues?: readonly Partial<typeof value>[] } | null };
      response?: { body?: { response?: { conflicts?: readonly { value: string }[] } } };
    };
    const sent = exchange.request?.body?.dataValues ?? [];
    const values = sent.map((one) => ({ ...value, ...one, value: String(one.value ?? '') }));
    for (const conflict of exchange.response?.body?.response?.conflicts ?? [])
      texts.push({ text: conflict.value, values });
  }
  return texts;
}
