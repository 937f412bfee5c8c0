/** Lays out rows in columns: the first is left-aligned, the others are numbers or short words, right-aligned. */
export function layOut(rows: readonly (readonly string[])[], indent = 2): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, cell.length)),
    [],
  );
  return rows
    .map((row) => {
      const cells = row.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
      );
      return `${' '.repeat(indent)}${cells.join('   ')}`.trimEnd();
    })
    .join('\n');
}

/** A whole number with thousands separated. */
export function count(value: number): string {
  return value.toLocaleString('en-GB');
}

/** Breaks a text between words into lines of at most 110 characters, indented. */
export function wrap(text: string, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = ' '.repeat(indent);
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && line.length + word.length > 109) {
      lines.push(line);
      line = ' '.repeat(indent);
    }
    line += line.trim() === '' ? word : ` ${word}`;
  }
  return [...lines, line];
}
