import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { DataValue, Payload } from '../../../src/core/model/data-value';
import { readSummary } from '../../../src/core/model/import-summary';
import type { ImportStrategy } from '../../../src/core/model/settings';
import { readVerdict } from '../../../src/core/delivery/verdict/verdict';
import type { Fate, Verdict } from '../../../src/core/delivery/verdict/fate';
import type { Dhis2Habits } from '../../../src/core/model/version';
import { isImportSummary } from '../../../src/dhis2/answer-schema';
import {
  EXPECTED_241,
  EXPECTED_242,
  EXPECTED_243,
  EXPECTED_COUNTS,
  SENT,
  type ExpectedVerdicts,
} from './import-summary-expected';

const TRANSCRIPTS = join(__dirname, '../../transcripts');
const VERSIONS: readonly [string, Dhis2Habits, ExpectedVerdicts][] = [
  ['2.41.9.1', '2.41', EXPECTED_241],
  ['2.42.5.2', '2.42', EXPECTED_242],
  ['2.43.1', '2.43', EXPECTED_243],
];

interface Exchange {
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string; readonly body: unknown };
  readonly response: { readonly status: number; readonly body: unknown };
}

/** Every recorded import, in order. */
function imports(version: string): readonly Exchange[] {
  return readdirSync(join(TRANSCRIPTS, version))
    .sort()
    .map((file) => ({
      ...(JSON.parse(readFileSync(join(TRANSCRIPTS, version, file), 'utf8')) as Exchange),
      name: file,
    }))
    .filter(({ request }) => request?.method === 'POST' && /\/dataValueSets(\.json|\/)?(\?|$)/.test(request.path));
}

interface RecordedSet {
  readonly dataValues?: readonly Partial<DataValue>[];
  readonly dataSet?: string;
  readonly period?: string;
  readonly orgUnit?: string;
  readonly attributeOptionCombo?: string;
}

const DEFAULT_COMBO = 'HllvX50cXC0';

const METADATA = JSON.parse(readFileSync(join(TRANSCRIPTS, 'metadata.json'), 'utf8')) as {
  readonly dataSets: readonly { id: string; dataSetElements: readonly { dataElement: { id: string } }[] }[];
  readonly dataElements: readonly { id: string; valueType: string; zeroIsSignificant: boolean }[];
};

/** The data set of an element, for the recorded requests that name none; the connector always names it. */
const DATA_SET_OF = new Map(
  METADATA.dataSets.flatMap(({ id, dataSetElements }) =>
    dataSetElements.map(({ dataElement }) => [dataElement.id, id] as const),
  ),
);

const KEEPS_NO_ZERO = new Set(
  METADATA.dataElements
    .filter(({ valueType, zeroIsSignificant }) => /INTEGER|NUMBER|PERCENT|UNIT/.test(valueType) && !zeroIsSignificant)
    .map(({ id }) => id),
);

/** The recorded request as the connector would have held it. */
function payloadOf({ name, request }: Exchange): Payload {
  const set = parsed(request.body);
  const sent = SENT[name.slice(0, 3)] ?? racersOf(request.body) ?? set.dataValues?.length ?? 0;
  const action = /importStrategy=delete/i.test(request.path) ? 'delete' : 'store';
  const dataSets = set.dataValues?.map(({ dataElement }) => set.dataSet ?? DATA_SET_OF.get(dataElement ?? ''));
  const values = Array.from({ length: sent }, (_, position): DataValue => {
    const value = set.dataValues?.[position] ?? {};
    return {
      dataSet: dataSets?.[position] ?? dataSets?.find((dataSet) => dataSet !== undefined) ?? '',
      dataElement: value.dataElement ?? '',
      categoryOptionCombo: value.categoryOptionCombo ?? DEFAULT_COMBO,
      attributeOptionCombo: value.attributeOptionCombo ?? set.attributeOptionCombo ?? DEFAULT_COMBO,
      orgUnit: value.orgUnit ?? set.orgUnit ?? '',
      period: value.period ?? set.period ?? '',
      action,
      value: String(value.value ?? ''),
      record: undefined as never,
    };
  });
  return { dataSet: set.dataSet ?? '', action, values, grouped: set.orgUnit !== undefined };
}

function parsed(body: unknown): RecordedSet {
  if (typeof body !== 'string') return body ?? {};
  try {
    return JSON.parse(body) as RecordedSet;
  } catch {
    return {};
  }
}

/** `1000 existing cells, opposite order, …`: how the races were noted down. */
function racersOf(body: unknown): number | undefined {
  const noted = typeof body === 'string' ? /^(\d+) (?:new|existing) cells/.exec(body)?.[1] : undefined;
  return noted === undefined ? undefined : Number(noted);
}

function read(exchange: Exchange, habits: Dhis2Habits): Verdict {
  const { status, body } = exchange.response;
  return readVerdict({ kind: 'answered', status, body }, payloadOf(exchange), {
    habits,
    strategy: (/importStrategy=(CREATE|UPDATE)\b/.exec(exchange.request.path)?.[1] ??
      'CREATE_AND_UPDATE') as ImportStrategy,
    vanishes: ({ dataElement, value }) =>
      habits !== '2.43' && /^0(\.0+)?$/.test(value) && KEEPS_NO_ZERO.has(dataElement),
    isImportSummary,
  });
}

/** The verdict as {@link ExpectedVerdicts} write it. */
function written(verdict: Verdict): string {
  if (verdict.kind === 'request-wrong' && verdict.refusal.code !== 'REFUSED_ALONE') {
    return `request-wrong:${verdict.refusal.code}`;
  }
  if (verdict.kind !== 'read') return verdict.kind;
  const parts: { label: string; positions: number[] }[] = [];
  verdict.fates.map(labelOf).forEach((label, position) => {
    const last = parts.findLast((part) => part.label === label);
    const adjacent = parts.at(-1)?.label === label || label.startsWith('deleted') || label.startsWith('skipped');
    if (last && adjacent) last.positions.push(position);
    else parts.push({ label, positions: [position] });
  });
  if (parts.length === 0) return 'nothing';
  if (parts.length === 1 && parts[0]!.label === 'stored') return 'stored';
  return parts.map(({ label, positions }) => `${label}@${ranges(positions)}`).join(' ');
}

function labelOf(fate: Fate): string {
  switch (fate.kind) {
    case 'ended':
      return fate.outcome.kind === 'skipped' ? `skipped:${fate.outcome.why}` : fate.outcome.kind;
    case 'refused':
    case 'suspect':
      return `${fate.kind}:${fate.refusal.code}`;
    default:
      return fate.kind;
  }
}

/** `0-6` for more than two in a row, else `0,2`. */
function ranges(positions: readonly number[]): string {
  const first = positions[0]!;
  const row = positions.every((position, i) => position === first + i);
  return row && positions.length > 2 ? `${first}-${positions.at(-1)!}` : positions.join(',');
}

describe.each(VERSIONS)('the recorded answers of DHIS2 %s', (version, habits, expected) => {
  const all = imports(version);
  const numberOf = ({ name }: Exchange): number => Number(/^\d+/.exec(name)![0]);
  // From 901 on the exchanges ask about values, deletes, reads and completion: their answers are held to their own counts.
  const exchanges = all.filter((exchange) => numberOf(exchange) < 901);
  const later = all.filter(
    (exchange) => numberOf(exchange) >= 901 && /"importCount"/.test(JSON.stringify(exchange.response.body)),
  );

  it.each(exchanges.map((exchange) => [exchange.name.replace('.json', ''), exchange] as const))(
    '%s',
    (name, exchange) => {
      expect(written(read(exchange, habits))).toBe(expected[name.slice(0, 3)] ?? 'stored');
    },
  );

  it.each(later.map((exchange) => [exchange.name.replace('.json', ''), exchange] as const))(
    '%s settles as many values as DHIS2 counts, and names the positions that DHIS2 names',
    (_, exchange) => {
      const { body } = exchange.response;
      const { importCount, conflicts, rejectedIndexes } = readSummary(body, isImportSummary)!;
      const { imported, updated, ignored, deleted } = importCount;
      const sent = payloadOf(exchange).values.length;
      const named = new Set([...(conflicts ?? []).flatMap(({ indexes }) => indexes ?? []), ...(rejectedIndexes ?? [])]);
      named.delete(-1);
      const verdict = read(exchange, habits);
      if (verdict.kind !== 'read') {
        // Nothing was counted, or less than was sent: nothing may be taken for settled.
        expect(imported + updated + deleted + (habits === '2.43' ? 0 : ignored)).toBeLessThan(Math.max(sent, 1));
        return;
      }
      const ended = verdict.fates.filter(({ kind }) => kind === 'ended').length;
      const open = verdict.fates.flatMap(({ kind }, position) => (kind === 'ended' ? [] : [position]));
      if (imported + updated + ignored + deleted === 0 && sent > 0) expect(ended).toBe(0);
      else if (habits === '2.43') expect(ended).toBe(imported + updated + deleted);
      else expect(open.filter((position) => !named.has(position))).toEqual([]);
    },
  );

  it('names no exchange in the table that is not recorded', () => {
    const numbers = new Set(exchanges.map(({ name }) => name.slice(0, 3)));
    expect(Object.keys(expected).filter((number) => !numbers.has(number))).toEqual([]);
  });

  it.each(Object.entries(EXPECTED_COUNTS[version]!))('splits what %s stored as %s', (number, counts) => {
    const verdict = read(
      exchanges.find(({ name }) => name.startsWith(number))!,
      habits,
    );
    if (verdict.kind !== 'read') throw new Error(verdict.kind);
    expect(`${verdict.counts.imported}/${verdict.counts.updated}/${verdict.counts.unchanged}`).toBe(counts);
  });

  it('is counted by class for the record', () => {
    const totals = new Map<string, number>();
    for (const exchange of exchanges) {
      for (const kind of classesOf(read(exchange, habits))) totals.set(kind, (totals.get(kind) ?? 0) + 1);
    }
    const listed = [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${kind} ${count}`);
    process.stdout.write(`DHIS2 ${version}: ${exchanges.length} answers: ${listed.join(', ')}\n`);
    expect(exchanges.length).toBeGreaterThan(200);
  });
});

/** The classes of an answer: one of a whole answer, or those of its values. */
function classesOf(verdict: Verdict): ReadonlySet<string> {
  if (verdict.kind !== 'read') return new Set([verdict.kind]);
  return new Set(verdict.fates.map((fate) => labelOf(fate).replace(/:.*/, '')));
}

describe('an import summary', () => {
  const bare = { status: 'SUCCESS', importCount: { imported: 1, updated: 0, ignored: 0, deleted: 0 } };

  it('is found wrapped in a web message and bare', () => {
    expect(readSummary(bare, isImportSummary)).toBe(bare);
    expect(readSummary({ httpStatus: 'OK', response: bare }, isImportSummary)).toBe(bare);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a page', '<!doctype html><title>Login</title>'],
    ['a web message', { httpStatusCode: 409, status: 'ERROR', message: 'no' }],
    ['a job', { response: { id: 'RKPsr6NL12Q', jobStatus: 'NOT_STARTED' } }],
    ['a summary without counts', { status: 'SUCCESS' }],
    ['counts that are texts', { ...bare, importCount: { ...bare.importCount, imported: '1' } }],
    ['a negative count', { ...bare, importCount: { ...bare.importCount, ignored: -1 } }],
    ['conflicts that are no list', { ...bare, conflicts: 'none' }],
    ['positions that are no numbers', { ...bare, conflicts: [{ indexes: ['0'] }] }],
  ])('is not %s', (_, body) => {
    expect(readSummary(body, isImportSummary)).toBeUndefined();
    expect(readSummary({ response: body }, isImportSummary)).toBeUndefined();
  });
});
