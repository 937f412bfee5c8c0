import { COMBO_OF, type Field, isOptionField } from '../../model/settings';
import { fieldNamed, shortNamed } from '../columns/field-names';
import { isCalledCombo } from '../columns/look-alikes';
import { comparableName } from '../columns/name';
import { resembles } from '../columns/resembles';
import { Refused, UNREADABLE } from '../row/refused';
import { isNull } from '../row/scalar';

/** The properties of a JSON object that mean something, by what they mean. */
export type Properties = Partial<Record<Field, unknown>>;

/** What an object of a packaged row is. */
export type Level = 'dataValueSet' | 'value';

/** An object of a packaged row. */
export interface PackagedObject {
  readonly own: Properties;
  /** Why it cannot be used: its properties do not tell what is meant. */
  readonly wrong?: Refused;
}

/** Hears of properties that are left alone; of each as often as it comes. */
export interface Listener {
  /** DHIS2's own record of who entered a value, and when. */
  readonly skipped: () => void;
  /** @param key - As the row has it. */
  readonly unused: (key: string) => void;
}

/** DHIS2 sets these itself; its own export has them in every value. */
const SET_BY_DHIS2: ReadonlySet<string> = new Set(['storedby', 'created', 'lastupdated']);

/** What has no place in an object of a level, and would be lost there. */
const MISPLACED: Readonly<Record<Level, ReadonlySet<Field>>> = {
  dataValueSet: new Set<Field>([
    'data_element',
    'category_option_combo',
    'category_option',
    'value',
    'comment',
    'follow_up',
  ]),
  value: new Set<Field>(['complete_date', 'data_values']),
};

/** What an object may leave out, so that a misspelt name of it would go unseen. */
const OPTIONAL: Readonly<Record<Level, readonly Field[]>> = {
  dataValueSet: [
    'data_set',
    'org_unit',
    'period',
    'attribute_option_combo',
    'attribute_option',
    'complete_date',
    'deleted',
  ],
  value: [
    'value',
    'data_element',
    'category_option_combo',
    'category_option',
    'comment',
    'follow_up',
    'deleted',
    'data_set',
    'org_unit',
    'period',
    'attribute_option_combo',
    'attribute_option',
  ],
};

/** Keys looked at before starting over: views have a handful. */
const MAX_REMEMBERED = 1_000;

/** Reads the objects of packaged rows by the names of their properties. */
export class ObjectReader {
  readonly #listener: Listener;
  /** The optional fields that a key may be meant for. */
  readonly #meant: Readonly<Record<Level, Map<string, readonly Field[]>>> = {
    dataValueSet: new Map(),
    value: new Map(),
  };

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** A key that nobody knows is no harm, unless it may stand in place of one that is missing. */
  read(json: object, level: Level): PackagedObject {
    const own: Properties = {};
    const unknown: string[] = [];
    let wrong: Refused | undefined;
    for (const [name, value] of Object.entries(json) as [string, unknown][]) {
      const field = fieldNamed(name);
      if (field === undefined) {
        if (!isEmpty(value)) unknown.push(name);
        continue;
      }
      if (MISPLACED[level].has(field) && !isEmpty(value)) wrong ??= misplaced(name, level);
      const other = own[field];
      if (isNull(other)) own[field] = value;
      else if (!isNull(value) && other !== value) wrong ??= twice(field, level);
    }
    for (const name of unknown) {
      const isNo = (json as Readonly<Record<string, unknown>>)[name] === false;
      const meant = isNo ? undefined : this.#meantBy(name, level).find((field) => isMissing(own, field));
      if (meant !== undefined) wrong ??= misspelt(name, meant, level);
      else if (SET_BY_DHIS2.has(comparableName(name))) this.#listener.skipped();
      else this.#listener.unused(name);
    }
    return wrong ? { own, wrong } : { own };
  }

  #meantBy(name: string, level: Level): readonly Field[] {
    const meant = this.#meant[level];
    const known = meant.get(name);
    if (known) return known;
    const key = comparableName(name);
    const inShort = shortNamed(name)?.field;
    const looksLike = (field: Field): boolean =>
      !SET_BY_DHIS2.has(key) &&
      !(isOptionField(field) && isCalledCombo(name)) &&
      (field === inShort || resembles(key, comparableName(field)));
    const fields = OPTIONAL[level].filter(looksLike);
    if (meant.size >= MAX_REMEMBERED) meant.clear();
    meant.set(name, fields);
    return fields;
  }
}

/** Why a value without the property `value` is refused: what is absent is not NULL, and deletes nothing. */
export function noValue(): Refused {
  return new Refused(
    { cause: 'no-value-key', code: UNREADABLE },
    'A value of dataValues has no property `value`; where there is none, it is null.',
  );
}

/** A key as a message may show it: one that is no plain word may be anything, a value too. */
export function showKey(key: string): string {
  return /^[A-Za-z_][\w. -]{0,39}$/.test(key) ? `\`${key}\`` : 'a property of an unusual name';
}

/** Whether nothing gives a field: of category options, the combo's id does too. */
function isMissing(own: Properties, field: Field): boolean {
  return isNull(own[field]) && !(isOptionField(field) && !isNull(own[COMBO_OF[field]]));
}

/** Nothing is lost with it. */
function isEmpty(value: unknown): boolean {
  return isNull(value) || (typeof value === 'object' && Object.keys(value as object).length === 0);
}

function misspelt(name: string, field: Field, level: Level): Refused {
  return wrongKey(`The ${NAMES[level]} has ${showKey(name)}, which is not known, and no ${field}, which may be meant.`);
}

function misplaced(name: string, level: Level): Refused {
  const place = level === 'value' ? 'beside dataValues' : 'in each of dataValues';
  return wrongKey(`The ${NAMES[level]} has ${showKey(name)}, which belongs ${place}.`);
}

function twice(field: Field, level: Level): Refused {
  return wrongKey(`The ${NAMES[level]} has two properties that are ${field}, and they differ.`);
}

function wrongKey(text: string): Refused {
  return new Refused({ cause: 'unknown-key', code: UNREADABLE }, text);
}

const NAMES: Readonly<Record<Level, string>> = { dataValueSet: 'dataValueSet', value: 'value of dataValues' };
