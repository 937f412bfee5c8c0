/**
 * Draws the settings form as Airbyte's rules lay it out, from `resources/spec.json`, and takes a picture of it.
 *
 *   node scripts/form-preview.mjs [docs/form.png]
 *
 * The rules: one card a root group, fields by `order`, required ones first and the others under "Optional fields",
 * a oneOf as a choice with its first branch selected, secrets hidden, `examples` as placeholders, defaults filled in,
 * arrays of objects as a list to add to. What a choice would show instead stands beside it. Descriptions are HTML, as in
 * Airbyte: a word in angle brackets does not show.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const byOrder = ([, a], [, b]) => (a.order ?? Infinity) - (b.order ?? Infinity);

/** The fields of an object in the order of the form: required ones, then the optional ones under their own heading. */
function fields(schema) {
  const entries = Object.entries(schema.properties ?? {})
    .filter(([, field]) => field.const === undefined && !field.airbyte_hidden)
    .sort(byOrder);
  const isRequired = ([name, field]) => (schema.required ?? []).includes(name) || field.always_show;
  const required = entries.filter(isRequired);
  const optional = entries.filter((entry) => !isRequired(entry));
  return `${required.map((entry) => drawn(entry, false)).join('')}${
    optional.length === 0
      ? ''
      : `<div class="optional"><div class="fold">▾ Optional fields</div>${optional.map((entry) => drawn(entry, true)).join('')}</div>`
  }`;
}

function drawn([name, field], optional) {
  const title = `<div class="title">${escape(field.title ?? name)}${optional ? ' <i>Optional</i>' : ''}</div>`;
  const description = field.description ? `<div class="description">${field.description}</div>` : '';
  return `<div class="field">${title}${description}${input(field)}</div>`;
}

function input(field) {
  if (field.oneOf) return choice(field);
  if (field.enum) return `<div class="input select">${escape(field.default ?? 'Select')}<span>▾</span></div>`;
  if (field.type === 'boolean') return `<div class="switch ${field.default ? 'on' : ''}"><b></b></div>`;
  if (field.type === 'array') return list(field);
  if (field.type === 'object') return `<div class="nested">${fields(field)}</div>`;
  return text(field);
}

function text(field) {
  const hint = field.pattern_descriptor ?? (field.examples ?? [])[0] ?? '';
  const shown = field.default !== undefined ? escape(field.default) : `<em>${escape(hint)}</em>`;
  const kind = field.airbyte_secret ? 'secret' : field.multiline ? 'multiline' : '';
  return `<div class="input ${kind}">${shown}${field.airbyte_secret ? '<span class="show">show</span>' : ''}</div>`;
}

function list(field) {
  if (field.items?.type !== 'object') return `<div class="input"><em>Add values</em></div>`;
  return `<div class="list"><div class="entry"><div class="entry-head">Item 1 <span>✎ ✕</span></div>${fields(field.items)}</div>
    <div class="add">+ Add</div></div>`;
}

function choice(field) {
  const [first, ...others] = field.oneOf;
  const instead = others
    .map(
      (branch) =>
        `<div class="branch"><div class="branch-title">${escape(branch.title)}</div>${about(branch)}${fields(branch)}</div>`,
    )
    .join('');
  return `<div class="input select">${escape(first.title)}<span>▾</span></div>
    <div class="nested">${about(first)}${fields(first)}</div>
    <details open><summary>the other choices</summary><div class="branches">${instead}</div></details>`;
}

const about = (branch) => (branch.description ? `<div class="description">${branch.description}</div>` : '');

/** The whole page. */
function page(form) {
  const groups = form.groups ?? [{ id: undefined, title: '' }];
  const cards = groups.map((group) => {
    const properties = Object.fromEntries(
      Object.entries(form.properties).filter(([, field]) => field.group === group.id),
    );
    return `<section><h2>${escape(group.title ?? '')}</h2>${fields({ properties, required: form.required })}</section>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>DHIS2</title><style>${STYLE}</style>
    <h1>Create a destination: DHIS2</h1><div class="cards">${cards.join('')}</div>`;
}

const STYLE = `
  body { font: 13px/1.45 "DejaVu Sans", sans-serif; color: #1a194d; background: #f8f8fa; margin: 24px; width: 1352px }
  h1 { font-size: 20px } h2 { font-size: 16px; margin: 0 0 12px }
  .cards { columns: 2; column-gap: 20px }
  section { background: #fff; border: 1px solid #e8e8ed; border-radius: 10px; padding: 18px 20px; margin: 0 0 20px; box-decoration-break: clone }
  .field { margin: 0 0 14px } .title { font-weight: 600 } .title i { font-weight: 400; color: #6b6b7b; font-size: 11px; margin-left: 6px }
  .description { color: #57576b; font-size: 12px; margin: 2px 0 4px } .description code { background: #f1f1f6; padding: 0 3px }
  .input { border: 1px solid #d9d9e0; border-radius: 6px; padding: 6px 10px; background: #fff; min-height: 18px; display: flex; justify-content: space-between; overflow-wrap: anywhere }
  .input em { color: #9a9aad; font-style: normal } .multiline { min-height: 54px }
  .switch { width: 34px; height: 18px; border-radius: 9px; background: #d9d9e0; position: relative } .switch b { position: absolute; left: 2px; top: 2px; width: 14px; height: 14px; border-radius: 7px; background: #fff }
  .switch.on { background: #615eff } .switch.on b { left: 18px }
  .nested, .entry { border-left: 3px solid #e0e0ff; padding: 8px 0 0 12px; margin-top: 8px }
  .show { color: #615eff; font-size: 11px } .fold { color: #615eff; font-weight: 600; margin: 6px 0 10px } .add { color: #615eff; font-weight: 600; margin-top: 6px }
  .entry-head { display: flex; justify-content: space-between; font-weight: 600; color: #6b6b7b; margin-bottom: 8px }
  details { margin-top: 8px } summary { color: #6b6b7b; font-size: 11px }
  .branches { display: grid; grid-template-columns: 1fr 1fr; gap: 10px } .branch { border: 1px dashed #c9c9d6; border-radius: 6px; padding: 8px 10px; font-size: 11px; min-width: 0 }
  .branch .description { font-size: 11px } .branch-title { font-weight: 600; margin-bottom: 6px }`;

async function main() {
  const target = process.argv[2] ?? join(root, 'docs/form.png');
  const spec = JSON.parse(await readFile(join(root, 'resources/spec.json'), 'utf8'));
  const profile = await mkdtemp(join(tmpdir(), 'form-'));
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ];
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args,
    viewport: { width: 1400, height: 900 },
  });
  try {
    const view = await browser.newPage();
    await view.setContent(page(spec.connectionSpecification));
    await view.screenshot({ path: target, fullPage: true });
    // A picture of text needs few colours; without pngquant it is only larger.
    spawnSync('pngquant', ['--force', '--output', target, '32', target]);
    console.log(`drawn: ${target}`);
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  }
}

await main();
