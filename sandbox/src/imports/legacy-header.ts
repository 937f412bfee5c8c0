import type { Context } from '../context';
import { mayWriteData } from '../metadata/model';
import type { CategoryOptionCombo } from '../metadata/model';
import type { ImportRequest } from './import-request';
import { conflict, quoted } from './legacy-conflict';
import type { LegacyConflict } from './legacy-conflict';
import { ImportFailure } from './import-failure';
import type { LegacyHeader } from './legacy-names';

/**
 * What the header of a payload stands for, or why the import ends at once (transcripts 025, 038, 046, 047).
 * @throws {@link ImportFailure} If it names category options that are no combo.
 */
export function readHeader(context: Context, { payload, options, user }: ImportRequest): LegacyHeader | LegacyConflict {
  const { metadata } = context;
  const { typed } = metadata;
  const dataSet =
    payload.dataSet === undefined
      ? undefined
      : typed.dataSets.get(metadata.resolve('dataSets', options.idSchemes.dataSet, payload.dataSet) ?? '');
  const named = { dataSet: payload.dataSet };
  if (payload.dataSet !== undefined && dataSet === undefined) {
    return conflict('E7600', `Data set not found or not accessible: \`${payload.dataSet}\``, {
      objects: named,
      property: 'dataSet',
    });
  }
  if (dataSet !== undefined && !mayWriteData(user, dataSet.sharing)) {
    return conflict('E7601', `User does not have write access for DataSet: \`${dataSet.id}\``, {
      objects: named,
      property: 'dataSet',
    });
  }
  const orgUnit =
    payload.orgUnit === undefined
      ? undefined
      : typed.orgUnits.get(metadata.resolve('organisationUnits', options.idSchemes.orgUnit, payload.orgUnit) ?? '');
  if (payload.orgUnit !== undefined && orgUnit === undefined) {
    return conflict('E7603', `Org unit not found or not accessible: \`${payload.orgUnit}\``, {
      objects: { organisationUnit: payload.orgUnit, ...named },
      property: 'orgUnit',
    });
  }
  const attributeOptionCombo = headerCombo(context, { payload, options }, dataSet?.categoryCombo);
  if ((payload.attributeOptionCombo?.trim() ?? '') !== '' && attributeOptionCombo === undefined) {
    return conflict(
      'E7604',
      `Attribute option combo not found or not accessible: \`${payload.attributeOptionCombo}\``,
      {
        objects: { categoryOptionCombo: payload.attributeOptionCombo, ...named },
        property: 'attributeOptionCombo',
      },
    );
  }
  return { dataSet, orgUnit, period: context.periods.read(payload.period), attributeOptionCombo };
}

/**
 * The attribute option combo by its id, or by its category options (transcript 045); blank is none (1060).
 * @throws {@link ImportFailure} If the category options are no combo of the data set (1037-1041).
 */
function headerCombo(
  { metadata, traits }: Context,
  { payload, options }: Pick<ImportRequest, 'payload' | 'options'>,
  categoryCombo: string | undefined,
): CategoryOptionCombo | undefined {
  const combos = metadata.typed.categoryOptionCombos;
  const given = payload.attributeOptionCombo?.trim() ?? '';
  if (given !== '') {
    return combos.get(metadata.resolve('categoryOptionCombos', options.idSchemes.attributeOptionCombo, given) ?? '');
  }
  if (payload.attributeCategoryOptions === undefined) return undefined;
  const failure = (text: string): ImportFailure =>
    new ImportFailure(traits.line === '2.41' ? text : 'Post-condition was null');
  const wanted = payload.attributeCategoryOptions.map((name) => {
    const id = metadata.resolve('categoryOptions', options.idSchemes.categoryOption, name);
    if (id === undefined) throw failure(`Category option not found or not accessible: ${quoted(name)}`);
    return id;
  });
  const combo = metadata.list('categoryOptionCombos')?.find((candidate) => {
    const optionIds = ((candidate['categoryOptions'] ?? []) as readonly { id: string }[]).map(({ id }) => id);
    const itsCombo = (candidate['categoryCombo'] as { id: string }).id;
    return (
      itsCombo === categoryCombo && optionIds.length === wanted.length && wanted.every((id) => optionIds.includes(id))
    );
  });
  if (combo === undefined) {
    throw failure('Attribute option combo does not exist for given category combo and category options');
  }
  return combos.get(combo.id);
}
