import { isEqual } from 'lodash';
import type { RecordedResponse } from './transcripts';

/** An answer of the sandbox. */
export interface ActualResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Values that no two servers share: moments, generated ids and secrets, and what identifies the build. */
const OWN_TO_A_SERVER: ReadonlySet<string> = new Set([
  'access_token',
  'acceptedAt',
  'approvedAt',
  'buildTime',
  'data',
  'contextPath',
  'created',
  'databaseInfo',
  'href',
  'id_token',
  'instanceBaseUrl',
  'intervalSinceLastAnalyticsTablePartitionSuccess',
  'intervalSinceLastAnalyticsTableSuccess',
  'key',
  'keys',
  'lastUpdated',
  'refresh_token',
  'relativeNotifierEndpoint',
  'revision',
  'serverDate',
  'time',
]);

/** Ids that the server has made at record time; those of metadata are compared. */
const GENERATED_IN: ReadonlySet<string> = new Set(['uid', 'id']);

/** How answers are compared. */
export interface Comparison {
  /** Ids of metadata, which are compared; others are made by the server. */
  readonly knownIds: ReadonlySet<string>;
  /** Whether the rows are any of those that fit, as with a limit and no order. */
  readonly anyRows: boolean;
}

/** What differs between a recorded answer and the sandbox's, one line each. */
export function differences(
  recorded: RecordedResponse,
  actual: ActualResponse,
  { knownIds, anyRows }: Comparison,
): readonly string[] {
  const found: string[] = [];
  if (recorded.status !== actual.status) found.push(`status ${recorded.status} became ${actual.status}`);
  for (const name of recorded.headers === undefined ? [] : ['content-type', 'location', 'www-authenticate']) {
    const [before, now] = [header(recorded.headers, name), header(actual.headers, name)];
    if (before !== now) found.push(`${name} "${before}" became "${now}"`);
  }
  const [before, now] = [recorded.body, actual.body].map((body) =>
    normal(anyRows ? countedRows(body) : body, knownIds),
  );
  if (!isEqual(before, now)) found.push(...bodyDifferences(before, now, ''));
  return found;
}

/** Headers without what is generated: the host, the ids in a Location, the words of a message that quotes Java. */
function header(headers: Readonly<Record<string, string>> | undefined, name: string): string {
  const text = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
  if (name === 'location') return text.replace(/^https?:\/\/[^/]+/, '').replace(/\/[A-Za-z][A-Za-z0-9]{10}$/, '/…');
  return name === 'content-type' ? (text.split(';')[0] ?? '').replace(/^text\/plain$/, '') : momentless(text);
}

/** Messages without the moments in them. */
function momentless(text: string): string {
  return text.replace(/Jwt expired at [^\s"]+Z/, 'Jwt expired at …');
}

/** Elements of a message in XML with their attributes and text, in no particular order; namespaces and `responseType` apart. */
function xmlParts(text: string): readonly string[] {
  const plain = text.replace(/ xmlns="[^"]*"| responseType="[^"]*"|<responseType[^>]*>[^<]*<\/responseType>/g, '');
  return (plain.match(/<\w[^>]*>[^<]*/g) ?? []).sort();
}

/** A page of HTML is the same as another if it is one; what the sandbox's own pages say, the sign-in tests look at. */
function normal(body: unknown, knownIds: ReadonlySet<string>): unknown {
  if (typeof body === 'string' && body.startsWith('<webMessage')) return xmlParts(body);
  if (typeof body === 'string' && body.startsWith('\u001f')) return 'gzip';
  if (typeof body === 'string' && body.trimStart().startsWith('<')) return body.trimStart().slice(0, 5).toLowerCase();
  if (body === null || body === undefined || body === '') return '';
  const names = Object.keys(body);
  return normalValue(body, '', { knownIds, isPage: names.length === 1 || names.includes('pager'), depth: 0 });
}

interface Place {
  readonly knownIds: ReadonlySet<string>;
  /** Whether the answer is a page of a list and nothing else. */
  readonly isPage: boolean;
  readonly depth: number;
}

function normalValue(value: unknown, key: string, place: Place): unknown {
  const inner = { ...place, depth: place.depth + 1 };
  if (Array.isArray(value)) return normalList(value, key, inner);
  if (typeof value === 'object' && value !== null) {
    const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      sorted.map(([name, item]: [string, unknown]) => [
        name,
        OWN_TO_A_SERVER.has(name) ? '…' : normalValue(item, name, inner),
      ]),
    );
  }
  if (typeof value !== 'string') return value;
  if (GENERATED_IN.has(key) && /^[A-Za-z][A-Za-z0-9]{10}$/.test(value) && !place.knownIds.has(value)) return '…';
  return momentless(quotingJava(value))
    .replace(/https?:\/\/(127\.0\.0\.1|localhost):\d+/g, 'http://server')
    .replace(/\(\d{13}\)/, '(…)')
    .replace(/(Default404Servlet)-\w+/, '$1');
}

/** Lists that come in no particular order are compared in one; positions of values and conflicts are not among them. */
function normalList(list: readonly unknown[], key: string, place: Place): readonly unknown[] {
  const items = list.map((item) => normalValue(item, key, place));
  const ordered = IN_ORDER.has(key) || (place.isPage && place.depth === 2 && PAGES.has(key));
  if (ordered) return items;
  return [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

const IN_ORDER: ReadonlySet<string> = new Set(['indexes', 'rejectedIndexes', 'conflicts']);

/** Lists that are an answer's whole content come in the order that was asked for. */
const PAGES: ReadonlySet<string> = new Set(['organisationUnits', 'dataSets', 'categoryOptionCombos']);

/** Of a text that quotes Java or a JSON reader only the beginning is DHIS2's. */
function quotingJava(text: string): string {
  if (/^Expected . but reach EOI/.test(text)) return 'Expected … but reach EOI';
  const marks = [
    ' Validation failed for argument',
    ' org.springframework',
    ': com.fasterxml',
    ': org.hisp',
    ': java.lang',
    '\n at [Source',
  ];
  const ends = marks.map((mark) => text.indexOf(mark)).filter((at) => at >= 0);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends)).trimEnd();
}

function bodyDifferences(before: unknown, now: unknown, path: string): readonly string[] {
  if (isEqual(before, now)) return [];
  const both = [before, now];
  if (both.every((value) => typeof value === 'object' && value !== null && !Array.isArray(value))) {
    const [a, b] = both as Record<string, unknown>[];
    const keys = new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})]);
    return [...keys].flatMap((key) => bodyDifferences(a?.[key], b?.[key], `${path}.${key}`));
  }
  return [`${path}: ${shown(before)} became ${shown(now)}`];
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 400);
}

/** A data value set with the number of its values in place of them. */
function countedRows(body: unknown): unknown {
  const { dataValues, ...rest } = body as { readonly dataValues?: readonly unknown[] };
  return { ...rest, dataValues: dataValues?.length };
}
