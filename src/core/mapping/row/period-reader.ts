import type { CauseTag } from '../../model/cause';
import { ConfigError } from '../../../errors';
import { readId, showId } from './scalar';
import { missing, Refused, unreadable } from './refused';
import { gapIn } from './source-gap';
import type { MetadataIndex } from '../metadata/metadata-index';
import type { CalendarDate } from '../period/calendar';
import { LocalPeriods, NoPeriod } from '../period/local-periods';
import type { Period } from '../period/period';
import { parsePeriod, periodHolding, readDate } from '../period/period';
import type { PeriodFrom } from '../columns/settings';
import { tagsOf } from '../preflight/codes';
import { CALENDAR } from '../preflight/local-calendar';
import type { Dhis2Habits } from '../../model/version';

/** Texts remembered before starting over: a decade of days, or the timestamps of a batch. */
const MAX_REMEMBERED = 10_000;
/** No period and no timestamp is longer: what is would only take memory. */
const MAX_REMEMBERED_LENGTH = 64;

/** Whose ids and dates are read. */
export interface PeriodContext {
  readonly habits: Dhis2Habits;
  readonly metadata: Pick<MetadataIndex, 'localCalendar'>;
}

/** Reads the periods of rows, remembering texts that came before. */
export class PeriodReader {
  readonly #badPeriod: CauseTag;
  readonly #local: LocalPeriods | undefined;
  readonly #byId = new Map<string, Period | Refused>();
  readonly #byDate = new Map<string, Period | Refused>();

  constructor({ habits, metadata: { localCalendar } }: PeriodContext) {
    this.#badPeriod = tagsOf(habits)['bad-period'];
    this.#local = localCalendar && new LocalPeriods(localCalendar.system, habits);
  }

  /** By a period id. Without one there is no cell, so that this is refused without preflight too. */
  fromId(raw: unknown): Period | Refused {
    const id = readId(raw, 'period');
    if (id === undefined) return missing('The row has no period.');
    if (id instanceof Refused) return id;
    return this.#byId.get(id) ?? remember(this.#byId, id, gapIn(id, 'period') ?? this.#parse(id));
  }

  /**
   * By a date within it.
   *
   * @throws {@link ConfigError} For a timestamp with a zone: which day it means depends on where one stands.
   */
  fromDate(raw: unknown, { column, periodType }: PeriodFrom): Period | Refused {
    if (raw === null || raw === undefined || raw === '') return missing(`The row has no date in ${column}.`);
    if (typeof raw !== 'string') {
      return (
        gapIn(raw, column) ?? unreadable(`${column} does not hold a date: period_from reads dates such as 2025-01-31.`)
      );
    }
    const known = this.#byDate.get(raw);
    if (known) return known;
    const date = readDate(raw);
    if (date.kind === 'zoned') throw zonedError(column);
    const period =
      date.kind === 'date'
        ? this.#holding(date, { column, periodType })
        : (gapIn(raw, column) ??
          new Refused({ cause: 'bad-period-date', code: this.#badPeriod.code }, noDateText(column, raw)));
    return remember(this.#byDate, raw, period);
  }

  #holding(date: CalendarDate, { column, periodType }: PeriodFrom): Period | Refused {
    const period = this.#local?.holding(date, periodType) ?? periodHolding(date, periodType);
    return period instanceof NoPeriod ? new Refused(CALENDAR, `${column}: ${period.text}`) : period;
  }

  #parse(id: string): Period | Refused {
    if (this.#local) {
      const period = this.#local.fromId(id.trim());
      return period instanceof NoPeriod
        ? new Refused(CALENDAR, `The period \`${showId(id)}\` is none here. ${period.text}`)
        : period;
    }
    const period = parsePeriod(id.trim());
    return period ?? new Refused(this.#badPeriod, `The period \`${showId(id)}\` is not a period of DHIS2.`);
  }
}

/** Says what the column holds in place of a date; only what Postgres itself writes so is told apart. */
function noDateText(column: string, raw: string): string {
  if (/^[+-]?infinity$/i.test(raw.trim())) return `The date in ${column} is infinity, which is in no period.`;
  if (/ BC$|^-\d/.test(raw.trim())) return `The date in ${column} is before the year 1 (BC).`;
  if (/^\+\d/.test(raw.trim())) return `The date in ${column} is after the year 9999.`;
  return `${column} does not hold a date: period_from reads dates such as 2025-01-31.`;
}

function remember(map: Map<string, Period | Refused>, text: string, period: Period | Refused): Period | Refused {
  if (text.length > MAX_REMEMBERED_LENGTH) return period;
  if (map.size >= MAX_REMEMBERED) map.clear();
  map.set(text, period);
  return period;
}

function zonedError(column: string): ConfigError {
  return new ConfigError(
    `The column ${column} of period_from holds timestamps with a time zone: midnight in Nairobi is yesterday in UTC, ` +
      `and would move a month's report. Cast it to a date in the view, in the zone that people report in: ` +
      `(${column} at time zone 'Africa/Nairobi')::date, or ${column}::date.`,
  );
}
