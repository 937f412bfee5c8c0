import { readFileSync } from 'node:fs';

/** Leaves no line in what the compiler makes of this file, so that only a source map tells where the rest stands. */
interface Erased {
  readonly line: number;
}

test('an error names the line of the source that it was made on', () => {
  const { stack = '' } = new Error('made here');
  const found: Erased = { line: Number(/line-numbers\.test\.ts:(\d+):/.exec(stack)?.[1]) };
  expect(readFileSync(__filename, 'utf8').split('\n')[found.line - 1]).toContain("new Error('made here')");
});
