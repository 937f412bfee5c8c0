import type { Context } from '../context';
import { hasAuthority } from '../metadata/model';
import type { DataElement, DataSet } from '../metadata/model';
import { approvalKey } from '../store/approvals';
import type { Cell } from '../store/data-values';
import type { LocalCalendar } from '../periods/local-calendar';
import { EntryWindow } from './entry-window';
import type { ImportRequest } from './import-request';
import { conflict, isConflict, quoted } from './legacy-conflict';
import type { LegacyConflict } from './legacy-conflict';
import { contentConflict } from './legacy-content';
import { LegacyNames } from './legacy-names';
import type { LegacyHeader, NamedParts } from './legacy-names';
import type { PayloadValue } from './payload';

/** A value that nothing speaks against. */
export interface AcceptedValue {
  readonly cell: Cell;
  readonly element: DataElement;
}

/** What is known about an import before its values are judged. */
export interface LegacyState {
  readonly header: LegacyHeader;
  /** Approvals, as keys. */
  readonly approved: ReadonlySet<string>;
  /** Periods that could not be introduced because another request was doing it. */
  readonly lostPeriods: ReadonlySet<string>;
}

/**
 * Judges single values as 2.41 and 2.42 do: what is unknown or malformed is refused, what merely contradicts the metadata is
 * stored unless a strict parameter says otherwise.
 */
export class LegacyRules {
  readonly #request: ImportRequest;
  readonly #header: LegacyHeader;
  readonly #names: LegacyNames;
  readonly #calendar: LocalCalendar | undefined;
  readonly #window: EntryWindow;
  readonly #approved: ReadonlySet<string>;

  constructor(context: Context, request: ImportRequest, { header, approved, lostPeriods }: LegacyState) {
    this.#request = request;
    this.#header = header;
    this.#names = new LegacyNames(context, request, header, lostPeriods);
    this.#calendar = context.periods.calendar;
    this.#window = new EntryWindow(context);
    this.#approved = approved;
  }

  /**
   * The cell of a value, or what is wrong with it: the first thing, but all data sets that are not open.
   * @throws {@link ImportFailure} If DHIS2 breaks over the value.
   */
  judge(value: PayloadValue): AcceptedValue | readonly LegacyConflict[] {
    const parts = this.#names.find(value);
    if (isConflict(parts)) return [parts];
    const { element, period, unit, category, attribute } = parts;
    const accepted = {
      element,
      cell: {
        dataElement: element.id,
        period: period.id,
        orgUnit: unit.id,
        categoryOptionCombo: category.id,
        attributeOptionCombo: attribute.id,
      },
    };
    const first =
      contentConflict(value, parts, { ...this.#request, calendar: this.#calendar }) ??
      this.#strictConflict(value, parts) ??
      this.#timeConflict(value, parts);
    const conflicts = first === undefined ? this.#inputPeriodConflicts(value, parts) : [first];
    return conflicts.length > 0 ? conflicts : accepted;
  }

  #strictConflict(value: PayloadValue, parts: NamedParts): LegacyConflict | undefined {
    const { options } = this.#request;
    const { element, period, unit, category, attribute } = parts;
    const sets = this.#setsOf(element);
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

  #timeConflict(value: PayloadValue, parts: NamedParts): LegacyConflict | undefined {
    const { element, period, unit, attribute } = parts;
    if ((attribute.starts ?? period.end) > period.end || (attribute.ends ?? period.start) < period.start) {
      const { attributeOptionCombo } = value;
      return conflict(
        'E7638',
        `Period: ${quoted(value.period)} is not within date range of attribute option combo: ${quoted(attributeOptionCombo)}`,
        { objects: { period: value.period, attributeOptionCombo }, property: 'period' },
      );
    }
    const sets = this.#setsOf(element);
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
  ): LegacyConflict | undefined {
    const approved = sets.find(
      ({ workflow }) =>
        workflow !== undefined &&
        this.#approved.has(approvalKey({ workflow, period, orgUnit, attributeOptionCombo: attribute })),
    );
    if (approved === undefined) return undefined;
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

  /** All data sets that count have to be open; the newest is named first (transcript 1229). Who may do all may force it (1021). */
  #inputPeriodConflicts({ period: text }: PayloadValue, { element, period }: NamedParts): readonly LegacyConflict[] {
    const { options, user } = this.#request;
    if (options.force && user.authorities.includes('ALL')) return [];
    const shut = this.#setsOf(element).filter((set) => this.#window.isShut(period, set));
    return shut.reverse().map(({ id }) =>
      conflict('E7643', `Period: ${quoted(text)} is not open for this data set at this time: ${quoted(id)}`, {
        objects: { period: text, dataSet: id },
        property: 'period',
      }),
    );
  }

  #setsOf({ dataSets }: DataElement): readonly DataSet[] {
    return this.#header.dataSet === undefined ? dataSets : [this.#header.dataSet];
  }
}
