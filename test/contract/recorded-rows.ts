import { substituteBody } from './bodies';
import type { Replay } from './run';
import type { Transcript, Version } from './transcripts';
import { transcripts } from './transcripts';

/** A row of a view that says what one value of a recorded import says. */
export interface RecordedRow {
  readonly data_set: string | null;
  readonly period: string | null;
  readonly org_unit: string | null;
  readonly attribute_option_combo: string | null;
  readonly data_element: string | null;
  readonly category_option_combo: string | null;
  readonly value: unknown;
  readonly comment: string | null;
  readonly follow_up: boolean | null;
  readonly deleted: boolean | null;
  readonly complete_date: unknown;
}

/** A recorded import, as it was sent and as the rows of a view. */
export interface RecordedImport {
  readonly number: number;
  readonly body: object;
  readonly rows: readonly RecordedRow[];
}

/** Imports that the connector could have sent: with other parameters the same payload means something else. */
const SAME_MEANING =
  /^\/api\/(\d+\/)?dataValueSets(\.json|\/)?(\?(dryRun|strict\w+|force|skip\w+|preheatCache|fooBar|async)=\w+)?$/;
const CONNECTOR = `Basic ${Buffer.from('connector:Connector1!').toString('base64')}`;

/** From here on the metadata is another (metadata-more.json), and of many imports DHIS2 refuses or loses the whole. */
const FIRST_OF_LATER = 901;

/** The imports of data values in JSON that were recorded with the user `connector`, in their order. */
export function recordedImports(version: Version): readonly RecordedImport[] {
  return transcripts(version).flatMap((transcript) => {
    const { request, number } = transcript;
    if (number >= FIRST_OF_LATER || request?.method !== 'POST' || !SAME_MEANING.test(request.path)) return [];
    if (request.headers?.['Authorization'] !== CONNECTOR || MADE_ANEW.has(number)) return [];
    const body = bodyOf(transcript, version);
    const rows = body === undefined ? [] : rowsOf(body);
    return body === undefined || rows.length === 0 ? [] : [{ number, body, rows }];
  });
}

/** Thousands of values each, of which the beginning was kept. */
const MADE_ANEW: ReadonlySet<number> = new Set([521, 522, 742, 743]);

type Json = Readonly<Record<string, unknown>>;

function bodyOf(transcript: Transcript, version: Version): Json | undefined {
  const { request } = transcript;
  if (request === undefined || /binary>$/.test(String(request.body))) return undefined;
  const text = substituteBody({ version } as Replay, request, transcript)?.toString() ?? '';
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** What a value leaves out, the payload around it says. */
function rowsOf(body: Json): readonly RecordedRow[] {
  const values = body['dataValues'];
  if (!Array.isArray(values)) return [];
  return (values as readonly Json[]).map((value) => {
    const both = (name: string): string | null => (value[name] ?? body[name] ?? null) as string | null;
    const own = <T>(name: string): T | null => (value[name] ?? null) as T | null;
    return {
      data_set: both('dataSet'),
      period: both('period'),
      org_unit: both('orgUnit'),
      attribute_option_combo: both('attributeOptionCombo'),
      data_element: own('dataElement'),
      category_option_combo: own('categoryOptionCombo'),
      value: own('value'),
      comment: own('comment'),
      follow_up: own('followUp') ?? own('followup'),
      deleted: own('deleted'),
      complete_date: body['completeDate'] ?? null,
    };
  });
}
