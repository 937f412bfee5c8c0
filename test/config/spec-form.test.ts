import { FIELDS } from '../../src/core/model/settings';
import { PERIOD_TYPES } from '../../src/core/mapping/period/type';
import { readSpec, type Schema } from '../../src/config/spec';

const spec = readSpec();
const root = spec.connectionSpecification;

/** Every schema of the form with its path: properties, list items, branches. */
function* everySchema(schema: Schema, path = ''): Generator<readonly [path: string, schema: Schema]> {
  yield [path, schema];
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    yield* everySchema(property, `${path}.${name}`);
  if (schema.items) yield* everySchema(schema.items, `${path}[]`);
  for (const [index, branch] of (schema.oneOf ?? []).entries()) yield* everySchema(branch, `${path}<${index}>`);
}

const schemas = [...everySchema(root)];
const objects = schemas.filter(([, schema]) => schema.properties);
const fields = objects.flatMap(([path, schema]) =>
  Object.entries(schema.properties ?? {}).map(([name, field]) => [`${path}.${name}`, field, name] as const),
);

describe('the specification', () => {
  it('has what Airbyte always wants', () => {
    expect(new URL(spec.documentationUrl).protocol).toBe('https:');
    expect(spec.protocol_version).toMatch(/^0\.\d+\.\d+$/);
    expect(spec.supported_destination_sync_modes).toEqual(['append', 'append_dedup', 'overwrite']);
    expect(root.type).toBe('object');
    expect(root.oneOf).toBeUndefined();
  });

  it('requires address and sign-in only', () => {
    expect(root.required).toEqual(['base_url', 'credentials']);
  });

  it('holds the settings that the product has, and no other', () => {
    expect(Object.keys(root.properties).sort()).toEqual(
      [
        'base_url',
        'ca_certificates',
        'completion',
        'credentials',
        'id_schemes',
        'import_strategy',
        'max_concurrent_requests',
        'max_rejected_percent',
        'max_values_per_request',
        'null_values',
        'preflight',
        'reports_dir',
        'request_shape',
        'request_timeout_seconds',
        'streams',
        'streams_text',
      ].sort(),
    );
  });

  it('uses no keyword that the form cannot draw', () => {
    const banned = ['anyOf', 'allOf', '$ref', 'if', 'then', 'else', 'not', 'patternProperties', 'dependencies'];
    expect(schemas.filter(([, schema]) => banned.some((keyword) => keyword in schema)).map(([path]) => path)).toEqual(
      [],
    );
  });

  it.each(fields)('gives %s a title, a description and a name in small letters', (_, field, name) => {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(field.title).toMatch(/^[A-Z].*[^.]$/);
    if (field.const !== undefined) return;
    expect(field.description).toMatch(/^\S.*\.$/);
    // The form shows descriptions as HTML: a word in angle brackets would vanish.
    expect(field.description).not.toMatch(/[<>]/);
  });

  it.each(
    fields.filter(([, field]) => field.type !== 'boolean' && !field.enum && field.type !== 'object' && !field.const),
  )('shows an example for %s, or lists things or is a secret', (_, field) => {
    const shown = (field.examples?.length ?? 0) > 0 || /for example/.test(field.description ?? '');
    expect(shown || field.type === 'array' || field.airbyte_secret === true).toBe(true);
  });

  it.each(fields.filter(([, field]) => 'pattern' in field))(
    'can explain and pass its own pattern of %s',
    (_, field) => {
      const { pattern, examples, pattern_descriptor: descriptor } = field as Schema & { readonly pattern: string };
      expect(descriptor).toBeTruthy();
      expect(examples?.length).toBeGreaterThan(0);
      for (const example of examples ?? []) expect(example).toMatch(new RegExp(pattern, 'u'));
      // Neither lookbehind nor named groups: Java and JavaScript must read the pattern alike.
      expect(pattern).not.toMatch(/\(\?[<!=]/);
    },
  );

  it.each(objects)('orders the fields of "%s" without gaps or twins', (path, schema) => {
    const groups = new Map<string, number[]>();
    for (const { group = '', order = -1 } of Object.values(schema.properties ?? {})) {
      groups.set(group, [...(groups.get(group) ?? []), order]);
    }
    for (const orders of groups.values()) {
      expect([...orders].sort((a, b) => a - b)).toEqual(orders.map((_, index) => index));
    }
    expect([...groups.keys()].includes('')).toBe(path !== '');
  });

  it('has a card for each group, and groups at the root only', () => {
    const used = Object.values(root.properties).map(({ group }) => group);
    expect([...new Set(used)].sort()).toEqual(root.groups.map(({ id }) => id).sort());
  });

  it('lets each choice be told by one constant, the safest first', () => {
    const choices = schemas.filter(([, schema]) => schema.oneOf);
    expect(choices.map(([path]) => path)).toEqual(['.credentials']);
    for (const [, { type, oneOf }] of choices) {
      expect(type).toBe('object');
      expect(oneOf?.map(({ properties }) => properties?.auth_type?.const)).toEqual([
        'personal_access_token',
        'oauth2_refresh_token',
        'oauth2_client_credentials',
        'oauth2_password',
        'basic',
      ]);
      for (const branch of oneOf ?? []) {
        expect(branch.title).toBeTruthy();
        expect(branch.required).toContain('auth_type');
      }
    }
  });

  it('hides every secret, and nothing else', () => {
    const hidden = fields.filter(([, field]) => field.airbyte_secret).map(([, , name]) => name);
    expect(new Set(hidden)).toEqual(new Set(['token', 'client_secret', 'refresh_token', 'password']));
    for (const [, field, name] of fields) {
      if (hidden.includes(name)) expect(field.airbyte_secret).toBe(true);
    }
  });

  it('requires nothing inside an optional object, since the form makes {} of it', () => {
    const optional = objects.flatMap(([, schema]) =>
      Object.entries(schema.properties ?? {}).filter(
        ([name, field]) => field.properties && !schema.required?.includes(name),
      ),
    );
    expect(optional.map(([name, field]) => [name, field.required ?? []])).toEqual([
      ['id_schemes', []],
      ['period_from', []],
      ['id_schemes', []],
    ]);
  });

  it('gives a default to every setting that is not required, except where none is meant', () => {
    const without = Object.entries(root.properties).filter(([, field]) => field.default === undefined);
    expect(without.map(([name]) => name).sort()).toEqual(
      ['base_url', 'ca_certificates', 'credentials', 'id_schemes', 'reports_dir', 'streams_text'].sort(),
    );
  });

  it('offers the fields and the period types that the core knows', () => {
    const entry = root.properties.streams?.items?.properties;
    expect(entry?.columns?.items?.properties?.field?.enum).toEqual(FIELDS);
    expect(entry?.constants?.items?.properties?.field?.enum).toEqual(FIELDS);
    expect(entry?.period_from?.properties?.period_type?.enum).toEqual(PERIOD_TYPES);
  });
});
