import { IdResolver, type IdContext } from '../../core/mapping/ids/ids';
import { Refused } from '../../core/mapping/row/refused';
import type { MetadataIndex } from '../../core/mapping/metadata/metadata-index';
import { schemesOf } from '../../core/model/id-schemes';
import type { CoreSettings, StreamSettings } from '../../core/model/settings';
import type { Dhis2Habits } from '../../core/model/version';
import { problem } from './messages';

/** Looks one id up; a {@link Refused} says why it is none. */
type Lookup = (id: string) => unknown;

/**
 * Finds the ids under `streams` that this DHIS2 does not have, or has more than once.
 *
 * @returns A sentence each, in the order of the settings.
 */
export function streamProblems(core: CoreSettings, metadata: MetadataIndex, habits: Dhis2Habits): readonly string[] {
  return core.streams.flatMap((entry, index) => {
    const at = `streams[${index}]`;
    const idSchemes = schemesOf(core, entry);
    const lookups = lookupsBy({ core: { idSchemes, preflight: true }, metadata: metadata.by(idSchemes), habits });
    return namedIds(entry).flatMap(({ path, field, id }) => {
      const found = lookups[field]?.(id);
      return found instanceof Refused ? [problem.unknownId(`${at}.${path}`, found.refusal.text)] : [];
    });
  });
}

/** With preflight off an unknown UID would pass as it is; here a person asks whether it is known. */
function lookupsBy(context: IdContext): Readonly<Record<string, Lookup>> {
  const ids = new IdResolver(context);
  return {
    data_set: (id) => ids.dataSet(id),
    org_unit: (id) => ids.orgUnit(id),
    data_element: (id) => ids.dataElement(id),
    category_option_combo: (id) => ids.categoryOptionCombos.find(id),
    attribute_option_combo: (id) => ids.attributeOptionCombos.find(id),
  };
}

interface NamedId {
  /** Where it stands in the entry. */
  readonly path: string;
  readonly field: string;
  readonly id: string;
}

function namedIds({ constants, indicators }: StreamSettings): readonly NamedId[] {
  const given = (path: string, field: string, id: string | undefined): NamedId[] =>
    id === undefined ? [] : [{ path: `${path}.${field}`, field, id }];
  return [
    ...constants.map(({ field, value }, index) => ({ path: `constants[${index}].value`, field, id: value })),
    ...indicators.flatMap(({ dataElement, categoryOptionCombo, attributeOptionCombo }, index) => [
      ...given(`indicators[${index}]`, 'data_element', dataElement),
      ...given(`indicators[${index}]`, 'category_option_combo', categoryOptionCombo),
      ...given(`indicators[${index}]`, 'attribute_option_combo', attributeOptionCombo),
    ]),
  ];
}
