/**
 * The months of the years 2000 to 2100 of Nepal's calendar, twelve letters a year: a month of 29 days is an a, of 30 a b, of
 * 31 a c, of 32 a d (calendars.json for 2065 to 2090; source for the others: NepaliCalendar of DHIS2).
 */
export const NEPALI_MONTHS: readonly string[] = [
  'bdcdcbbbabac ccdcccbababb ccddcbbababb cdcdcbbbaabc bdcdcbbbabac',
  'ccdcccbababb ccddcbbababb cdcdcbbbaabc cccdccabbaac ccdcccbababb',
  'ccddcbbababb cdcdcbbbaabc cccdccabbabb ccdcccbababb ccddcbbababb',
  'cdcdcbbbaabc cccdccabbabb ccdcccbababb cdcdcbbababb cdcdcbbbabac',
  'cccdccbababb ccdcccbababb cdcdcbbbaabb cdcdcbbbabac cccdccbababb',
  'ccdcccbababb cdcdcbbbaabc bdcdcbbbabac ccdcccbababb ccdcdbbababb',
  'cdcdcbbbaabc bdcdcbbbabac ccdcccbababb ccddcbbababb cdcdcbbbaabc',
  'bdcdccabbaac ccdcccbababb ccddcbbababb cdcdcbbbaabc cccdccabbabb',
  'ccdcccbababb ccddcbbababb cdcdcbbbaabc cccdccabbabb ccdcccbababb',
  'cdcdcbbababb cdcdcbbbaabc cccdccbababb ccdcccbababb cdcdcbbbaabb',
  'cdcdcbbbabac cccdccbababb ccdcccbababb cdcdcbbbaabb cdcdcbbbabac',
  'ccdcccbababb ccdcdbbababb cdcdcbbbaabc bdcdcbbbabac ccdcccbababb',
  'ccddcbbababb cdcdcbbbaabc bdcdccababac ccdcccbababb ccddcbbababb',
  'cdcdcbbbaabc cccdccabbaac ccdcccbababb ccddcbbababb cdcdcbbbaabc',
  'cccdccabbabb ccdcccbababb cdcdcbbababb cdcdcbbbaabc cccdccbababb',
  'ccdcccbababb cdcdcbbbaabb cdcdcbbbabac cccdccbababb ccdcccbababb',
  'cdcdcbbbaabb cdcdcbbbabac ccdcccbababb ccdcccbababb ccdccbbbabbb',
  'cdcdbcbbabbb bdcdcbbbabbb ccdcccbbabbb bcddbcbbabbb bdcdcbbbabbb',
  'bdcdcbbbabbb ccdcccbbabbb ccddcbbbabbb cdcdcbbbabbb ccdccbbbabbb',
  'ccdcccbabbbb bcddcbbababb cdcdcbbbabbb ccdcccababbc ccdcccbaabbb',
  'cdcdbcbababb',
].flatMap((years) => years.split(' '));
