/** The canonical id of a period that DHIS2 names: it writes weeks as `2023W5` where the id is `2023W05` (transcript 721). */
export function canonicalPeriod(id: string): string {
  return id.replace(/^(\d{4}[A-Z][A-Za-z]*W|\d{4}W)(\d)$/, '$10$2');
}

/** Whether a text has the form of a period id: year, then month, day, `B`, or the letters and number of a longer type. */
export function isPeriodId(text: string): boolean {
  return /^\d{4}(?:(?:0[1-9]|1[0-3])(?:B|\d\d)?|[A-Z][A-Za-z]*\d{0,2})?$/.test(text);
}
