import type { DataValue, Payload } from '../core/model/data-value';
import type { Registration } from '../core/model/group-key';

/**
 * The JSON text of `POST /api/dataValueSets` for one payload.
 *
 * - Values are always strings: DHIS2 2.43 answers 500 to JSON numbers.
 * - Packed: each value carries its own period, org unit and attribute option combo. Grouped: the outer ones stand for all
 *   and the inner ones are left out, because 2.41 and 2.42 let the outer win, 2.43 the inner.
 * - The attribute option combo is always named, the default one too: without it 2.43 passes by an approval.
 * - `completeDate` is never sent: up to 2.42 it would register the data set before the values are looked at, dry runs included.
 * - A delete carries no value, since up to 2.42 its type would be checked, unless it was given one: an element with an option
 *   set needs some option's code even there (source: `DataValueSetImportValidator.validateDataValueOptionsExist`).
 *
 * Written by hand because it is the hot path; see `bench/wire.ts`.
 */
export function payloadBody(payload: Payload): string {
  const { values } = payload;
  const write = payload.grouped ? groupedValue : packedValue;
  const rest = payload.action === 'delete' ? leftOfDeleted : contents;
  let json = `{"dataSet":${JSON.stringify(payload.dataSet)}`;
  const first = values[0];
  if (payload.grouped && first) json += `,${groupKeys(first)}`;
  json += ',"dataValues":[';
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]!;
    json += (index === 0 ? '{' : ',{') + `${write(value)}${rest(value)}}`;
  }
  return `${json}]}`;
}

/** The JSON text of `POST /api/completeDataSetRegistrations`. The org unit is called `organisationUnit` there. */
export function registrationsBody(registrations: readonly Registration[]): string {
  return JSON.stringify({
    completeDataSetRegistrations: registrations.map((registration) => ({
      dataSet: registration.dataSet,
      period: registration.period,
      organisationUnit: registration.orgUnit,
      attributeOptionCombo: registration.attributeOptionCombo,
      date: registration.date,
      completed: true,
    })),
  });
}

function groupKeys(value: DataValue): string {
  return `"period":${JSON.stringify(value.period)},"orgUnit":${JSON.stringify(value.orgUnit)},"attributeOptionCombo":${JSON.stringify(value.attributeOptionCombo)}`;
}

function groupedValue(value: DataValue): string {
  return `"dataElement":${JSON.stringify(value.dataElement)},"categoryOptionCombo":${JSON.stringify(value.categoryOptionCombo)}`;
}

function packedValue(value: DataValue): string {
  return `${groupedValue(value)},${groupKeys(value)}`;
}

function leftOfDeleted({ value }: DataValue): string {
  return value === '' ? '' : `,"value":${JSON.stringify(value)}`;
}

function contents(value: DataValue): string {
  let json = `,"value":${JSON.stringify(value.value)}`;
  if (value.comment !== undefined) json += `,"comment":${JSON.stringify(value.comment)}`;
  // 2.41 and 2.42 read `followup`, 2.43 reads `followUp` (recorded exchanges 253, 254, 561, 562); each ignores the other.
  if (value.followUp !== undefined) json += `,"followup":${value.followUp},"followUp":${value.followUp}`;
  return json;
}
