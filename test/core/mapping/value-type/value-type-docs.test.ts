import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseExactly } from '../../../../src/core/mapping/row/exact-numbers';
import type { Converted } from '../../../../src/core/mapping/value-type/value-type';
import { converterFor, isValueType } from '../../../../src/core/mapping/value-type/value-type';
import { VALUE_TYPES } from '../../../../src/core/mapping/value-type/name';
import type { Dhis2Habits } from '../../../../src/core/model/version';
import { recordedValue } from './value-type-recorded';

const PAGE = readFileSync(join(__dirname, '..', '..', '..', '..', 'docs', 'values.md'), 'utf8');

describe('docs/values.md', () => {
  it('speaks of every value type', () => {
    const named = [...PAGE.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name).filter(isValueType);
    expect(new Set(named)).toEqual(new Set(VALUE_TYPES));
  });

  test.each(tableAfter('examples'))('example: %s %s', (valueType = '', cell = '', ...[older, newer]) => {
    const type = unquoted(valueType);
    if (!isValueType(type)) throw new Error(`${type} is no value type`);
    const raw = parseExactly(unquoted(cell));
    const made = (habits: Dhis2Habits) => shown(converterFor({ valueType: type }, habits)(raw));
    expect([made('2.41'), made('2.42'), made('2.43')]).toEqual([older, older, newer]);
  });

  test.each(tableAfter('recordings'))('recording %s', (number = '', valueType = '', ...[text = '', ...cells]) => {
    const versions = (['2.41', '2.42', '2.43'] as const).map((habits) => {
      const { value, rules, codes } = recordedValue(number, habits);
      expect(value).toBe(JSON.parse(unquoted(text)));
      expect(unquoted(valueType.split(' ')[0]!)).toBe(rules.valueType);
      expect(valueType.endsWith('with options')).toBe(rules.options !== undefined);
      return { answer: codes[0] ?? 'stored', made: shown(converterFor(rules, habits)(value)) };
    });
    const [first, second, third] = versions.map(({ made }) => made);
    expect(second).toBe(first);
    const made = third === first ? first : `${first}; from 2.43 ${third}`;
    expect([...versions.map(({ answer }) => answer), made]).toEqual(cells);
  });
});

/** The rows of the table that follows a mark in the page, each as the texts of its cells. */
function tableAfter(mark: string): string[][] {
  const lines = PAGE.slice(PAGE.indexOf(`: ${mark} -->`)).split('\n');
  const start = lines.findIndex((line) => line.startsWith('| -'));
  const rows = lines.slice(start + 1);
  return rows.slice(0, rows.indexOf('')).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function unquoted(cell: string): string {
  return cell.replace(/^`|`$/g, '');
}

function shown(converted: Converted): string {
  return converted.kind === 'value' ? `\`${converted.text}\`` : converted.kind;
}
