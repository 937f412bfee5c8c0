/**
 * Writes README's table of settings from `resources/spec.json`, the only home of their names, texts and defaults.
 *
 *   node scripts/settings-table.mjs           puts it between the markers
 *   node scripts/settings-table.mjs --check   fails if README holds another one
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import prettier from 'prettier';

const README = fileURLToPath(new URL('../README.md', import.meta.url));
const SPEC = fileURLToPath(new URL('../resources/spec.json', import.meta.url));
const START = '<!-- settings:start -->';
const END = '<!-- settings:end -->';

/** One table a group of the form. */
function tables({ groups, properties, required }) {
  return groups
    .map(({ id, title }) => {
      const fields = Object.entries(properties).filter(([, field]) => field.group === id);
      return `### ${title}\n\n| setting | default | meaning |\n|---|---|---|\n${inOrder(fields)
        .flatMap(([name, field]) => rows(name, field, required.includes(name)))
        .join('\n')}`;
    })
    .join('\n\n');
}

/** The row of a field, and those of what is in it. */
function rows(name, field, isRequired) {
  const own = row(name, isRequired ? '**required**' : defaultOf(field), meaningOf(field));
  if (field.oneOf) return [own, ...field.oneOf.map((branch) => branchRow(name, branch))];
  const item = field.type === 'array' ? field.items : field;
  return [own, ...nested(field.type === 'array' ? `${name}[]` : name, item)];
}

function nested(path, { properties = {}, required = [] }) {
  return inOrder(Object.entries(properties)).flatMap(([name, field]) =>
    rows(`${path}.${name}`, field, required.includes(name)),
  );
}

/** A way to sign in: its fields in one row, the secret ones marked. */
function branchRow(name, branch) {
  const [[selector, { const: value }], ...fields] = inOrder(Object.entries(branch.properties));
  const list = fields.map(([field, { airbyte_secret: secret }]) => {
    const optional = branch.required.includes(field) ? '' : ', optional';
    return `\`${field}\`${secret || optional ? ` (${[secret && 'secret', optional.slice(2)].filter(Boolean).join(', ')})` : ''}`;
  });
  return row(`${name}.${selector} = ${value}`, '', `${branch.title}: ${list.join(', ')}. ${branch.description}`);
}

const row = (name, standard, meaning) => `| \`${name}\` | ${standard} | ${meaning} |`;

function defaultOf({ default: value }) {
  return value === undefined || Array.isArray(value) ? '' : `\`${value}\``;
}

function meaningOf(field) {
  const text = field.description ?? field.title;
  if (field.minimum !== undefined) return `${text} ${field.minimum} … ${field.maximum}.`;
  return field.enum ? `${text} One of: ${field.enum.map((value) => `\`${value}\``).join(', ')}.` : text;
}

function inOrder(entries) {
  return [...entries].sort(([, a], [, b]) => a.order - b.order);
}

const spec = JSON.parse(await readFile(SPEC, 'utf8')).connectionSpecification;
const readme = await readFile(README, 'utf8');
const [before, rest] = readme.split(START);
const after = rest?.split(END)[1];
if (after === undefined) throw new Error(`README.md lacks the markers ${START} and ${END}`);

const config = await prettier.resolveConfig(README);
const table = await prettier.format(tables(spec), { ...config, parser: 'markdown' });
const wanted = `${before}${START}\n\n${table}\n${END}${after}`;

if (!process.argv.includes('--check')) {
  await writeFile(README, wanted);
} else if (readme !== wanted) {
  console.error('The settings in README.md are not those of resources/spec.json: run `npm run settings`.');
  process.exitCode = 1;
}
