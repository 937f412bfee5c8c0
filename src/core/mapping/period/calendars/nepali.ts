import { dayNumber as isoDayNumber } from '../calendar';
import type { CalendarSystem } from './calendar-system';
import { carried } from './calendar-system';
import { FIRST_NEPALI_YEAR, NEPALI_MONTHS } from './nepali-months';

/** Day numbers of the first days of all months from 2000-01-01 (1943-04-14) on, and of the day after the last one. */
const MONTH_STARTS = monthStarts();

/** The calendar of Nepal (Bikram Sambat), months 1 Baishakh to 12 Chaitra, years 2000 to 2100. */
export const NEPALI: CalendarSystem = {
  name: 'nepali',
  title: 'Nepali',
  monthNames: 'Baishak Jestha Asar Shrawan Bhadra Ashwin Kartik Mangsir Poush Magh Falgun Chaitra'.split(' '),
  dayNumber: (year, month, day) => monthStart(year, month, 0) + day - 1,
  lastDay: (year, month) => monthStart(year, month, 1) - 1,
  dateOf: (day) => {
    const last = MONTH_STARTS.length - 1;
    if (!(day >= MONTH_STARTS[0]! && day < MONTH_STARTS[last]!)) return undefined;
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (MONTH_STARTS[middle]! <= day) low = middle;
      else high = middle;
    }
    return { ...carried(FIRST_NEPALI_YEAR, low + 1), day: day - MONTH_STARTS[low]! + 1 };
  },
};

/** The first day of the month so many months later; NaN where the month itself is not in the table. */
function monthStart(year: number, month: number, later: 0 | 1): number {
  const index = (year - FIRST_NEPALI_YEAR) * 12 + month - 1;
  return index >= 0 && index < MONTH_STARTS.length - 1 ? MONTH_STARTS[index + later]! : NaN;
}

function monthStarts(): Int32Array {
  const lengths = NEPALI_MONTHS.replaceAll(' ', '');
  const starts = new Int32Array(lengths.length + 1);
  starts[0] = isoDayNumber(1943, 4, 14);
  for (let month = 0; month < lengths.length; month += 1) {
    const digit = lengths.charCodeAt(month) - 48;
    starts[month + 1] = starts[month]! + (digit === 9 ? 29 : 30 + digit);
  }
  return starts;
}
