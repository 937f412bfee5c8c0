import type { LocalCalendar } from '../../core/mapping/period/calendars/calendars';
import { LocalPeriods, NoPeriod } from '../../core/mapping/period/local-periods';
import { isPeriodType } from '../../core/mapping/period/period';
import { unwritableType } from '../../core/mapping/period/written-types';
import type { CoreSettings } from '../../core/model/settings';
import type { Dhis2Habits } from '../../core/model/version';
import { problem } from './messages';

/**
 * Finds the periods under `streams` that are not written in the server's calendar; none where it counts in ISO 8601.
 *
 * @returns A sentence each, in the order of the settings.
 */
export function calendarProblems(
  core: CoreSettings,
  calendar: LocalCalendar | undefined,
  habits: Dhis2Habits,
): readonly string[] {
  if (!calendar) return [];
  const { system } = calendar;
  const periods = new LocalPeriods(system, habits);
  return core.streams.flatMap(({ periodFrom, constants }, index) => {
    const at = `streams[${index}]`;
    const type = periodFrom?.periodType;
    const unwritable = type !== undefined && isPeriodType(type) ? unwritableType(type, system, habits) : undefined;
    const found = constants.flatMap(({ field, value }, position) => {
      const period = field === 'period' ? periods.fromId(value.trim()) : undefined;
      return period instanceof NoPeriod ? [problem.inStreams(`${at}.constants[${position}].value`, period.text)] : [];
    });
    return unwritable === undefined
      ? found
      : [...found, problem.inStreams(`${at}.period_from.period_type`, unwritable)];
  });
}
