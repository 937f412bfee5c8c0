/** Where the demo says what it does, while it does it. */
export interface Terminal {
  /** A whole line. */
  print(line: string): void;
  /** A part of a line that goes on; never while two things run side by side. */
  write(part: string): void;
}

/** The label that a line begins with, padded. */
export function labelled(label: string): string {
  return `${label.padEnd(10)} `;
}

/** Prints lines with a label before the first. */
export function tell(terminal: Terminal, label: string, lines: readonly string[]): void {
  for (const [index, line] of lines.entries()) terminal.print(labelled(index === 0 ? label : '') + line);
}

/** Says the label at once, and the lines when the work is done. @param work - Resolves to the lines. */
export async function tellWhile(
  terminal: Terminal,
  label: string,
  work: () => Promise<readonly string[]>,
): Promise<void> {
  terminal.write(labelled(label));
  const [first = '', ...more] = await work();
  terminal.print(first);
  tell(terminal, '', more);
}

/** A line that grows by one item at a time, as they are done. @returns What takes the next item. */
export function growingLine(terminal: Terminal, start: string): (item: string) => void {
  terminal.write(start);
  let separator = '';
  return (item) => {
    terminal.write(separator + item);
    separator = ', ';
  };
}
