import { stringify } from 'yaml';
import type { UnknownId } from '../../core/mapping/suggest/suggest';
import type { Outcome, SuggestedStream } from './suggest-all';

/** How `suggest` prints. */
export type SuggestFormat = 'text' | 'json' | 'yaml';

/** Refusals, and ids, that are shown. */
const MAX_SHOWN = 5;

/** The writer of a format: `json` and `yaml` can be pasted into `streams_text` as they are. */
export function suggestWriter(format: SuggestFormat): (streams: readonly SuggestedStream[]) => string {
  const entries = (streams: readonly SuggestedStream[]): object => ({
    streams: streams.filter(({ helps }) => helps).map(({ suggestion }) => suggestion.entry),
  });
  switch (format) {
    case 'json':
      return (streams) => JSON.stringify(entries(streams), null, 2);
    case 'yaml':
      return (streams) =>
        [
          ...streams.flatMap((stream) => inText(stream).map((line) => `# ${line}`.trimEnd())),
          toYaml(entries(streams)),
        ].join('\n');
    case 'text':
      return (streams) => streams.map(forPeople).join('\n\n');
  }
}

function forPeople(stream: SuggestedStream): string {
  const lines = inText(stream);
  if (!stream.helps) return lines.join('\n');
  const entry = toYaml({ streams: [stream.suggestion.entry] });
  return [...lines, '', 'To paste into `streams_text` (or into `streams`):', '', entry].join('\n');
}

function inText({ key, rows, now, suggestion, then, helps }: SuggestedStream): readonly string[] {
  const lines = [`Stream ${key}, ${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'} looked at.`];
  if (!helps && now) lines.push('It needs no entry: it is read as it is.', ...outcomeLines(now));
  else {
    const found = now
      ? 'With the settings as they are, more rows are refused.'
      : 'The settings and the names of its columns do not tell how to read it.';
    lines.push(found);
    if (then) lines.push('With the entry below:', ...outcomeLines(then));
    else if (suggestion.complete) lines.push('The entry below is not enough: look at what `check` says with it.');
    else lines.push('Fill in what stands in <…> in the entry below.');
  }
  lines.push(...suggestion.notes.map((note) => `- ${note}`));
  lines.push(...unknownLines(suggestion.unknown));
  if (helps && suggestion.unused.length > 0) lines.push(`Not used: ${suggestion.unused.join(', ')}.`);
  return lines;
}

function outcomeLines({ description, values, refused, examples }: Outcome): readonly string[] {
  const rows = refused.reduce((sum, each) => sum + each.rows, 0);
  return [
    `  ${description}`,
    `  Values: ${values.toLocaleString('en')}. Rows with a refusal: ${rows.toLocaleString('en')}.`,
    ...refused.slice(0, MAX_SHOWN).map(({ text, rows: count }) => `    ${count} x ${text}`),
    ...(examples.length > 0 ? ['  The first values:', ...examples.map((each) => `    ${each}`)] : []),
  ];
}

function unknownLines(unknown: readonly UnknownId[]): readonly string[] {
  return unknown.slice(0, 2 * MAX_SHOWN).map(({ column, field, id, meant }) => {
    const near = (meant?.spellings ?? []).map(({ text, uid, name }) =>
      text === uid ? `${uid} (${name})` : `${text} (${uid})`,
    );
    const hint = near.length > 0 ? ` Near: ${near.join(', ')}.` : '';
    return `- ${column}: DHIS2 has no ${field.replaceAll('_', ' ')} \`${id.slice(0, 80)}\`.${hint}`;
  });
}

function toYaml(value: object): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}
