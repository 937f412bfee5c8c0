import { readId } from './map-scalar';
import { Refused, unreadable } from './map-refused';
import type { DataElement, DataSet, OrgUnit } from './metadata';
import { Several } from './metadata';
import type { MetadataIndex } from './metadata-index';
import type { Contradiction } from './preflight-codes';
import { codesOf } from './preflight-codes';
import type { CoreSettings, Field, IdScheme, IdSchemes } from './settings';
import type { Dhis2Habits } from './version';

type Unknown = Extract<Contradiction, `unknown-${string}`>;

/** What the resolving of ids depends on. */
export interface IdContext {
  readonly core: Pick<CoreSettings, 'idSchemes' | 'preflight'>;
  readonly metadata: MetadataIndex;
  readonly habits: Dhis2Habits;
}

/** What one dimension's ids are looked up with. */
interface Dimension<T> {
  readonly field: Field;
  readonly scheme: IdScheme;
  readonly unknown: Unknown;
  readonly find: (id: string) => T | Several | undefined;
  /** Stands for a UID that the index does not hold, when that is left to DHIS2. */
  readonly asIs: (uid: string) => T;
}

/**
 * Turns the ids of rows into the objects they name.
 *
 * Without preflight a UID that the server's lists do not show is taken as it is; an id of another scheme has no UID then
 * and is refused all the same. An id that fits several objects is refused with their UIDs, never guessed.
 */
export class IdResolver {
  readonly #context: IdContext;
  readonly #dataSets: Dimension<DataSet>;
  readonly #orgUnits: Dimension<OrgUnit>;
  readonly #dataElements: Dimension<DataElement>;
  readonly #categoryOptionCombos: Dimension<string>;
  readonly #attributeOptionCombos: Dimension<string>;

  constructor(context: IdContext) {
    this.#context = context;
    const { metadata, core } = context;
    const schemes: IdSchemes = core.idSchemes;
    this.#dataSets = {
      field: 'data_set',
      scheme: schemes.dataSet,
      unknown: 'unknown-data-set',
      find: (id) => metadata.findDataSet(id),
      asIs: (uid) => ({ uid, writable: true }),
    };
    this.#orgUnits = {
      field: 'org_unit',
      scheme: schemes.orgUnit,
      unknown: 'unknown-org-unit',
      find: (id) => metadata.findOrgUnit(id),
      asIs: (uid) => ({ uid, position: -1, inHierarchy: true }),
    };
    this.#dataElements = {
      field: 'data_element',
      scheme: schemes.dataElement,
      unknown: 'unknown-data-element',
      find: (id) => metadata.findDataElement(id),
      asIs: (uid) => ({ uid, keepsZeros: true, dataSets: [] }),
    };
    this.#categoryOptionCombos = {
      field: 'category_option_combo',
      scheme: schemes.categoryOptionCombo,
      unknown: 'unknown-category-option-combo',
      find: (id) => metadata.findCategoryOptionCombo(id),
      asIs: (uid) => uid,
    };
    this.#attributeOptionCombos = {
      field: 'attribute_option_combo',
      scheme: schemes.attributeOptionCombo,
      unknown: 'unknown-attribute-option-combo',
      find: (id) => metadata.findAttributeOptionCombo(id),
      asIs: (uid) => uid,
    };
  }

  /** Undefined where the row names none: it is inferred then. */
  dataSet(raw: unknown): DataSet | undefined | Refused {
    return this.#optional(this.#dataSets, raw);
  }

  /** The org unit that the row must name. */
  orgUnit(raw: unknown): OrgUnit | Refused {
    return this.#optional(this.#orgUnits, raw) ?? missing('org_unit');
  }

  /** The data element that the row must name. */
  dataElement(raw: unknown): DataElement | Refused {
    return this.#optional(this.#dataElements, raw) ?? missing('data_element');
  }

  /** The UID of the category option combo; the server's default one where the row names none. */
  categoryOptionCombo(raw: unknown): string | Refused {
    return this.#optional(this.#categoryOptionCombos, raw) ?? this.#default('category_option_combo');
  }

  /** The UID of the attribute option combo; the server's default one where the row names none. */
  attributeOptionCombo(raw: unknown): string | Refused {
    return this.#optional(this.#attributeOptionCombos, raw) ?? this.#default('attribute_option_combo');
  }

  #optional<T>(dimension: Dimension<T>, raw: unknown): T | undefined | Refused {
    const id = typeof raw === 'string' && raw !== '' ? raw : readId(raw, dimension.field);
    if (typeof id !== 'string') return id;
    const found = dimension.find(id);
    if (found instanceof Several) return this.#severalRefused(dimension, id, found);
    return found ?? this.#unknown(dimension, id);
  }

  #unknown<T>({ field, scheme, unknown, asIs }: Dimension<T>, id: string): T | Refused {
    if (!this.#context.core.preflight && scheme.kind === 'uid') return asIs(id);
    return this.#refuse(
      unknown,
      `DHIS2 shows this user no ${field} with the ${schemeName(scheme)} \`${shorten(id)}\`.`,
    );
  }

  #severalRefused<T>({ field, scheme, unknown }: Dimension<T>, id: string, { uids }: Several): Refused {
    return this.#refuse(
      unknown,
      `The ${schemeName(scheme)} \`${shorten(id)}\` fits several: ${uids.join(', ')}. Give ${field} by its UID.`,
    );
  }

  #default(field: Field): string | Refused {
    const uid = this.#context.metadata.defaultOptionCombo;
    if (typeof uid === 'string') return uid;
    return unreadable(noDefaultText(field, uid));
  }

  #refuse(contradiction: Contradiction, text: string): Refused {
    return new Refused(codesOf(this.#context.habits)[contradiction], text);
  }
}

/** Why an absent combo cannot be filled in. */
export function noDefaultText(field: Field, several: Several | undefined): string {
  return several
    ? `${field} is absent, and DHIS2 has several option combos called \`default\`: ${several.uids.join(', ')}. ` +
        'Name the right one in a column or a constant, or remove the surplus in DHIS2.'
    : `${field} is absent, and DHIS2 shows this user no option combo called \`default\`.`;
}

function missing(field: Field): Refused {
  return unreadable(`The row has no ${field}.`);
}

function schemeName(scheme: IdScheme): string {
  switch (scheme.kind) {
    case 'uid':
      return 'UID';
    case 'code':
      return 'code';
    case 'name':
      return 'name';
    case 'attribute':
      return `value of attribute ${scheme.attribute}`;
  }
}

/** Ids are at most 230 characters long in DHIS2; what is longer is no id and would only fill the log. */
function shorten(id: string): string {
  return id.length > 60 ? `${id.slice(0, 60)}…` : id;
}
