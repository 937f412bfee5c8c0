import { listColumns } from '../columns/name';
import type { Indicator } from '../layout/indicator';
import { comboText } from '../ids/combo';
import type { LayoutPlan } from '../layout/layout';
import { UNREAD_FIELDS } from './unread-fields';
import type { View } from './view';
import type { Field } from '../../model/settings';

/** Indicators named in the log line; the rest is counted. */
const MAX_SHOWN = 20;

/** One line: the layout, which column is which field, what is not used, and what happens to comments. */
export function describeView(view: View, { layout, indicators, stray }: LayoutPlan): string {
  const { columns, context } = view;
  const unread = UNREAD_FIELDS[layout];
  const used = [...columns.fields].filter(([field]) => !unread.includes(field));
  const sources = used.map(([field, column]) => (field === column ? field : `${field} from ${column}`));
  for (const [field, value] of columns.constants) sources.push(`${field} is always ${value}`);
  for (const [field, from] of columns.options) {
    if (unread.includes(field)) continue;
    sources.push(
      `${field} from ${from.map((each) => ('column' in each ? each.column : `\`${each.value}\``)).join(' and ')}`,
    );
  }
  if (columns.periodFrom) {
    sources.push(`period from the date in ${columns.periodFrom.column} (${columns.periodFrom.periodType})`);
  }
  if (columns.cdcDeletedAt !== undefined) sources.push(`deletes from ${columns.cdcDeletedAt}`);
  const sentences = [`Stream ${context.stream}: ${layout} rows: ${sources.join(', ')}`];
  if (layout === 'wide') sentences.push(`Indicators: ${describeIndicators(indicators)}`);
  if (!has(view, 'data_set') && layout !== 'packaged') sentences.push('The data set is found by the metadata');
  const refused = stray.map(({ column, refused: { refusal } }) => `${column} (${refusal.text.replace(/\.$/, '')})`);
  if (refused.length > 0) sentences.push(`Refused in every row: ${listColumns(refused)}`);
  const ignored = unusedColumns(view, { layout, indicators, stray });
  if (ignored.length > 0) sentences.push(`Not used: ${listColumns(ignored)}`);
  const stores = context.core.importStrategy !== 'DELETE';
  if (stores && layout === 'wide') {
    sentences.push('Wide rows carry no comments: DHIS2 clears the comments of the cells sent');
  }
  if (stores && layout === 'long' && !has(view, 'comment')) {
    sentences.push('There is no comment column: DHIS2 clears the comments of the cells sent');
  }
  return `${sentences.join('. ')}.`;
}

function has({ columns }: View, field: Field): boolean {
  return columns.fields.has(field) || columns.constants.has(field);
}

function unusedColumns(
  { columns }: View,
  { layout, indicators, stray }: Omit<LayoutPlan, 'doubts'>,
): readonly string[] {
  const taken = new Set([...indicators, ...stray].map(({ column }) => column));
  const unread = [...columns.fields].filter(([field]) => UNREAD_FIELDS[layout].includes(field));
  const unreadOptions = [...columns.options].flatMap(([field, from]) =>
    UNREAD_FIELDS[layout].includes(field) ? from : [],
  );
  return [
    ...columns.rest.filter((column) => !taken.has(column)),
    ...unread.map(([, column]) => column),
    ...unreadOptions.flatMap((source) => ('column' in source ? [source.column] : [])),
    ...columns.overruled.map((column) => `${column} (a setting stands for it)`),
  ];
}

function describeIndicators(indicators: readonly Indicator[]): string {
  const shown = indicators.slice(0, MAX_SHOWN).map(({ column, element, categoryOptionCombo, categoryOptions }) => {
    const options = categoryOptions === undefined ? '' : `.${categoryOptions.join(' + ')}`;
    const combo = categoryOptionCombo === undefined ? options : `.${comboText(categoryOptionCombo)}`;
    const target = element.uid + combo;
    return column === target ? column : `${column} is ${target}`;
  });
  const more = indicators.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
