import Ajv, { type ErrorObject } from 'ajv';
import { ConfigError } from '../errors';
import { readSpec, type Schema } from './spec';

/** A configuration that fits the spec, with its defaults filled in. */
export interface FittedForm<Form> {
  readonly form: Form;
  /** Names settings that the spec does not know, since a mistyped one would otherwise be ignored without a word. */
  readonly warnings: readonly string[];
}

type Json = Record<string, unknown>;

/** So many faults are told at once. */
const MAX_FAULTS = 5;

/**
 * Checks a configuration against the spec and fills in defaults.
 *
 * Airbyte may add fields of its own, so unknown ones are no fault. PyAirbyte and forms send null or '' for an optional field
 * that was left empty, and `{}` for an optional object: these count as absent.
 * @throws {@link ConfigError} Naming each faulty field and what is expected there, never what was found.
 */
export function fitToSpec<Form>(raw: unknown): FittedForm<Form> {
  if (!isObject(raw)) throw new ConfigError('The configuration is not a JSON object.');
  const spec = readSpec().connectionSpecification;
  const schema = withChosenBranches(spec, raw, '');
  const form = pruned(raw, schema) as Json;
  if (form.id_schemes === undefined) form.id_schemes = {};

  const ajv = new Ajv({ useDefaults: true, allErrors: true, verbose: true, strict: false });
  if (!ajv.validate(schema, form)) throw new ConfigError(describe(ajv.errors ?? []));
  return { form: form as Form, warnings: unknownFields(form, schema, '') };
}

/**
 * The schema with each oneOf replaced by the branch that the configuration chose: ajv would not fill in the defaults of a
 * branch, the CDK would fill in those of all, and a fault is told of the chosen one only.
 */
function withChosenBranches(schema: Schema, value: unknown, path: string): Schema {
  if (schema.oneOf) return chosenBranch(schema.oneOf, value, path);
  if (!schema.properties) return schema;
  const properties: Record<string, Schema> = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    const child = isObject(value) ? value[name] : undefined;
    properties[name] = child === undefined ? property : withChosenBranches(property, child, join(path, name));
  }
  return { ...schema, properties };
}

function chosenBranch(branches: readonly Schema[], value: unknown, path: string): Schema {
  const [selector] = Object.entries(branches[0]?.properties ?? {}).find(([, property]) => property.const) ?? [''];
  const chosen = isObject(value) ? value[selector] : undefined;
  const branch = branches.find(({ properties }) => properties?.[selector]?.const === chosen);
  if (branch) return branch;
  const known = branches.map(({ properties }) => properties?.[selector]?.const).join(', ');
  throw new ConfigError(`\`${join(path, selector)}\` must be one of: ${known}.`);
}

/** A copy without what was left empty: null anywhere, and '' where a field is optional. */
function pruned(value: unknown, schema: Schema | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => pruned(item, schema?.items));
  if (!isObject(value)) return value;
  const copy: Json = {};
  for (const [name, child] of Object.entries(value)) {
    const optional = schema?.properties?.[name] !== undefined && !schema.required?.includes(name);
    if (child === null || (child === '' && optional)) continue;
    copy[name] = pruned(child, schema?.properties?.[name]);
  }
  return copy;
}

function unknownFields(value: unknown, schema: Schema | undefined, path: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => unknownFields(item, schema?.items, `${path}[${index}]`));
  }
  if (!isObject(value) || !schema?.properties) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    const property = schema.properties?.[name];
    if (property) return unknownFields(child, property, join(path, name));
    return [`\`${join(path, name)}\` is no setting of this connector and is ignored.`];
  });
}

function describe(errors: readonly ErrorObject[]): string {
  const faults = [...new Set(errors.map(describeOne))];
  const more = faults.length > MAX_FAULTS ? ` And ${faults.length - MAX_FAULTS} more.` : '';
  return faults.slice(0, MAX_FAULTS).join(' ') + more;
}

function describeOne(error: ErrorObject): string {
  const path = error.instancePath
    .replace(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.')
    .replace(/^\./, '');
  const schema = error.parentSchema as Schema;
  if (error.keyword === 'required') {
    const { missingProperty } = error.params as { missingProperty: string };
    const title = schema.properties?.[missingProperty]?.title;
    return `\`${join(path, missingProperty)}\` is missing${title ? ` (${title})` : ''}.`;
  }
  return `\`${path}\` must be ${expectation(schema)}.`;
}

/** What a field's schema asks for, in words. */
function expectation(schema: Schema): string {
  if (schema.enum) return `one of: ${schema.enum.join(', ')}`;
  if (schema.pattern_descriptor) return `of the form ${schema.pattern_descriptor}`;
  const range = schema.minimum === undefined ? '' : ` from ${schema.minimum} to ${schema.maximum}`;
  switch (schema.type) {
    case 'integer':
      return `a whole number${range}`;
    case 'number':
      return `a number${range}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return 'an object';
    default:
      return 'a text that is not empty';
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
