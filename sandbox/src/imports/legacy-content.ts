import { inHierarchy } from './import-request';
import type { ImportRequest } from './import-request';
import { conflict, quoted } from './legacy-conflict';
import type { LegacyConflict } from './legacy-conflict';
import type { NamedParts } from './legacy-names';
import { bringsOption } from './legacy-options';
import type { LocalCalendar } from '../periods/local-calendar';
import type { PayloadValue } from './payload';
import { booleanSpelledOut, faultText, valueFault } from './value-type';

const MAX_COMMENT_LENGTH = 50_000;

/** A request, and the calendar that the server is set to. */
type ContentRequest = Pick<ImportRequest, 'user' | 'options'> & { readonly calendar: LocalCalendar | undefined };

/** What is wrong with whose value it is, and with its text; undefined if nothing is. */
export function contentConflict(
  value: PayloadValue,
  { element, unit }: NamedParts,
  { user, options, calendar }: ContentRequest,
): LegacyConflict | undefined {
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
  const fault = valueFault(booleanSpelledOut(value.value ?? '', element.valueType), element.valueType, calendar);
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
  if (!bringsOption(value.value, element)) {
    const text = `Data value is not a valid option of the data element option set: ${quoted(value.dataElement)}`;
    return conflict('E7621', text, { objects: { dataElement: value.dataElement }, property: 'value' });
  }
  return undefined;
}
