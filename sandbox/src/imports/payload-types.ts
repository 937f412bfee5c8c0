import { refuse } from '../http/web-message';

const STRING_FIELDS = [
  'value',
  'dataElement',
  'orgUnit',
  'period',
  'categoryOptionCombo',
  'attributeOptionCombo',
  'comment',
];

/**
 * Looks at the types of all fields of a payload, as 2.43 does.
 * @throws Refusal 500 For the first that is of another (transcripts 007, 1115, 1119).
 */
export function checkTypes(body: Readonly<Record<string, unknown>>): void {
  const values = Array.isArray(body['dataValues']) ? (body['dataValues'] as readonly Record<string, unknown>[]) : [];
  for (const field of ['dataSet', 'completeDate', 'period', 'orgUnit', 'attributeOptionCombo'])
    checkString(body, field);
  for (const value of values) {
    for (const field of STRING_FIELDS) checkString(value, field);
    checkType(value, 'followUp', 'BOOLEAN');
    checkType(value, 'deleted', 'BOOLEAN');
  }
}

const checkString = (object: Readonly<Record<string, unknown>>, field: string): void =>
  checkType(object, field, 'STRING');

function checkType(object: Readonly<Record<string, unknown>>, field: string, wanted: 'STRING' | 'BOOLEAN'): void {
  const value = object[field];
  if (value === undefined || value === null) return;
  const type = Array.isArray(value) ? 'ARRAY' : typeof value === 'object' ? 'OBJECT' : (typeof value).toUpperCase();
  if (type === wanted) return;
  throw refuse(500, `Path \`$.${field}\` does not contain an ${wanted} but a(n) ${type}: ${JSON.stringify(value)}`);
}
