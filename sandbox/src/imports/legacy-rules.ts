import type { Context } from '../context';
import { hasAuthority } from '../metadata/model';
import type { CategoryOptionCombo, DataElement, DataSet, OrgUnit } from '../metadata/model';
import type { Period } from '../periods/period';
import { approvalKey } from '../store/approvals';
import type { Cell } from '../store/data-values';
import { EntryWindow } from './entry-window';
import { inHierarchy } from './import-request';
import type { ImportRequest } from './import-request';
import type { Conflict } from './import-summary';
import type { PayloadValue } from './payload';
import { faultText, valueFault } from './value-type';

/** What the header of a payload stands for, up to 2.42: outer values win over those of the single values (transcript 250). */
export interface LegacyHeader {
  readonly dataSet: DataSet | undefined;
  readonly orgUnit: OrgUnit | undefined;
  readonly period: Period | undefined;
  readonly attributeOptionCombo: CategoryOptionCombo | undefined;
}

/** A value that nothing speaks against. */
export interface AcceptedValue {
  readonly cell: Cell;
  readonly element: DataElement;
}

type Verdict = AcceptedValue | Omit<Conflict, 'indexes'>;

const MAX_COMMENT_LENGTH = 50_000;

/** Tells a refusal from a value that may be stored. */
export function isConflict(verdict: Verdict): verdict is Omit<Conflict, 'indexes'> {
  return 'value' in verdict;
}

/**
 * Judges single values as 2.41 and 2.42 do: what is unknown or malformed is refused, what merely contradicts the metadata is
 * stored unless a strict parameter says otherwise.
 */
export class LegacyRules {
  readonly #context: Context;
  readonly #request: ImportRequest;
  readonly #header: LegacyHeader;
  readonly #window: EntryWindow;
  readonly #approved: ReadonlySet<string>;
  /** Periods that could not be introduced because another request was doing it. */
  readonly #lostPeriods: ReadonlySet<string>;

  constructor(
    context: Context,
    request: ImportRequest,
    state: { header: LegacyHeader; approved: ReadonlySet<string>; lostPeriods: ReadonlySet<string> },
  ) {
    this.#context = context;
    this.#request = request;
    this.#header = state.header;
    this.#window = new EntryWindow(context);
    this.#approved = state.approved;
    this.#lostPeriods = state.lostPeriods;
  }

  /** The cell of a value, or the first thing that is wrong with it. */
  judge(value: PayloadValue): Verdict {
    const { typed } = this.#context.metadata;
    const { idSchemes } = this.#request.options;
    const resolve = <T>(collection: string, scheme: keyof typeof idSchemes, from: ReadonlyMap<string, T>, id: string) =>
      from.get(this.#context.metadata.resolve(collection, idSchemes[scheme], id) ?? '');

    const element = resolve('dataElements', 'dataElement', typed.dataElements, value.dataElement ?? '');
    if (element === undefined) {
      return notFound('E7610', 'Data element not found or not accessible', 'dataElement', value.dataElement);
    }
    const period = this.#header.period ?? this.#context.periods.read(value.period);
    if (period === undefined || this.#lostPeriods.has(period.id)) {
      return notFound('E7611', 'Period not valid', 'period', value.period);
    }
    const unit = this.#header.orgUnit ?? resolve('organisationUnits', 'orgUnit', typed.orgUnits, value.orgUnit ?? '');
    if (unit === undefined) {
      return notFound(
        'E7612',
        'Organisation unit not found or not accessible',
        'organisationUnit',
        value.orgUnit,
        'orgUnit',
      );
    }
    const combos = typed.categoryOptionCombos;
    const defaultCombo = combos.get(typed.defaultCombo);
    const category =
      value.categoryOptionCombo === undefined
        ? defaultCombo
        : resolve('categoryOptionCombos', 'categoryOptionCombo', combos, value.categoryOptionCombo);
    if (category === undefined) {
      const text = 'Category option combo not found or not accessible for writing data';
      return notFound('E7613', text, 'categoryOptionCombo', value.categoryOptionCombo);
    }
    const attribute =
      this.#header.attributeOptionCombo ??
      (value.attributeOptionCombo === undefined
        ? defaultCombo
        : resolve('categoryOptionCombos', 'attributeOptionCombo', combos, value.attributeOptionCombo));
    if (attribute === undefined) {
      const text = 'Attribute option combo not found or not accessible for writing data';
      return notFound('E7615', text, 'categoryOptionCombo', value.attributeOptionCombo, 'attributeOptionCombo');
    }
    return (
      this.#contentConflict(value, element, unit) ??
      this.#strictConflict(value, { element, period, unit, category, attribute }) ??
      this.#timeConflict(value, { element, period, unit, category, attribute }) ?? {
        element,
        cell: {
          dataElement: element.id,
          period: period.id,
          orgUnit: unit.id,
          categoryOptionCombo: category.id,
          attributeOptionCombo: attribute.id,
        },
      }
    );
  }

  #contentConflict(value: PayloadValue, element: DataElement, unit: OrgUnit): Omit<Conflict, 'indexes'> | undefined {
    const { user, options } = this.#request;
    if (!inHierarchy(user, unit.path)) {
      return conflict(
        'E7617',
        `Organisation unit: ${quoted(value.orgUnit)} not in hierarchy of current user: ${quoted(user.id)}`,
        {
          objects: { organisationUnit: value.orgUnit, user: user.id },
          property: 'orgUnit',
        },
      );
    }
    const empty = (value.value ?? '') === '' && (value.comment ?? '') === '';
    if (empty && value.deleted !== true && options.strategy !== 'DELETE') {
      return conflict('E7618', `Data value or comment not specified for data element: ${quoted(value.dataElement)}`, {
        objects: { dataElement: value.dataElement },
        property: 'value',
      });
    }
    const fault =
      (value.value ?? '') === '' ? undefined : valueFault(value.value ?? '', element, this.#context.traits.line);
    if (fault !== undefined) {
      return conflict(
        'E7619',
        `Value must match value type of data element ${quoted(value.dataElement)}: ${quoted(faultText(fault))}`,
        { objects: { dataElement: value.dataElement, value: fault }, property: 'value' },
      );
    }
    if ((value.comment?.length ?? 0) > MAX_COMMENT_LENGTH) {
      return conflict('E7620', 'Invalid comment: Comment is greater than max length', {
        objects: { comment: 'comment_length_greater_than_max_length' },
        property: 'comment',
      });
    }
    if ((value.value ?? '') !== '' && element.options?.has(value.value ?? '') === false) {
      const text = `Data value is not a valid option of the data element option set: ${quoted(value.dataElement)}`;
      return conflict('E7621', text, { objects: { dataElement: value.dataElement }, property: 'value' });
    }
    return undefined;
  }

  #strictConflict(value: PayloadValue, parts: Parts): Omit<Conflict, 'indexes'> | undefined {
    const { options } = this.#request;
    const { element, period, unit, category, attribute } = parts;
    const sets = this.#header.dataSet === undefined ? element.dataSets : [this.#header.dataSet];
    const dataElement = value.dataElement;
    if (options.strictPeriods && !sets.some((set) => set.periodType === period.type)) {
      return conflict(
        'E7632',
        `Period type of period: ${quoted(value.period)} not valid for data element: ${quoted(dataElement)}`,
        { objects: { period: value.period, dataElement } },
      );
    }
    if (options.strictDataElements && this.#header.dataSet?.elements.has(element.id) === false) {
      const dataSet = this.#header.dataSet.id;
      return conflict('E7633', `Data element: ${quoted(dataElement)} is not part of dataset(s): ${quoted(dataSet)}`, {
        objects: { dataElement, dataSet },
        property: 'dataElement',
      });
    }
    if (options.strictCategoryOptionCombos && category.categoryCombo !== element.categoryCombo) {
      const categoryOptionCombo = value.categoryOptionCombo;
      return conflict(
        'E7634',
        `Category option combo: ${quoted(categoryOptionCombo)} must be part of category combo of data element: ${quoted(dataElement)}`,
        { objects: { categoryOptionCombo, dataElement }, property: 'categoryOptionCombo' },
      );
    }
    if (options.strictAttributeOptionCombos && !sets.some((set) => set.categoryCombo === attribute.categoryCombo)) {
      const attributeOptionCombo = value.attributeOptionCombo;
      return conflict(
        'E7635',
        `Attribute option combo: ${quoted(attributeOptionCombo)} must be part of category combo of data sets of data element: ${quoted(dataElement)}`,
        { objects: { attributeOptionCombo, dataElement }, property: 'attributeOptionCombo' },
      );
    }
    if (options.strictOrganisationUnits && !element.dataSets.some((set) => set.orgUnits.has(unit.id))) {
      return conflict(
        'E7636',
        `Data element: ${quoted(dataElement)} must be assigned through data sets to organisation unit: ${quoted(value.orgUnit)}`,
        { objects: { organisationUnit: value.orgUnit, dataElement }, property: 'orgUnit' },
      );
    }
    return undefined;
  }

  #timeConflict(value: PayloadValue, parts: Parts): Omit<Conflict, 'indexes'> | undefined {
    const { element, period, unit, attribute } = parts;
    if ((attribute.starts ?? period.end) > period.end || (attribute.ends ?? period.start) < period.start) {
      const { attributeOptionCombo } = value;
      return conflict(
        'E7638',
        `Period: ${quoted(value.period)} is not within date range of attribute option combo: ${quoted(attributeOptionCombo)}`,
        { objects: { period: value.period, attributeOptionCombo }, property: 'period' },
      );
    }
    const sets = this.#header.dataSet === undefined ? element.dataSets : [this.#header.dataSet];
    const expired = sets.find((set) => this.#window.isExpired(period, set));
    if (expired !== undefined && !hasAuthority(this.#request.user, 'F_EDIT_EXPIRED')) {
      return conflict(
        'E7640',
        `Current date is past expiry days for period: ${quoted(value.period)}  and data set: ${quoted(expired.id)}`,
        { objects: { period: value.period, dataSet: expired.id }, property: 'period' },
      );
    }
    const closed = sets.length > 0 && sets.every((set) => this.#window.isFuture(period, set)) ? sets[0] : undefined;
    if (closed !== undefined) {
      const latest = this.#window.latestOpen(closed)?.id;
      return conflict(
        'E7641',
        `Period: ${quoted(value.period)} is after latest open future period: ${quoted(latest)} for data element: ` +
          `${quoted(value.dataElement)} and data set: ${quoted(closed.id)}`,
        { objects: { period: value.period, dataElement: value.dataElement, dataSet: closed.id }, property: 'period' },
      );
    }
    return this.#approvalConflict(value, sets, { period: period.id, orgUnit: unit.id, attribute: attribute.id });
  }

  #approvalConflict(
    value: PayloadValue,
    sets: readonly DataSet[],
    { period, orgUnit, attribute }: { period: string; orgUnit: string; attribute: string },
  ): Omit<Conflict, 'indexes'> | undefined {
    const approved = sets.find(
      ({ workflow }) =>
        workflow !== undefined &&
        this.#approved.has(approvalKey({ workflow, period, orgUnit, attributeOptionCombo: attribute })),
    );
    if (approved !== undefined) {
      return conflict(
        'E7642',
        `Data already approved for data set: ${quoted(approved.id)} period: ${quoted(value.period)} org unit: ` +
          `${quoted(value.orgUnit)} attribute option combo: ${quoted(value.attributeOptionCombo)}`,
        {
          objects: {
            organisationUnit: value.orgUnit,
            attributeOptionCombo: value.attributeOptionCombo,
            period: value.period,
            dataSet: approved.id,
          },
        },
      );
    }
    const shut = sets.find((set) => set.inputPeriods.length > 0 && !set.inputPeriods.includes(period));
    if (shut === undefined) return undefined;
    return conflict(
      'E7643',
      `Period: ${quoted(value.period)} is not open for this data set at this time: ${quoted(shut.id)}`,
      {
        objects: { period: value.period, dataSet: shut.id },
        property: 'period',
      },
    );
  }
}

interface Parts {
  readonly element: DataElement;
  readonly period: Period;
  readonly unit: OrgUnit;
  readonly category: CategoryOptionCombo;
  readonly attribute: CategoryOptionCombo;
}

/** A name in back quotes; `null` for one that is absent from the value, given by the header or not at all. */
function quoted(name: string | undefined): string {
  return `\`${name ?? 'null'}\``;
}

/** A conflict whose `object` is the first of its objects, if that has a name. */
export function conflict(
  errorCode: string,
  value: string,
  about: { objects: Readonly<Record<string, string | undefined>>; property?: string },
): Omit<Conflict, 'indexes'> {
  const first = Object.values(about.objects)[0];
  const named = Object.entries(about.objects).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...(first === undefined ? {} : { object: first }),
    objects: Object.fromEntries(named),
    value,
    errorCode,
    ...(about.property === undefined ? {} : { property: about.property }),
  };
}

function notFound(
  errorCode: string,
  text: string,
  kind: string,
  name: string | undefined,
  property: string = kind,
): Omit<Conflict, 'indexes'> {
  return conflict(errorCode, `${text}: ${quoted(name)}`, { objects: { [kind]: name }, property });
}
