import { TRAITS } from '../../model/traits';
import type { RecordTicket, RowPart } from '../../model/record-ticket';
import type { DataValue } from '../../model/data-value';
import type { NamedCombo } from '../ids/combo';
import type { IdContext, IdResolver } from '../ids/ids';
import { compileRules, type ElementRules } from './element-rules';
import type { PlacedGroup, ValueGroup } from './placing';
import { isPlaced, placeGroup } from './placing';
import { Refused, refusedIfEndless } from './refused';
import { gapIn } from './source-gap';
import type { DataElement } from '../metadata/metadata';
import { comboIn } from '../metadata/metadata';
import { LocalCalendarCheck } from '../preflight/local-calendar';
import { Preflight } from '../preflight/preflight';
import { tagsOf } from '../preflight/codes';
import type { CoreSettings, StreamSettings } from '../../model/settings';
import { sentText } from '../value-type/held';

/** What the mapping of values depends on. */
export interface CellContext extends IdContext {
  readonly core: CoreSettings;
  readonly ids: IdResolver;
  readonly settings?: Pick<StreamSettings, 'periodFrom'> | undefined;
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
  /** Which part of the row it is; none of a long one. */
  readonly part?: RowPart | undefined;
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
  readonly #localCalendar: LocalCalendarCheck | undefined;
  readonly #rules = new Map<DataElement, ElementRules>();
  readonly #maxCommentLength: number;

  constructor(context: CellContext) {
    const { core, habits, metadata, settings } = context;
    const { defaultOptionCombo: combo } = metadata;
    this.#context = context;
    this.#preflight = core.preflight ? new Preflight(habits, typeof combo === 'string' ? combo : undefined) : undefined;
    this.#localCalendar =
      metadata.localCalendar &&
      new LocalCalendarCheck(metadata.localCalendar, habits, settings?.periodFrom !== undefined);
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
    const contradiction = this.#checkPlaced(group);
    if (contradiction) return contradiction;
    const combo = this.#comboOf(group, source);
    if (combo instanceof Refused) return combo;
    const { nullValues, importStrategy } = this.#context.core;
    const { convert, valueOfDelete, goesAlone } = this.#rulesOf(source.element);
    let value = valueOfDelete;
    let action: DataValue['action'] = 'delete';
    if (!source.deleted && importStrategy !== 'DELETE') {
      const unusable = gapIn(source.raw, 'The value') ?? refusedIfEndless(source.raw, 'The value');
      if (unusable) return unusable;
      const converted = convert(source.raw);
      if (converted.kind === 'refused') return new Refused(converted.code, `The value ${converted.why}.`);
      if (converted.kind === 'none' && nullValues === 'skip') return NOTHING;
      if (converted.kind === 'value') {
        value = converted.text;
        action = 'store';
      }
    }
    const mapped: DataValue = {
      dataElement: source.element.uid,
      categoryOptionCombo: combo,
      attributeOptionCombo: group.attributeOptionCombo,
      orgUnit: group.orgUnit.uid,
      period: group.period.id,
      dataSet: group.dataSet.uid,
      action,
      value,
      record,
      part: source.part,
    };
    return this.#withNotes(source, goesAlone && action === 'store' ? { ...mapped, alone: true } : mapped);
  }

  /** The combo that the row means, within the element's category combo in the data set: the one way of every layout. */
  #comboOf({ dataSet }: PlacedGroup, { element, categoryOptionCombo }: ValueSource): string | Refused {
    const combo = this.#context.ids.categoryOptionCombos.choose(categoryOptionCombo, comboIn(dataSet, element));
    if (combo instanceof Refused) return this.#preflight?.checkElement(dataSet, element) ?? combo;
    return this.#preflight?.checkCell(dataSet, element, combo) ?? combo;
  }

  /** Whether the group by itself contradicts the metadata: asked for rows without a value, which may still complete it. */
  checkGroup(group: ValueGroup): Refused | undefined {
    return isPlaced(group) ? this.#checkPlaced(group) : undefined;
  }

  #checkPlaced(group: PlacedGroup): Refused | undefined {
    const { dataSet, period } = group;
    return this.#preflight?.checkGroup(dataSet, group) ?? this.#localCalendar?.checkPeriod(dataSet, period);
  }

  /** Comments and marks are of stored values only. */
  #withNotes({ comment, followUp }: ValueSource, value: DataValue): DataValue | Refused {
    if (value.action === 'delete' || (comment === undefined && followUp === undefined)) return value;
    const { habits } = this.#context;
    const sent = comment === undefined ? '' : sentText(comment, habits);
    if (sent.length > this.#maxCommentLength) {
      return new Refused(
        tagsOf(habits)['comment-too-long'],
        `The comment is longer than ${this.#maxCommentLength} characters.`,
      );
    }
    return {
      ...value,
      ...(sent !== '' && { comment: sent }),
      ...(followUp !== undefined && { followUp }),
    };
  }

  #rulesOf(element: DataElement): ElementRules {
    let rules = this.#rules.get(element);
    if (!rules) this.#rules.set(element, (rules = compileRules(element, this.#context)));
    return rules;
  }
}
