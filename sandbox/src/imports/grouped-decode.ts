import type { Context } from '../context';
import { refuse } from '../http/web-message';
import type { Metadata } from '../metadata/metadata';
import { isUid } from '../metadata/uid';
import type { Period } from '../periods/period';
import { GroupRefusal } from './grouped-refusal';
import type { ImportOptions } from './import-options';
import type { Payload, PayloadValue } from './payload';

/** A value with its names made UIDs; those need not exist yet. Absent combos are still absent. */
export interface DecodedValue {
  readonly index: number;
  readonly dataElement: string;
  readonly orgUnit: string;
  readonly period: Period;
  readonly categoryOptionCombo: string | undefined;
  readonly attributeOptionCombo: string | undefined;
  readonly source: PayloadValue;
}

/** A payload whose names are UIDs. */
export interface DecodedPayload {
  readonly dataSet: string | undefined;
  /** `YYYY-MM-DD`, if the group is to be registered as complete. */
  readonly completeDate: string | undefined;
  readonly values: readonly DecodedValue[];
}

interface Kind {
  readonly words: string;
  readonly collection: string;
  readonly scheme: keyof ImportOptions['idSchemes'];
  readonly absent?: string;
  readonly invalid: string;
  readonly unknown: string;
}

const ELEMENT: Kind = {
  words: 'data element',
  collection: 'dataElements',
  scheme: 'dataElement',
  absent: 'E8102',
  invalid: 'E8104',
  unknown: 'E8103',
};
const UNIT: Kind = {
  words: 'org unit',
  collection: 'organisationUnits',
  scheme: 'orgUnit',
  absent: 'E8105',
  invalid: 'E8106',
  unknown: 'E8107',
};
const CATEGORY: Kind = {
  words: 'category option combo',
  collection: 'categoryOptionCombos',
  scheme: 'categoryOptionCombo',
  invalid: 'E8109',
  unknown: 'E8108',
};
const ATTRIBUTE: Kind = {
  words: 'attribute option combo',
  collection: 'categoryOptionCombos',
  scheme: 'attributeOptionCombo',
  invalid: 'E8111',
  unknown: 'E8110',
};

/**
 * Makes UIDs of the names in a payload, as 2.43 does before anything else.
 * @throws {@link GroupRefusal} For the first name that cannot be one; the whole request fails by it (transcripts 576-578).
 * @throws Refusal 500 for a period that is none (transcripts 030, 574).
 */
export function decodePayload(context: Context, payload: Payload, options: ImportOptions): DecodedPayload {
  const dataSet =
    payload.dataSet === undefined ? undefined : decodedDataSet(context.metadata, payload.dataSet, options);
  const completeDate = checkedCompleteDate(payload);
  const decoder = new Decoder(context.metadata, options);
  const decoded = payload.values.map((value, index) => {
    const full = {
      ...value,
      orgUnit: value.orgUnit ?? payload.orgUnit,
      period: value.period ?? payload.period,
      categoryOptionCombo: nonEmpty(value.categoryOptionCombo),
      attributeOptionCombo: nonEmpty(value.attributeOptionCombo) ?? payload.attributeOptionCombo,
    };
    return {
      index,
      dataElement: decoder.required(ELEMENT, full.dataElement, index, value),
      orgUnit: decoder.required(UNIT, full.orgUnit, index, value),
      period: definedPeriod(full.period, index, value),
      categoryOptionCombo: decoder.optional(CATEGORY, full.categoryOptionCombo, index),
      attributeOptionCombo: decoder.optional(ATTRIBUTE, full.attributeOptionCombo, index),
      source: value,
    };
  });
  const values = decoded.map((value) => ({ ...value, period: readablePeriod(context, value.period) }));
  return { dataSet, completeDate, values };
}

/** Remembers what names stand for, since payloads repeat them. */
class Decoder {
  readonly #metadata: Metadata;
  readonly #options: ImportOptions;
  readonly #known = new Map<string, string>();

  constructor(metadata: Metadata, options: ImportOptions) {
    this.#metadata = metadata;
    this.#options = options;
  }

  required(kind: Kind, name: string | undefined, index: number, value: PayloadValue): string {
    if (name === undefined) throw undefinedKey(kind, index, value);
    return this.#decode(kind, name, index);
  }

  optional(kind: Kind, name: string | undefined, index: number): string | undefined {
    return name === undefined ? undefined : this.#decode(kind, name, index);
  }

  #decode(kind: Kind, name: string, index: number): string {
    const key = `${kind.scheme}/${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const id = this.#lookUp(kind, name, index);
    this.#known.set(key, id);
    return id;
  }

  #lookUp(kind: Kind, name: string, index: number): string {
    const scheme = this.#options.idSchemes[kind.scheme];
    if (scheme.type === 'UID') {
      if (isUid(name)) return name;
      throw new GroupRefusal(kind.invalid, `Value #${index} ${kind.words} UID is not valid: \`${name}\``, [
        index,
        name,
      ]);
    }
    const id = this.#metadata.resolve(kind.collection, scheme, name);
    if (id !== undefined) return id;
    throw new GroupRefusal(kind.unknown, `Value #${index} ${kind.words} not found: \`${name}\``, [index, name]);
  }
}

function decodedDataSet(metadata: Metadata, name: string, options: ImportOptions): string {
  const scheme = options.idSchemes.dataSet;
  if (scheme.type === 'UID') {
    if (isUid(name)) return name;
    throw new GroupRefusal('E8004', `Data set UID not valid: \`${name}\``, [name]);
  }
  const id = metadata.resolve('dataSets', scheme, name);
  if (id !== undefined) return id;
  throw new GroupRefusal('E8005', `Data set not found: \`${name}\``, [name]);
}

/** A complete date needs a data set, an org unit and a period of the group (transcripts 098, 248); a combo it can do without (595). */
function checkedCompleteDate({ completeDate, dataSet, orgUnit, period }: Payload): string | undefined {
  if (completeDate === undefined) return undefined;
  const day = completeDate.slice(0, 10);
  if (!/^\d{4}-\d\d-\d\d(T|$)/.test(completeDate) || Number.isNaN(Date.parse(day))) {
    throw new GroupRefusal('E8008', `Data set \`completeDate\` is not a valid date string: \`${completeDate}\``, [
      completeDate,
    ]);
  }
  if (dataSet === undefined || orgUnit === undefined || period === undefined) {
    const needs = 'requires data set, org unit, period and attribute option combo to be defined at the group level.';
    throw new GroupRefusal('E8009', `Data set \`completeDate\` ${needs}`, []);
  }
  return day;
}

/** An empty combo in a value is none; one of the header, and blanks, are wrong ids (transcripts 1057, 1058, 1060). */
const nonEmpty = (name: string | undefined): string | undefined => (name === '' ? undefined : name);

function definedPeriod(text: string | undefined, index: number, value: PayloadValue): string {
  if (text === undefined) throw undefinedKey({ words: 'period', absent: 'E8100' }, index, value);
  return text;
}

function readablePeriod(context: Context, text: string): Period {
  const period = context.periods.read(text);
  if (period !== undefined) return period;
  throw refuse(500, 'Cannot invoke "org.hisp.dhis.datavalue.DataEntryGroup.deletion()" because "group" is null');
}

/** The whole value is quoted, its text included (transcripts 100, 101). */
function undefinedKey(
  { words, absent = '' }: Pick<Kind, 'words' | 'absent'>,
  index: number,
  value: PayloadValue,
): GroupRefusal {
  const part = (name: string, given: string | boolean | undefined): string => `${name}=${String(given ?? 'null')}`;
  const parts = [
    part('dataElement', value.dataElement),
    part('orgUnit', value.orgUnit),
    part('categoryOptionCombo', value.categoryOptionCombo),
    part('categoryOptions', undefined),
    part('attributeOptionCombo', value.attributeOptionCombo),
    part('attributeCombo', undefined),
    part('attributeOptions', undefined),
    part('period', value.period),
    part('value', value.value),
    part('comment', value.comment),
    part('followUp', value.followUp),
    part('deleted', value.deleted),
  ];
  const input = `Input[${parts.join(', ')}]`;
  return new GroupRefusal(absent, `Value #${index} ${words} not defined in group or value: \`${input}\``, [
    index,
    input,
  ]);
}
