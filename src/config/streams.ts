import { readIdSchemes, type IdSchemesForm } from './id-schemes';
import { streamKey } from '../core/model/catalog';
import {
  type Field,
  type IndicatorColumn,
  isOptionField,
  type Layout,
  type StreamSettings,
} from '../core/model/settings';
import { ConfigError } from '../errors';

/** An entry of `streams` as the form has it. */
export interface StreamEntry {
  readonly stream: string;
  readonly namespace?: string;
  readonly layout: Layout;
  readonly columns: readonly { readonly column: string; readonly field: Field }[];
  readonly constants: readonly { readonly field: Field; readonly value: string }[];
  readonly indicators: readonly IndicatorEntry[];
  readonly id_schemes?: IdSchemesForm;
  readonly period_from?: { readonly column?: string; readonly period_type?: string };
}

interface IndicatorEntry {
  readonly column: string;
  readonly data_element: string;
  readonly category_option_combo?: string;
  readonly category_options?: readonly string[];
  readonly attribute_option_combo?: string;
}

/** A list of entries, and the setting that it stands in. */
export interface StreamList {
  readonly at: 'streams' | 'streams_text';
  readonly entries: readonly StreamEntry[];
}

/**
 * Translates the entries of `streams` and `streams_text`.
 * @throws {@link ConfigError} If an entry contradicts itself or another one.
 */
export function readStreams(lists: readonly StreamList[]): readonly StreamSettings[] {
  const seen = new Map<string, string>();
  return lists.flatMap(({ at, entries }) =>
    entries.map((entry, index) => {
      const key = streamKey(entry.stream, entry.namespace ?? null);
      const place = `${at}[${index}]`;
      const twin = seen.get(key);
      if (twin !== undefined) throw new ConfigError(`\`${twin}\` and \`${place}\` are both for ${key}.`);
      seen.set(key, place);
      return readStream(entry, place);
    }),
  );
}

function readStream(entry: StreamEntry, at: string): StreamSettings {
  const periodFrom = readPeriodFrom(entry, at);
  checkFields(entry, at, periodFrom !== undefined);
  if (entry.indicators.length > 0 && (entry.layout === 'long' || entry.layout === 'packaged')) {
    throw new ConfigError(
      `\`${at}.indicators\` are for wide rows, and \`${at}.layout\` is ${entry.layout}: change one of them.`,
    );
  }
  const idSchemes = readIdSchemes(entry.id_schemes ?? {});
  return {
    stream: entry.stream,
    ...(entry.namespace === undefined ? {} : { namespace: entry.namespace }),
    layout: entry.layout,
    columns: entry.columns.map(({ column, field }) => ({ column, field })),
    constants: entry.constants.map(({ field, value }) => ({ field, value })),
    indicators: readIndicators(entry.indicators, at),
    ...(periodFrom === undefined ? {} : { periodFrom }),
    ...(Object.keys(idSchemes).length === 0 ? {} : { idSchemes }),
  };
}

/** The form makes an object of two empty fields where nothing was asked for. */
function readPeriodFrom(entry: StreamEntry, at: string): StreamSettings['periodFrom'] {
  const { column, period_type: periodType } = entry.period_from ?? {};
  if (column === undefined && periodType === undefined) return undefined;
  if (column === undefined) throw new ConfigError(`\`${at}.period_from.column\` is missing beside \`period_type\`.`);
  if (periodType === undefined)
    throw new ConfigError(`\`${at}.period_from.period_type\` is missing beside \`column\`.`);
  return { column, periodType };
}

/** A field that is given twice would leave it open which one is meant. */
function checkFields(entry: StreamEntry, at: string, periodFrom: boolean): void {
  const givenBy = new Map<Field, string>(periodFrom ? [['period', `${at}.period_from`]] : []);
  const give = (field: Field, by: string): void => {
    const other = isOptionField(field) ? undefined : givenBy.get(field);
    if (other) throw new ConfigError(`\`${other}\` and \`${by}\` both give ${field}: remove one of them.`);
    givenBy.set(field, by);
  };
  entry.columns.forEach(({ field }, index) => give(field, `${at}.columns[${index}]`));
  entry.constants.forEach(({ field }, index) => give(field, `${at}.constants[${index}]`));
}

function readIndicators(entries: readonly IndicatorEntry[], at: string): readonly IndicatorColumn[] {
  const seen = new Map<string, number>();
  return entries.map((entry, index) => {
    const { column, data_element, category_option_combo, category_options = [], attribute_option_combo } = entry;
    if (category_option_combo !== undefined && category_options.length > 0) {
      throw new ConfigError(
        `\`${at}.indicators[${index}]\` has \`category_option_combo\` and \`category_options\`: remove one of them.`,
      );
    }
    const options = [...category_options].sort();
    const target = JSON.stringify([data_element, category_option_combo, options, attribute_option_combo]);
    const twin = seen.get(target);
    if (twin !== undefined) {
      throw new ConfigError(
        `\`${at}.indicators[${twin}]\` and \`[${index}]\` are the same data element and combos: one value would be lost.`,
      );
    }
    seen.set(target, index);
    return {
      column,
      dataElement: data_element,
      ...(category_option_combo === undefined ? {} : { categoryOptionCombo: category_option_combo }),
      ...(category_options.length === 0 ? {} : { categoryOptions: category_options }),
      ...(attribute_option_combo === undefined ? {} : { attributeOptionCombo: attribute_option_combo }),
    };
  });
}
