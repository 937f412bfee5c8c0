import type { Days } from '../../core/mapping/period/server-days';
import { dayNumber } from '../../core/mapping/period/calendar';
import { readDate } from '../../core/mapping/period/period';
import { ConfigError } from '../../errors';
import type { Client } from '../client';

/** What analytics must be asked about beside the periods; neither is looked at. */
export interface Subject {
  readonly dataElement: string;
  readonly orgUnit: string;
}

/** Periods asked for at once: an id takes 9 bytes, a request's head may have 8,192 (transcripts 1209, 1210; 348 days: 1245). */
const PERIODS_A_REQUEST = 300;

interface Analytics {
  readonly metaData?: {
    readonly items?: Readonly<Record<string, { startDate?: string; endDate?: string } | undefined>>;
  };
}

/**
 * Asks the server which days the periods have: analytics without data, which need neither tables nor rights (transcripts
 * `ask-*`).
 *
 * @returns The days of each period, undefined where the server gives none; undefined in all where it does not answer that.
 * @throws {@link ConfigError} If the server refuses an id.
 */
export async function askForDays(
  get: Client['get'],
  ids: readonly string[],
  { dataElement, orgUnit }: Subject,
): Promise<ReadonlyMap<string, Days | undefined> | undefined> {
  const found = new Map<string, Days | undefined>();
  for (let from = 0; from < ids.length; from += PERIODS_A_REQUEST) {
    const asked = ids.slice(from, from + PERIODS_A_REQUEST);
    const { status, body } = await get('/api/analytics', {
      dimension: [`dx:${dataElement}`, `pe:${asked.join(';')}`],
      filter: `ou:${orgUnit}`,
      skipData: 'true',
      includeMetadataDetails: 'true',
    });
    const refusal = body as { readonly errorCode?: string } | null;
    if (status === 409 && refusal?.errorCode === 'E7611') {
      throw new ConfigError(
        `DHIS2 refuses one of the periods ${asked[0]} to ${asked.at(-1)} of its own calendar (E7611), which the connector ` +
          'takes for good ones: nothing was sent for them. Report it to the authors of the connector.',
      );
    }
    const items = status === 200 ? (body as Analytics | null)?.metaData?.items : undefined;
    if (!items) return undefined;
    for (const id of asked) found.set(id, daysOf(items[id]));
  }
  return found;
}

function daysOf(item: { startDate?: string; endDate?: string } | undefined): Days | undefined {
  const start = dayOf(item?.startDate);
  const end = dayOf(item?.endDate);
  return start === undefined || end === undefined ? undefined : { start, end };
}

function dayOf(text = ''): number | undefined {
  const date = readDate(text.slice(0, 10));
  return date.kind === 'date' ? dayNumber(date.year, date.month, date.day) : undefined;
}
