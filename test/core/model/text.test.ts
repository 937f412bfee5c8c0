import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { copyOf } from '../../../src/core/model/text';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('copyOf', () => {
  test('gives the same characters', () => {
    for (const text of ['', 'abc', 'é ü', '\u{1f600} and 中文']) expect(copyOf(text)).toBe(text);
  });

  test('does not keep the chunk that the text was cut from', () => {
    const keep = (copy: (text: string) => string): number => {
      collect();
      const before = process.memoryUsage().heapUsed;
      const kept = Array.from({ length: 500 }, () => copy(Buffer.alloc(65_536, 'x').toString('utf8').slice(100, 400)));
      collect();
      expect(kept).toHaveLength(500);
      return (process.memoryUsage().heapUsed - before) / 2 ** 20;
    };
    expect(keep((text) => text)).toBeGreaterThan(20);
    expect(keep(copyOf)).toBeLessThan(5);
  });
});
