import type { MatchedRow } from './match';
import type { OwnList } from './own-list';

/** Lines that a sentence names. */
const MAX_NAMED = 10;

/** Says what was made of a list, and what a person should look at. */
export function summarise(
  rows: readonly MatchedRow[],
  { list, floor }: { readonly list: OwnList; readonly floor: number },
): readonly string[] {
  const count = (by: MatchedRow['by']): string => rows.filter((row) => row.by === by).length.toLocaleString('en');
  const notes = [
    `${rows.length.toLocaleString('en')} rows: ${count('match')} with a proposal to review, ${count('person')} decided by a ` +
      `person, ${count('nobody')} without (nothing scores ${floor} or more; the runner_up columns have the nearest).`,
  ];
  if (list.isOutput) notes.push(...sinceLastRun(rows));
  const troubles = new Map<string, number[]>();
  for (const { row, trouble } of rows) {
    if (trouble !== undefined) troubles.set(trouble, [...(troubles.get(trouble) ?? []), row.line]);
  }
  for (const [trouble, lines] of troubles) notes.push(`${linesText(lines)}: ${trouble}.`);
  notes.push(...decidedTwice(rows));
  return notes;
}

/** Rows that an earlier run has not seen, and proposals that are others now. */
function sinceLastRun(rows: readonly MatchedRow[]): readonly string[] {
  const seen = rows.filter(({ row }) => row.added.reason !== '');
  const added = rows.filter(({ row, by }) => row.added.reason === '' && by !== 'person').map(({ row }) => row.line);
  const changed = seen.filter(({ row, added: now, by }) => by !== 'person' && row.added.dhis2_id !== now.dhis2_id);
  return [
    added.length === 0 ? 'No row is new since the last run.' : `New since the last run: ${linesText(added)}.`,
    ...(changed.length > 0
      ? [`Another proposal than in the last run: ${linesText(changed.map(({ row }) => row.line))}.`]
      : []),
  ];
}

function decidedTwice(rows: readonly MatchedRow[]): readonly string[] {
  const lines = new Map<string, number[]>();
  for (const { row, added, by } of rows) {
    if (by === 'person' && added.dhis2_id !== '')
      lines.set(added.dhis2_id, [...(lines.get(added.dhis2_id) ?? []), row.line]);
  }
  return [...lines].flatMap(([uid, each]) =>
    each.length > 1 ? [`${linesText(each)}: all decided to be ${uid}.`] : [],
  );
}

function linesText(lines: readonly number[]): string {
  const shown = lines.slice(0, MAX_NAMED).join(', ');
  const more = lines.length > MAX_NAMED ? ` and ${lines.length - MAX_NAMED} more` : '';
  return `${lines.length === 1 ? 'line' : 'lines'} ${shown}${more}`;
}
