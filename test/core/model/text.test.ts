import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { copyOf } from '../../../src/core/model/text';

/** MiB that 500 pieces of as many chunks of 64 KiB keep, in a process of their own. @param copy - JavaScript. */
function kept(copy: string): number {
  const script = `
    const { copyOf } = require(${JSON.stringify(join(__dirname, '../../../lib/core/model/text.js'))});
    const copy = ${copy};
    const piece = () => copy(Buffer.alloc(65_536, 'x').toString('utf8').slice(100, 400));
    gc();
    const before = process.memoryUsage().heapUsed;
    const pieces = Array.from({ length: 500 }, piece);
    gc();
    console.log((process.memoryUsage().heapUsed - before) / 2 ** 20, pieces.length);`;
  return parseFloat(execFileSync(process.execPath, ['--expose-gc', '-e', script], { encoding: 'utf8' }));
}

describe('copyOf', () => {
  test('gives the same characters', () => {
    for (const text of ['', 'abc', 'é ü', '\u{1f600} and 中文']) expect(copyOf(text)).toBe(text);
  });

  test('does not keep the chunk that the text was cut from', () => {
    expect(kept('(text) => text')).toBeGreaterThan(20);
    expect(kept('copyOf')).toBeLessThan(5);
  });
});
