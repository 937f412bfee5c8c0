import type { NamedCombo } from '../../core/mapping/ids/combo';
import { DEFAULT_COMBO } from '../../core/mapping/ids/combo';
import { IdResolver } from '../../core/mapping/ids/ids';
import type { DataElement, DataSet } from '../../core/mapping/metadata/metadata';
import { comboIn } from '../../core/mapping/metadata/metadata';
import type { MetadataIndex } from '../../core/mapping/metadata/metadata-index';
import { Refused } from '../../core/mapping/row/refused';
import { schemesOf } from '../../core/model/id-schemes';
import type { CoreSettings, Field, IndicatorColumn, StreamSettings } from '../../core/model/settings';
import type { Dhis2Habits } from '../../core/model/version';
import { problem } from './messages';

/** What the entries of `streams` and `streams_text` are held against. */
export interface StreamsContext {
  readonly core: CoreSettings;
  readonly metadata: MetadataIndex;
  readonly habits: Dhis2Habits;
  /** How many entries stand in `streams`: those of `streams_text` follow. */
  readonly inForm: number;
}

/**
 * Finds what this DHIS2 contradicts in the entries under `streams`: ids that it does not have, or more than once; indicators
 * outside their data set; combos that are not theirs; another period type than the data set's.
 *
 * @returns A sentence each, in the order of the settings.
 */
export function streamFindings({ core, metadata, habits, inForm }: StreamsContext): StreamFindings {
  const all = core.streams.flatMap((entry, index) => {
    const at = index < inForm ? `streams[${index}]` : `streams_text[${index - inForm}]`;
    const idSchemes = schemesOf(core, entry);
    // With preflight off an unknown UID would pass as it is; here a person asks whether it is known.
    const ids = new IdResolver({ core: { idSchemes, preflight: true }, metadata: metadata.by(idSchemes), habits });
    return new EntryCheck(entry, ids)
      .findings()
      .map(({ path, reason, perhaps }) => ({ text: problem.inStreams(`${at}.${path}`, reason), perhaps }));
  });
  return {
    problems: all.filter(({ perhaps }) => !perhaps).map(({ text }) => text),
    warnings: all.filter(({ perhaps }) => perhaps).map(({ text }) => text),
  };
}

/** What is wrong for sure, and what is wrong unless the rows have more columns than the entry says. */
export interface StreamFindings {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

interface Finding {
  /** Where it stands in the entry. */
  readonly path: string;
  readonly reason: string;
  /** A column of the rows may put it right. */
  readonly perhaps: boolean;
}

class EntryCheck {
  readonly #entry: StreamSettings;
  readonly #ids: IdResolver;
  readonly #found: Finding[] = [];

  constructor(entry: StreamSettings, ids: IdResolver) {
    this.#entry = entry;
    this.#ids = ids;
  }

  findings(): readonly Finding[] {
    const { constants, indicators, periodFrom } = this.#entry;
    constants.forEach(({ field, value }, index) => this.#known(`constants[${index}].value`, field, value));
    const set = this.#dataSet();
    indicators.forEach((indicator, index) => this.#indicator(`indicators[${index}]`, indicator, set));
    const type = periodFrom?.periodType;
    if (type !== undefined && set?.periodType !== undefined && set.periodType !== type) {
      this.#tell('period_from.period_type', `The data set ${set.uid} has ${set.periodType} periods, not ${type}.`);
    }
    return this.#found;
  }

  #tell(path: string, reason: string, perhaps = false): undefined {
    this.#found.push({ path, reason, perhaps });
  }

  /** What an id names; undefined, and told, where it is not known. */
  #known(path: string, field: Field, id: string): unknown {
    const found = this.#find(field, id);
    return found instanceof Refused ? this.#tell(path, found.refusal.text) : found;
  }

  #find(field: Field, id: string): unknown {
    switch (field) {
      case 'data_set':
        return this.#ids.dataSet(id);
      case 'org_unit':
        return this.#ids.orgUnit(id);
      case 'data_element':
        return this.#ids.dataElement(id);
      case 'category_option_combo':
        return this.#ids.categoryOptionCombos.find(id);
      case 'attribute_option_combo':
        return this.#ids.attributeOptionCombos.find(id);
      case 'category_option':
        return this.#ids.categoryOptionCombos.findByOptions([id]);
      case 'attribute_option':
        return this.#ids.attributeOptionCombos.findByOptions([id]);
      default:
        return undefined;
    }
  }

  /** The data set that a constant names for all rows. */
  #dataSet(): DataSet | undefined {
    const constant = this.#entry.constants.find(({ field }) => field === 'data_set');
    const set = constant && this.#ids.dataSet(constant.value);
    return set instanceof Refused ? undefined : set;
  }

  #indicator(path: string, indicator: IndicatorColumn, set: DataSet | undefined): void {
    const { dataElement, attributeOptionCombo: aoc } = indicator;
    const element = this.#known(`${path}.data_element`, 'data_element', dataElement) as DataElement | undefined;
    if (aoc !== undefined) this.#known(`${path}.attribute_option_combo`, 'attribute_option_combo', aoc);
    const combo = this.#comboOf(path, indicator);
    if (!element) return;
    const sets = set ? [set] : element.dataSets.filter(({ writable }) => writable);
    const holding = sets.filter(({ elements }) => !elements || elements.has(element));
    const type = this.#entry.periodFrom?.periodType;
    if (holding.length === 0) {
      const where = set ? `not in the data set ${set.uid}` : 'in no data set that this user may write to';
      this.#tell(`${path}.data_element`, `The data element \`${dataElement}\` is ${where}.`);
    } else if (!set && type !== undefined && holding.every(({ periodType }) => periodType && periodType !== type)) {
      const types = holding.map(({ uid, periodType }) => `${uid} (${periodType})`).join(', ');
      this.#tell(
        `${path}.data_element`,
        `No data set of \`${dataElement}\` has ${type} periods (\`period_from\`): ${types}.`,
      );
    } else if (combo !== undefined) this.#fits(path, { combo, indicator, element, sets: holding });
  }

  /** What the entry alone says of the combo; undefined where that is unknown, or the rows' columns have their say. */
  #comboOf(path: string, { categoryOptionCombo, categoryOptions = [] }: IndicatorColumn): NamedCombo | undefined {
    if (categoryOptionCombo !== undefined) {
      return this.#known(`${path}.category_option_combo`, 'category_option_combo', categoryOptionCombo) as NamedCombo;
    }
    const { columns, constants } = this.#entry;
    const isOfRows = [...columns, ...constants].some(
      ({ field }) => field === 'category_option' || field === 'category_option_combo',
    );
    if (categoryOptions.length === 0) return isOfRows ? undefined : DEFAULT_COMBO;
    const found = this.#ids.categoryOptionCombos.findByOptions(categoryOptions);
    if (found instanceof Refused) return this.#tell(`${path}.category_options`, found.refusal.text);
    return isOfRows ? undefined : found;
  }

  #fits(
    path: string,
    what: {
      readonly combo: NamedCombo;
      readonly indicator: IndicatorColumn;
      readonly element: DataElement;
      readonly sets: readonly DataSet[];
    },
  ): void {
    const { combo, indicator, element, sets } = what;
    const reasons = sets.map((set) => this.#misfit(combo, comboIn(set, element)));
    const [reason] = reasons;
    if (reason === undefined || reasons.includes(undefined)) return;
    const setting = indicator.categoryOptions ? 'category_options' : 'category_option_combo';
    this.#tell(`${path}.${setting}`, reason, combo === DEFAULT_COMBO);
  }

  #misfit(combo: NamedCombo, within: ReturnType<typeof comboIn>): string | undefined {
    if (!within) return undefined;
    const uid = this.#ids.categoryOptionCombos.choose(combo, within);
    if (uid instanceof Refused) return uid.refusal.text;
    if (within.optionCombos.has(uid)) return undefined;
    return combo === DEFAULT_COMBO
      ? 'The data element is disaggregated: say which category option combo, or category options, the column is.'
      : 'The combo is not one of the data element in its data set.';
  }
}
