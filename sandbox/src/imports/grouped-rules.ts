import type { Context } from '../context';
import { hasAuthority, mayWriteData } from '../metadata/model';
import type { DataElement, DataSet, User } from '../metadata/model';
import { approvalKey } from '../store/approvals';
import { EntryWindow } from './entry-window';
import type { DecodedValue } from './grouped-decode';
import { GroupRefusal, javaList } from './grouped-refusal';
import { inHierarchy } from './import-request';
import type { ImportRequest } from './import-request';
import { optionCodes } from './value-text';
import { normalizedValue, valueFault } from './value-type';

/** A group of values that belong to one data set, by its UID; the set need not exist. */
export interface ValueGroup {
  readonly dataSet: string;
  readonly values: readonly DecodedValue[];
}

/** What is wrong with a single value, in the words of 2.43. */
export type ValueRefusal = GroupRefusal;

const MAX_COMMENT_LENGTH = 5_000;

/** Judges groups as 2.43 does: one bad key refuses the group, and the refusal lists what is bad of one kind only. */
export class GroupedRules {
  readonly #context: Context;
  readonly #user: User;
  /** Whether input periods are passed over (transcripts 1021, 1022, 1227). */
  readonly #forces: boolean;
  readonly #window: EntryWindow;
  readonly #approved: ReadonlySet<string>;

  constructor(context: Context, { user, options }: ImportRequest, approved: ReadonlySet<string>) {
    this.#context = context;
    this.#user = user;
    this.#forces = options.force && user.authorities.includes('ALL');
    this.#window = new EntryWindow(context);
    this.#approved = approved;
  }

  /** @throws {@link GroupRefusal} For the first kind of thing that is wrong with the keys of the group. */
  checkGroup(group: ValueGroup): void {
    const set = this.#context.metadata.typed.dataSets.get(group.dataSet);
    this.#checkUser(group, set);
    this.#checkMembership(group, set);
    if (set === undefined) return;
    this.#checkCombos(group, set);
    checkDuplicates(group);
    this.#checkTime(group, set);
  }

  /** What is wrong with the content of a value; undefined if nothing is. */
  valueRefusal({ index, dataElement, source }: DecodedValue): ValueRefusal | undefined {
    const { comment, deleted } = source;
    if (deleted === true) return undefined;
    const element = this.#context.metadata.typed.dataElements.get(dataElement);
    const value = normalizedValue(source.value ?? '', element?.valueType ?? '');
    if (value === '') return new GroupRefusal('E8120', `Value #${index} value is required`, [index]);
    if (element === undefined) return undefined;
    const fault = valueFault(value, element.valueType, this.#context.periods.calendar);
    if (fault !== undefined) {
      const text = `Value #${index} value \`${value}\` is no valid ${element.valueType}: ${fault}`;
      return new GroupRefusal('E8122', text, [index, value, element.valueType, fault]);
    }
    const unknown = unknownOption(value, element);
    if (unknown !== undefined) {
      const text = `Value #${index} value \`${unknown}\` is no valid option for data element \`${dataElement}\``;
      return new GroupRefusal('E8123', text, [index, unknown, dataElement]);
    }
    if ((comment?.length ?? 0) > MAX_COMMENT_LENGTH) {
      return new GroupRefusal('E8125', `Value #${index} comment too long (max 5,000 characters)\``, [
        index,
        MAX_COMMENT_LENGTH,
      ]);
    }
    return undefined;
  }

  /** Whoever has `ALL` may enter data everywhere (source: 2.43's validateUserAccess); up to 2.42 that holds for data sets only. */
  #checkUser({ dataSet, values }: ValueGroup, set: DataSet | undefined): void {
    if (this.#user.authorities.includes('ALL')) return;
    if (set !== undefined && !mayWriteData(this.#user, set.sharing)) {
      throw new GroupRefusal('E8010', `Current user cannot enter data for data set: \`${dataSet}\``, [dataSet]);
    }
    const { orgUnits } = this.#context.metadata.typed;
    const foreign = unique(values, ({ orgUnit }) => {
      const unit = orgUnits.get(orgUnit);
      return unit !== undefined && !inHierarchy(this.#user, unit.path) ? orgUnit : undefined;
    });
    if (foreign.length > 0) {
      const list = javaList(foreign);
      throw new GroupRefusal('E8011', `Current user cannot enter data for org unit(s): \`${list}\``, [list]);
    }
    this.#checkOptions(values);
  }

  /** All category options of the combos have to be the user's to write with (transcripts 1335, 1336, 1339). */
  #checkOptions(values: readonly DecodedValue[]): void {
    const { categoryOptionCombos } = this.#context.metadata.typed;
    const shut = new Set<string>();
    for (const { categoryOptionCombo = '', attributeOptionCombo = '' } of values) {
      for (const combo of [categoryOptionCombo, attributeOptionCombo]) {
        const options = categoryOptionCombos.get(combo)?.options ?? [];
        for (const { id, sharing } of options) if (!mayWriteData(this.#user, sharing)) shut.add(id);
      }
    }
    if (shut.size === 0) return;
    const list = javaList([...shut]);
    throw new GroupRefusal('E8012', `Current user cannot enter data for category option(s): \`${list}\``, [list]);
  }

  #checkMembership({ dataSet, values }: ValueGroup, set: DataSet | undefined): void {
    const unusable = (code: string, words: string, bad: readonly string[]): void => {
      if (bad.length === 0) return;
      const list = javaList(bad);
      throw new GroupRefusal(code, `Data set ${dataSet} not usable with ${words}: \`${list}\``, [dataSet, list]);
    };
    unusable(
      'E8020',
      'data element(s)',
      unique(values, (v) => (set?.elements.has(v.dataElement) === true ? undefined : v.dataElement)),
    );
    if (set === undefined) return;
    unusable(
      'E8021',
      'period(s)',
      unique(values, ({ period }) => (period.type === set.periodType ? undefined : period.id)),
    );
    unusable(
      'E8022',
      'org unit(s)',
      unique(values, ({ orgUnit }) => (set.orgUnits.has(orgUnit) ? undefined : orgUnit)),
    );
    const { categoryOptionCombos, defaultCombo } = this.#context.metadata.typed;
    const foreignCombos = unique(values, ({ attributeOptionCombo = defaultCombo }) =>
      categoryOptionCombos.get(attributeOptionCombo)?.categoryCombo === set.categoryCombo
        ? undefined
        : attributeOptionCombo,
    );
    unusable('E8023', 'attribute option combo(s)', foreignCombos);
  }

  /** An absent category option combo is never wrong: the value goes to the default one (transcript 037). */
  #checkCombos({ dataSet, values }: ValueGroup, set: DataSet): void {
    const { categoryOptionCombos } = this.#context.metadata.typed;
    const isForeign = ({ dataElement, categoryOptionCombo }: DecodedValue): boolean =>
      categoryOptionCombo !== undefined &&
      categoryOptionCombos.get(categoryOptionCombo)?.categoryCombo !== set.elements.get(dataElement);
    const first = values.find(isForeign);
    if (first === undefined) return;
    const { dataElement } = first;
    const foreign = unique(values, (value) =>
      value.dataElement === dataElement && isForeign(value) ? value.categoryOptionCombo : undefined,
    );
    const list = javaList(foreign);
    const text = `Data set ${dataSet} + data element ${dataElement} not usable with category option combo(s): \`${list}\``;
    throw new GroupRefusal('E8024', text, [dataSet, dataElement, list]);
  }

  #checkTime({ dataSet, values }: ValueGroup, set: DataSet): void {
    const late = hasAuthority(this.#user, 'F_EDIT_EXPIRED');
    const untimely = unique(values, ({ period }) => {
      const untimed = !late && (this.#window.isExpired(period, set) || this.#window.isFuture(period, set));
      const shut = !this.#forces && this.#window.isShut(period, set);
      return untimed || shut ? period.id : undefined;
    });
    const refusal = (
      code: string,
      about: string,
      args: readonly string[],
      periods: readonly string[],
    ): GroupRefusal => {
      const list = javaList(periods);
      return new GroupRefusal(code, `Untimely data entry for ${about} and period(s): \`${list}\``, [...args, list]);
    };
    if (untimely.length > 0) throw refusal('E8030', `data set ${dataSet}`, [dataSet], untimely);
    const { orgUnits, categoryOptionCombos } = this.#context.metadata.typed;
    const closed = firstWithPeriods(values, ({ orgUnit, period }) => {
      const unit = orgUnits.get(orgUnit);
      const outside = (unit?.opened ?? period.end) > period.end || (unit?.closed ?? period.start) < period.start;
      return outside ? orgUnit : undefined;
    });
    if (closed !== undefined) throw refusal('E8031', `org unit ${closed.id}`, [closed.id], closed.periods);
    const over = firstWithPeriods(values, ({ attributeOptionCombo, period }) => {
      const combo = categoryOptionCombos.get(attributeOptionCombo ?? '');
      const outside = (combo?.starts ?? period.end) > period.end || (combo?.ends ?? period.start) < period.start;
      return outside ? combo?.id : undefined;
    });
    if (over !== undefined) throw refusal('E8032', `attribute option combo ${over.id}`, [over.id], over.periods);
    this.#checkApproval(values, set);
  }

  /** An approval is seen only by values that name their attribute option combo (transcripts 591, 592). */
  #checkApproval(values: readonly DecodedValue[], { workflow }: DataSet): void {
    if (workflow === undefined) return;
    const approved = firstWithPeriods(values, ({ attributeOptionCombo, orgUnit, period }) => {
      if (attributeOptionCombo === undefined) return undefined;
      const key = approvalKey({ workflow, period: period.id, orgUnit, attributeOptionCombo });
      return this.#approved.has(key) ? `${attributeOptionCombo}/${orgUnit}` : undefined;
    });
    if (approved === undefined) return;
    const [combo = '', unit = ''] = approved.id.split('/');
    const list = javaList(approved.periods);
    const about = `attribute option combo ${combo}, org unit ${unit} and periods: \`${list}\``;
    throw new GroupRefusal('E8033', `Untimely data entry (already approved) for ${about}`, [combo, unit, list]);
  }
}

/** The first code that is no option of the element; undefined if all are. MULTI_TEXT takes one code twice, unlike before 2.43. */
function unknownOption(value: string, { options, valueType }: DataElement): string | undefined {
  if (options === undefined || options.has(value)) return undefined;
  const codes = valueType === 'MULTI_TEXT' ? optionCodes(value) : [value];
  return codes.find((code) => !options.has(code));
}

/** A cell may come once (transcript 120); it is told by its names, so that an absent combo differs from the named default. */
function checkDuplicates({ values }: ValueGroup): void {
  const byKey = new Map<string, number[]>();
  for (const { index, dataElement, orgUnit, period, categoryOptionCombo, attributeOptionCombo } of values) {
    const names = [
      `dataElement=${dataElement}`,
      `orgUnit=${orgUnit}`,
      `categoryOptionCombo=${categoryOptionCombo ?? 'null'}`,
      `attributeOptionCombo=${attributeOptionCombo ?? 'null'}`,
      `period=${period.id}`,
    ];
    const key = `DataValueKey[${names.join(', ')}]`;
    byKey.set(key, [...(byKey.get(key) ?? []), index]);
  }
  for (const [key, indexes] of byKey) {
    if (indexes.length < 2) continue;
    const list = javaList(indexes);
    throw new GroupRefusal('E8128', `Value #${list} all affect the same data value: \`${key}\``, [list, key]);
  }
}

function unique(values: readonly DecodedValue[], pick: (value: DecodedValue) => string | undefined): readonly string[] {
  return [...new Set(values.flatMap((value) => pick(value) ?? []))];
}

/** The first thing that a test picks, with all periods in which it picks the same. */
function firstWithPeriods(
  values: readonly DecodedValue[],
  pick: (value: DecodedValue) => string | undefined,
): { readonly id: string; readonly periods: readonly string[] } | undefined {
  const id = values.map(pick).find((picked) => picked !== undefined);
  if (id === undefined) return undefined;
  return { id, periods: unique(values, (value) => (pick(value) === id ? value.period.id : undefined)) };
}
