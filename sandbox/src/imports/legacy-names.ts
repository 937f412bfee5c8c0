import type { Context } from '../context';
import { mayWriteData } from '../metadata/model';
import type { CategoryOptionCombo, DataElement, DataSet, OrgUnit, User } from '../metadata/model';
import type { Period } from '../periods/period';
import type { ImportOptions } from './import-options';
import type { ImportRequest } from './import-request';
import { notFound } from './legacy-conflict';
import type { LegacyConflict } from './legacy-conflict';
import type { PayloadValue } from './payload';

/** What the header of a payload stands for, up to 2.42: outer values win over those of the single values (transcript 250). */
export interface LegacyHeader {
  readonly dataSet: DataSet | undefined;
  readonly orgUnit: OrgUnit | undefined;
  readonly period: Period | undefined;
  readonly attributeOptionCombo: CategoryOptionCombo | undefined;
}

/** What the names in a value stand for. */
export interface NamedParts {
  readonly element: DataElement;
  readonly period: Period;
  readonly unit: OrgUnit;
  readonly category: CategoryOptionCombo;
  readonly attribute: CategoryOptionCombo;
}

/** Finds out what the names in values stand for, as 2.41 and 2.42 do it. */
export class LegacyNames {
  readonly #context: Context;
  readonly #schemes: ImportOptions['idSchemes'];
  readonly #user: User;
  readonly #header: LegacyHeader;
  /** Periods that could not be introduced because another request was doing it. */
  readonly #lostPeriods: ReadonlySet<string>;

  constructor(
    context: Context,
    { options, user }: Pick<ImportRequest, 'options' | 'user'>,
    header: LegacyHeader,
    lostPeriods: ReadonlySet<string>,
  ) {
    this.#context = context;
    this.#schemes = options.idSchemes;
    this.#user = user;
    this.#header = header;
    this.#lostPeriods = lostPeriods;
  }

  /** The parts of a value, or the first name that stands for nothing. */
  find(value: PayloadValue): NamedParts | LegacyConflict {
    const element = this.#element(value);
    if (element === undefined) {
      const name = value.dataElement;
      return notFound('E7610', 'Data element not found or not accessible', { kind: 'dataElement', name });
    }
    const period = this.#header.period ?? this.#context.periods.read(value.period);
    if (period === undefined || this.#lostPeriods.has(period.id)) {
      return notFound('E7611', 'Period not valid', { kind: 'period', name: value.period });
    }
    const unit = this.#header.orgUnit ?? this.#unit(value);
    if (unit === undefined) {
      const about = { kind: 'organisationUnit', name: value.orgUnit, property: 'orgUnit' };
      return notFound('E7612', 'Organisation unit not found or not accessible', about);
    }
    const combos = this.#combos(value);
    return 'value' in combos ? combos : { element, period, unit, ...combos };
  }

  #element({ dataElement = '' }: PayloadValue): DataElement | undefined {
    const { metadata } = this.#context;
    return metadata.typed.dataElements.get(
      metadata.resolve('dataElements', this.#schemes.dataElement, dataElement) ?? '',
    );
  }

  #unit({ orgUnit = '' }: PayloadValue): OrgUnit | undefined {
    const { metadata } = this.#context;
    return metadata.typed.orgUnits.get(metadata.resolve('organisationUnits', this.#schemes.orgUnit, orgUnit) ?? '');
  }

  /** An absent or blank combo is the default one, whatever the element's category combo (transcripts 603, 1057, 1058). */
  #combos(value: PayloadValue): Pick<NamedParts, 'category' | 'attribute'> | LegacyConflict {
    const category = this.#combo('categoryOptionCombo', value.categoryOptionCombo);
    const text = 'option combo not found or not accessible for writing data';
    if (category === undefined) {
      return notFound('E7613', `Category ${text}`, { kind: 'categoryOptionCombo', name: value.categoryOptionCombo });
    }
    const attribute =
      this.#header.attributeOptionCombo ?? this.#combo('attributeOptionCombo', value.attributeOptionCombo);
    if (attribute === undefined) {
      const about = { kind: 'categoryOptionCombo', name: value.attributeOptionCombo, property: 'attributeOptionCombo' };
      return notFound('E7615', `Attribute ${text}`, about);
    }
    return { category, attribute };
  }

  /** A combo; one that the user may not write with is as good as none (transcripts 1335, 1339). */
  #combo(
    scheme: 'categoryOptionCombo' | 'attributeOptionCombo',
    name: string | undefined,
  ): CategoryOptionCombo | undefined {
    const { metadata } = this.#context;
    const { categoryOptionCombos, defaultCombo } = metadata.typed;
    const isNone = name === undefined || name.trim() === '';
    const id = isNone ? defaultCombo : metadata.resolve('categoryOptionCombos', this.#schemes[scheme], name);
    const combo = categoryOptionCombos.get(id ?? '');
    return combo?.options.every(({ sharing }) => mayWriteData(this.#user, sharing)) === true ? combo : undefined;
  }
}
