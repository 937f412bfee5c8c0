import { TRAITS } from '../../model/traits';
import type { RecordTicket } from '../../model/record-ticket';
import type { DataValue } from '../../model/data-value';
import type { NamedCombo } from '../ids/combo';
import type { IdContext, IdResolver } from '../ids/ids';
import type { PlacedGroup, ValueGroup } from './placing';
import { isPlaced, placeGroup } from './placing';
import { Refused } from './refused';
import type { DataElement } from '../metadata/metadata';
import { comboIn } from '../metadata/metadata';
import { Preflight } from '../preflight/preflight';
import { tagsOf } from '../preflight/codes';
import type { CoreSettings } from '../../model/settings';
import type { Converter } from '../value-type/value-type';
import { converterFor } from '../value-type/value-type';

/** What the mapping of values depends on. */
export interface CellContext extends IdContext {
  readonly core: CoreSettings;
  readonly ids: IdResolver;
}

/** One value of a row, ids resolved. */
export interface ValueSource {
  readonly element: DataElement;
  /** What the row names; which combo that is, the element's category combo in the data set tells. */
  readonly categoryOptionCombo: NamedCombo;
  /** The cell of the row, as JSON had it. */
  readonly raw: unknown;
  readonly comment: string | undefined;
  readonly followUp: boolean | undefined;
  /** The row says that the value is to go. */
  readonly deleted: boolean;
}

interface Placed {
  readonly group: PlacedGroup;
  readonly source: ValueSource;
  readonly record: RecordTicket;
}

/** NULL in the view: neither stored nor deleted. */
export const NOTHING = Symbol('nothing');

/** What became of one value. */
export type MappedCell = DataValue | Refused | typeof NOTHING;

/** Makes the data values of rows whose ids are resolved: finds the data set, checks, converts. */
export class CellMapper {
  readonly #context: CellContext;
  readonly #preflight: Preflight | undefined;
  readonly #converters = new Map<DataElement, Converter>();
  /** For elements whose value type is not known: DHIS2 checks them. */
  readonly #plain: Converter;
  readonly #maxCommentLength: number;

  constructor(context: CellContext) {
    const { core, habits } = context;
    this.#context = context;
    this.#preflight = core.preflight ? new Preflight(habits) : undefined;
    this.#plain = converterFor({ valueType: 'TEXT' }, habits, { check: false });
    this.#maxCommentLength = core.preflight ? TRAITS[habits].maxCommentLength : Infinity;
  }

  /** The data value, why there is none, or {@link NOTHING} for NULL. */
  map(group: ValueGroup, source: ValueSource, record: RecordTicket): MappedCell {
    const placed = isPlaced(group) ? group : placeGroup(group, source.element, this.#context);
    if (placed instanceof Refused) return placed;
    const mapped = this.#mapInto({ group: placed, source, record });
    return mapped instanceof Refused ? mapped.in(placed) : mapped;
  }

  #mapInto({ group, source, record }: Placed): MappedCell {
    const contradiction = this.#preflight?.checkGroup(group.dataSet, group);
    if (contradiction) return contradiction;
    const combo = this.#comboOf(group, source);
    if (combo instanceof Refused) return combo;
    const { nullValues, importStrategy } = this.#context.core;
    let value = this.#valueOfDelete(source.element);
    let action: DataValue['action'] = 'delete';
    if (!source.deleted && importStrategy !== 'DELETE') {
      const converted = this.#converterOf(source.element)(source.raw);
      if (converted.kind === 'refused') return new Refused(converted.code, `The value ${converted.why}.`);
      if (converted.kind === 'none' && nullValues === 'skip') return NOTHING;
      if (converted.kind === 'value') {
        value = converted.text;
        action = 'store';
      }
    }
    return this.#withNotes(source, {
      dataElement: source.element.uid,
      categoryOptionCombo: combo,
      attributeOptionCombo: group.attributeOptionCombo,
      orgUnit: group.orgUnit.uid,
      period: group.period.id,
      dataSet: group.dataSet.uid,
      action,
      value,
      record,
    });
  }

  /** The combo that the row means, within the element's category combo in the data set: the one way of every layout. */
  #comboOf({ dataSet }: PlacedGroup, { element, categoryOptionCombo }: ValueSource): string | Refused {
    const combo = this.#context.ids.categoryOptionCombos.choose(categoryOptionCombo, comboIn(dataSet, element));
    if (combo instanceof Refused) return this.#preflight?.checkElement(dataSet, element) ?? combo;
    return this.#preflight?.checkCell(dataSet, element, combo) ?? combo;
  }

  /**
   * Nothing, or the code of some option: up to 2.42 DHIS2 checks options even where it deletes
   * (source: `DataValueSetImportValidator.validateDataValueOptionsExist`, which does not ask for the strategy).
   */
  #valueOfDelete({ options }: DataElement): string {
    if (!options || !TRAITS[this.#context.habits].deletesByOption) return '';
    const [code = ''] = options;
    return code;
  }

  /** Whether the group by itself contradicts the metadata: asked for rows without a value, which may still complete it. */
  checkGroup(group: ValueGroup): Refused | undefined {
    return isPlaced(group) ? this.#preflight?.checkGroup(group.dataSet, group) : undefined;
  }

  /** Comments and marks are of stored values only. */
  #withNotes({ comment, followUp }: ValueSource, value: DataValue): DataValue | Refused {
    if (value.action === 'delete' || (comment === undefined && followUp === undefined)) return value;
    if (comment !== undefined && comment.length > this.#maxCommentLength) {
      return new Refused(
        tagsOf(this.#context.habits)['comment-too-long'],
        `The comment is longer than ${this.#maxCommentLength} characters.`,
      );
    }
    return {
      ...value,
      ...(comment !== undefined && { comment }),
      ...(followUp !== undefined && { followUp }),
    };
  }

  #converterOf(element: DataElement): Converter {
    const { valueType, options } = element;
    if (valueType === undefined) return this.#plain;
    let converter = this.#converters.get(element);
    if (!converter) {
      const { habits, core } = this.#context;
      const rules = options ? { valueType, options } : { valueType };
      converter = converterFor(rules, habits, { check: core.preflight });
      this.#converters.set(element, converter);
    }
    return converter;
  }
}
