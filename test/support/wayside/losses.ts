import type { ArrivedRegistration, ArrivedValue } from './capturing-dhis2';
import { Digits, fold, GAP, readRow, type Fields, type Item, type RowLeaves, type SetOfItems } from './leaves';

/** What became of a sync, as it can be seen from outside. */
export interface Seen {
  readonly lines: readonly string[];
  readonly values: readonly ArrivedValue[];
  readonly registrations: readonly ArrivedRegistration[];
  /** The ids of each refused part, by line of the input. */
  readonly refused: ReadonlyMap<number, readonly string[]>;
  readonly log: string;
  readonly nullDeletes: boolean;
}

const DEFAULT_COMBO = 'HllvX50cXC0';
const GROUP = ['dataset', 'orgunit', 'period', 'attributeoptioncombo'];
const OF_VALUES = ['dataelement', 'categoryoptioncombo', 'value', 'comment', 'followup'];
const WORDS: Readonly<Record<string, string>> = {
  dataElement: 'dataelement',
  categoryOptionCombo: 'categoryoptioncombo',
  attributeOptionCombo: 'attributeoptioncombo',
  orgUnit: 'orgunit',
  period: 'period',
  dataSet: 'dataset',
};
const SET_BY_DHIS2 = ['storedby', 'created', 'lastupdated'];
/** Keys that are not known, with what each is meant for. */
const MISSPELT: Readonly<Record<string, string>> = {
  completdate: 'completedate',
  orgunitcode: 'orgunit',
  attributeoptioncmbo: 'attributeoptioncombo',
  vaule: 'value',
  coment: 'comment',
  catoptcomb: 'categoryoptioncombo',
  perod: 'period',
  isdeleted: 'deleted',
  folowup: 'followup',
};

/** Every leaf of the lines that did not arrive, was not refused, and has no documented reason; and what arrived beside. */
export function losses(seen: Seen): readonly string[] {
  const rows = seen.lines.map((line, index) => readRow(line, index + 1));
  const judge = new Judge(seen);
  return [...rows.flatMap((row) => judge.row(row)), ...judge.strangers(rows)];
}

class Judge {
  readonly #seen: Seen;
  readonly #arrived = new Map<string, ArrivedValue[]>();

  readonly #foldedLog: string;

  constructor(seen: Seen) {
    this.#seen = seen;
    this.#foldedLog = fold(seen.log);
    for (const value of seen.values) {
      const cell = [value.dataElement, value.orgUnit, value.period].join();
      this.#arrived.set(cell, [...(this.#arrived.get(cell) ?? []), value]);
    }
  }

  row(row: RowLeaves): string[] {
    if (!row.isReadable) return this.#isRefused(row) ? [] : [`line ${row.line}: what is no package is not refused`];
    const found = row.sets.flatMap((set) => [...set.items.flatMap((item) => this.#item(item)), ...this.#ofSet(set)]);
    for (const [name, value] of row.columns) {
      if (isNothing(value) || /^_?(?:ab|airbyte)/.test(name) || name === 'payload') continue;
      if (
        row.layout !== 'packaged' &&
        (row.layout === 'long' || /^de[A-Z]/.test(name)) &&
        OF_VALUES.includes(fold(name))
      )
        continue;
      if (/^de[A-Z]/.test(name)) continue;
      const field = fold(name);
      if (GROUP.includes(field) || field === 'completedate' || field === 'deleted') {
        for (const set of row.sets) {
          if (!set.own.has(field)) found.push(...this.#shared(set, field, value, `column ${name}`));
        }
      } else if (value !== GAP && !this.#foldedLog.includes(field) && !this.#logNames(field))
        found.push(`line ${row.line}: column ${name} is not told`);
    }
    return found;
  }

  /** What arrived and no row named, or not so. */
  strangers(rows: readonly RowLeaves[]): string[] {
    const items = rows.flatMap(({ sets }) => sets.flatMap((set) => set.items));
    const byCell = new Map<string, Item>();
    for (const item of items) byCell.set(cellOf(item), item);
    const found: string[] = [];
    for (const [cell, values] of this.#arrived) {
      const item = byCell.get(cell);
      if (!item || values.length !== 1) found.push(`${cell}: arrived ${values.length} times, unnamed: ${!item}`);
      else found.push(...this.#unasked(item, values[0]!).map((what) => `line ${item.set.row.line}, ${cell}: ${what}`));
    }
    for (const { organisationUnit, period, date } of this.#seen.registrations) {
      const sets = rows
        .flatMap((row) => row.sets)
        .filter((set) => {
          const places = [...set.items.map((item) => placeOf(item)), placeOf({ set, own: new Map() })];
          return places.includes([organisationUnit, period].join()) && textOf(dateOf(set)).startsWith(date);
        });
      if (sets.length === 0) found.push(`${organisationUnit} ${period}: registered, and no row says so`);
    }
    return found;
  }

  /** Whether an arrived value is other than its item says. */
  #unasked(item: Item, value: ArrivedValue): string[] {
    const raw = item.own?.get('value');
    const gone = isDeleted(item);
    if (value.deletes) {
      const nulled = this.#seen.nullDeletes && item.own?.has('value') === true && isNothing(raw);
      return gone || nulled ? [] : ['deleted, and nobody asked for it'];
    }
    const wrong: string[] = [];
    if (gone) wrong.push('stored, and it was to be deleted');
    if (value.value !== textOf(raw)) wrong.push('another value');
    if (value.comment !== optional(item.own?.get('comment'))) wrong.push('another comment');
    if (value.followUp !== item.own?.get('followup') && !isNothing(item.own?.get('followup')))
      wrong.push('another mark');
    if (value.categoryOptionCombo !== (optional(effective(item, 'categoryoptioncombo')) ?? DEFAULT_COMBO))
      wrong.push('another combo');
    if (value.attributeOptionCombo !== (optional(effective(item, 'attributeoptioncombo')) ?? DEFAULT_COMBO))
      wrong.push('another aoc');
    return wrong;
  }

  #item(item: Item): string[] {
    const { row } = item.set;
    const say = (what: string): string => `line ${row.line} (${row.layout}), ${cellOf(item)}: ${what}`;
    if (this.#isRefused(row, item)) return [];
    if (!item.own) return [say('what is no value is not refused')];
    const raw = item.own.get('value');
    const here = this.#arrived.get(cellOf(item))?.[0];
    const isNull = isNothing(raw) && (item.own.has('value') || row.layout !== 'packaged');
    const isSkipped = isNull && !this.#seen.nullDeletes && !isDeleted(item);
    const isLeftOut = row.layout === 'wide' && !item.own.has('value');
    if (!here && !isSkipped && !isLeftOut && !(row.layout === 'long' && isNull)) return [say('it did not arrive')];
    const found: string[] = [];
    for (const [name, value] of item.own) {
      if (isNothing(value) || value === false) continue;
      if (row.layout === 'packaged' && !OF_VALUES.includes(name) && !GROUP.includes(name) && name !== 'deleted') {
        found.push(...this.#unknown(name, item.own).map(say));
      } else if (
        value === GAP &&
        !(isDeleted(item) && ['value', 'comment', 'followup', 'completedate'].includes(name)) &&
        !isSkipped
      ) {
        if (row.layout === 'packaged' || [...OF_VALUES, ...GROUP, 'deleted', 'completedate'].includes(name))
          found.push(say(`${name} is a gap`));
      } else if (here && name === 'dataset' && here.dataSet !== value) found.push(say('another data set'));
    }
    return found;
  }

  /** What a dataValueSet says beside its values. */
  #ofSet(set: SetOfItems): string[] {
    const { row, own } = set;
    const say = (what: string): string => `line ${row.line}, a dataValueSet: ${what}`;
    if (!set.isReadable)
      return this.#isRefused(row, { set, own: new Map() }) ? [] : [say('without values, and not refused')];
    return [...own].flatMap(([name, value]) => {
      if (isNothing(value) || value === false) return [];
      const known = GROUP.includes(name) || name === 'completedate' || name === 'deleted';
      if (known) return this.#shared(set, name, value, name);
      if (this.#isRefused(row, { set, own: new Map() })) return [];
      return OF_VALUES.includes(name) ? [say(`${name} is lost`)] : this.#unknown(name, own).map(say);
    });
  }

  /** A leaf that is said of all values of a set. */
  #shared(set: SetOfItems, field: string, value: unknown, what: string): string[] {
    const say = `line ${set.row.line}: ${what} is lost`;
    const all: Item[] = set.items.length > 0 ? set.items : [{ set, own: new Map() }];
    if (all.some((item) => this.#isRefused(set.row, item))) return [];
    if (field === 'deleted')
      return value === false || all.every((item) => this.#arrived.get(cellOf(item))?.[0]?.deletes !== false)
        ? []
        : [say];
    if (field === 'completedate') {
      // Rows without a value and a data set do not say whose completion it is.
      const isNamed = all.some((item) => this.#arrived.has(cellOf(item)) || !isNothing(effective(item, 'dataset')));
      if (!isNamed) return [];
      if (all.some(isDeleted) || isDeleted({ set, own: new Map() })) return [];
      const places = all.map((item) => placeOf(item));
      const registered = this.#seen.registrations.some((each) =>
        places.includes([each.organisationUnit, each.period].join()),
      );
      return registered ? [] : [say];
    }
    // What its values say themselves comes first; the ids of one that arrived are those of its cell.
    const isUsed = all.some((item) => isNothing(item.own?.get(field)) && this.#arrived.has(cellOf(item)));
    return value === GAP && isUsed && field !== 'dataset' ? [`${say}: a gap`] : [];
  }

  #unknown(name: string, beside: Fields): string[] {
    if (SET_BY_DHIS2.includes(name))
      return this.#seen.log.includes('storedBy, created and lastUpdated') ? [] : [`${name} is not told`];
    if (isNothing(beside.get(MISSPELT[name] ?? name)) && name in MISSPELT) return [`${name} is dropped`];
    if (['completedate', 'datavalues'].includes(name)) return [`${name} is lost`];
    return this.#logNames(name) ? [] : [`${name} is not told`];
  }

  #logNames(folded: string): boolean {
    const told = [...this.#seen.log.matchAll(/`([^`]+)`/g)].map(([, name = '']) => fold(name));
    return told.includes(folded) || (/[^a-z0-9]/.test(folded) && this.#seen.log.includes('of an unusual name'));
  }

  /** Whether a refused part of the row may be the item: no id that it names is another one. */
  #isRefused(row: RowLeaves, item?: Item): boolean {
    const fits = (ids: string, { own, set }: Item): boolean =>
      [...ids.matchAll(/(\w+)=(\S+)/g)].every(([, word = '', id]) => {
        const named = effective({ own, set }, WORDS[word] ?? word);
        return isNothing(named) || named === GAP || textOf(named) === id;
      });
    return (this.#seen.refused.get(row.line) ?? []).some((ids) => {
      if (!item || fits(ids, item)) return true;
      // A dataValueSet that is refused as a whole, or a row, is named by what stands around its values.
      const { set } = item;
      if (ids.includes('dataElement=') && !set.own.has('dataelement')) return false;
      return fits(ids, { set, own: set.own }) || fits(ids, { set: { ...set, own: new Map() }, own: new Map() });
    });
  }
}

function effective({ own, set }: Item, field: string): unknown {
  const places: readonly Fields[] = [own ?? new Map<string, unknown>(), set.own, set.row.columns];
  const isOwn = field === 'dataelement' || field === 'categoryoptioncombo';
  for (const fields of isOwn && set.row.layout !== 'long' ? places.slice(0, 1) : places) {
    const value = fields.get(field) ?? (set.row.layout === 'wide' ? fields.get(WIDE[field] ?? field) : undefined);
    if (!isNothing(value)) return value;
  }
  return undefined;
}

/** Columns of the wide view are told apart by their case, so that they are not folded. */
const WIDE: Readonly<Record<string, string>> = {
  orgunit: 'org_unit',
  completedate: 'complete_date',
  deleted: 'deleted',
};

function cellOf(item: Item): string {
  return [textOf(effective(item, 'dataelement')), placeOf(item)].join();
}

function placeOf(item: Item): string {
  return [textOf(effective(item, 'orgunit')), textOf(effective(item, 'period')).replace('-', '')].join();
}

function dateOf(set: SetOfItems): unknown {
  return effective({ set, own: undefined }, 'completedate');
}

function isDeleted(item: Item): boolean {
  const { columns } = item.set.row;
  const cdc = columns.get('abcdcdeletedat') ?? columns.get('_ab_cdc_deleted_at');
  return (
    (!isNothing(cdc) && cdc !== GAP) ||
    [item.own?.get('deleted'), item.set.own.get('deleted'), columns.get('deleted')].includes(true)
  );
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

function optional(value: unknown): string | undefined {
  return isNothing(value) ? undefined : textOf(value);
}

/** How docs/values.md has it: numbers in their digits, objects and arrays as JSON text. */
function textOf(value: unknown): string {
  if (value instanceof Digits) return value.text;
  if (typeof value === 'object' && value !== null) {
    return JSON.stringify(value, (_key, each: unknown) => (each instanceof Digits ? Number(each.text) : each));
  }
  return isNothing(value) ? '' : String(value);
}
