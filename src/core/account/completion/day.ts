const ZERO = 0x30;

/** A day as a whole number, such as 20250203; later days are larger. @param date - `yyyy-mm-dd`. */
export function dayOf(date: string): number {
  let day = 0;
  for (const at of DIGITS) day = day * 10 + date.charCodeAt(at) - ZERO;
  return day;
}

/** The day as `yyyy-mm-dd`. */
export function dateOf(day: number): string {
  const digits = String(day).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

/** Where the digits of a date stand. */
const DIGITS = [0, 1, 2, 3, 5, 6, 8, 9] as const;
