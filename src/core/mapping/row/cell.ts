import { TRAITS } from '../../model/traits';
import type { RecordTicket, RowPart } from '../../model/record-ticket';
import type { DataValue } from '../../model/data-value';
import type { IdContext } from '../ids/ids';
import { inferDataSet } from './data-set';
import { compileRules, type ElementRules } from './element-rules';
import { Refused, refusedIfEndless } from './refused';
import { gapIn } from './source-gap';
import type { DataElement, DataSet } from '../metadata/metadata';
import type { RowGroup } from '../preflight/preflight';
import { Preflight } from '../preflight/preflight';
import { tagsOf } from '../preflight/codes';
import type { CoreSettings } from '../../model/settings';
import { sentText } from '../value-type/held';

/** What the mapping of values depends on. */
export interface CellContext extends IdContext {
  readonly core: CoreSettings;
}

/** Where a row's values go; without a data set it is inferred for each element. */
export interface ValueGroup extends RowGroup {
  readonly dataSet: DataSet | undefined;
}

/** One value of a row, ids resolved. */
export interface ValueSource {
  readonly element: DataElement;
  readonly categoryOptionCombo: string;
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
  readonly group: ValueGroup;
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
  readonly #rules = new Map<DataElement, ElementRules>();
  readonly #maxCommentLength: number;

  constructor(context: CellContext) {
    const { core, habits } = context;
    this.#context = context;
    this.#preflight = core.preflight ? new Preflight(habits) : undefined;
    this.#maxCommentLength = core.preflight ? TRAITS[habits].maxCommentLength : Infinity;
  }

  /** The data value, why there is none, or {@link NOTHING} for NULL. */
  map(group: ValueGroup, source: ValueSource, record: RecordTicket): MappedCell {
    const set = group.dataSet ?? inferDataSet(source.element, group, this.#context.habits);
    if (set instanceof Refused) return set;
    const mapped = this.#mapInto(set, { group, source, record });
    return mapped instanceof Refused ? mapped.in(set) : mapped;
  }

  #mapInto(set: DataSet, { group, source, record }: Placed): MappedCell {
    const contradiction =
      this.#preflight?.checkGroup(set, group) ??
      this.#preflight?.checkCell(set, source.element, source.categoryOptionCombo);
    if (contradiction) return contradiction;
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
      categoryOptionCombo: source.categoryOptionCombo,
      attributeOptionCombo: group.attributeOptionCombo,
      orgUnit: group.orgUnit.uid,
      period: group.period.id,
      dataSet: set.uid,
      action,
      value,
      record,
      part: source.part,
    };
    return this.#withNotes(source, goesAlone && action === 'store' ? { ...mapped, alone: true } : mapped);
  }

  /** Whether the group by itself contradicts the metadata: asked for rows without a value, which may still complete it. */
  checkGroup(group: ValueGroup): Refused | undefined {
    return group.dataSet && this.#preflight?.checkGroup(group.dataSet, group);
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
