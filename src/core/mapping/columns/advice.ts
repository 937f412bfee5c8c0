import { ConfigError } from '../../../errors';
import type { Columns } from './columns';
import { proposeEntry, type ProposedEntry } from './entry';
import type { Suggestion } from '../suggest/suggest';
import { listColumns } from './name';
import type { Field, StreamSettings } from '../../model/settings';

/** A view that cannot be mapped, and all that is known about it. */
export interface UnfitView {
  /** As people know the stream. */
  readonly stream: string;
  readonly settings: StreamSettings | undefined;
  /** Every column of the view. */
  readonly found: readonly string[];
  readonly columns: Columns;
  readonly layout: 'long' | 'wide' | 'packaged';
  /** The layouts that the columns speak for, where they are several. */
  readonly inDoubt: readonly string[];
  readonly missing: readonly Field[];
  /** Sentences. */
  readonly problems: readonly string[];
  /** What its first rows say, where there are some. */
  readonly suggestion?: Suggestion | undefined;
}

/** Columns that the list of those found names; of more there is a count. */
const MAX_FOUND = 50;

const DATES =
  'Where the column of the period holds dates and not periods of DHIS2, such as 202501, put this in place of its line under ' +
  '`columns`: "period_from": {"column": "…", "period_type": "Monthly"}';

/** Says what was found, what is missing, what is wrong, and gives an entry for `streams` to paste. */
export function unfitViewError(view: UnfitView): ConfigError {
  const lines = [`The rows of stream ${view.stream} cannot be read as data values (${view.layout} layout).`];
  for (const problem of view.problems) lines.push(`- ${problem}`);
  lines.push(`Columns found: ${view.found.length === 0 ? 'none' : listColumns(view.found, MAX_FOUND)}.`);
  if (view.missing.length > 0) lines.push(`Fields missing: ${view.missing.map(describeField).join(', ')}.`);
  const { lines: entry, unused } = view.suggestion?.complete ? ofRows(view.suggestion) : proposeEntry(view);
  lines.push(
    'Rename the columns in the view, or put an entry like this under `streams` in the settings of the destination; ' +
      'what stands in <…> is a guess, or for you to fill in:',
    ...entry,
  );
  if (unused.length > 0) lines.push(`This entry does not use: ${listColumns(unused)}.`);
  const asksForPeriod = entry.some((line) => line.includes('"field":"period"'));
  if (view.missing.includes('period') && asksForPeriod) lines.push(DATES);
  return new ConfigError(lines.join('\n'));
}

/** An entry that was made of the first rows, with what is guessed in it. */
function ofRows({ entry, notes, unused }: Suggestion): ProposedEntry {
  return { lines: [...notes.map((note) => `- ${note}`), ...JSON.stringify(entry, null, 2).split('\n')], unused };
}

function describeField(field: Field): string {
  return field === 'period' ? 'period (or `period_from`)' : field;
}
