/** Such words behind a field's name describe what the field names: `orgUnitName`, `periodType`. */
const DESCRIPTION = /^(?:name|shortname|displayname|type|label|description|level|path|start|end|startdate|enddate)$/;
const SHORTEST_ABBREVIATION = 5;
const LONGEST_KEY = 40;

/**
 * Whether a name looks like that of a field, misspelt, cut short or added to: `coment`, `catOptCombo`, `isDeleted`.
 * @param key - As {@link comparableName} gives it, like `name`.
 */
export function resembles(key: string, name: string): boolean {
  if (key.length > LONGEST_KEY || key.endsWith('idscheme')) return false;
  if (key.startsWith(name) && DESCRIPTION.test(key.slice(name.length))) return false;
  // What is called after a value describes it: `valueUnit`, `textValue`.
  if (key.includes(name)) return name !== 'value';
  if (key[0] === name[0] && isAbbreviation(key, name)) return true;
  const most = Math.max(1, Math.floor(name.length / 4));
  return Math.abs(key.length - name.length) <= most && distance(key, name) <= most;
}

/** Whether the shorter one has letters of the longer one, in their order: `catOptCombo`, `organisationUnit`. */
function isAbbreviation(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < SHORTEST_ABBREVIATION || short.length < 0.4 * long.length) return false;
  let at = -1;
  return [...short].every((letter) => (at = long.indexOf(letter, at + 1)) >= 0);
}

/** Letters to be changed, left out, put in or swapped with their neighbour to make one word of the other. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    const above = rows[i - 1]!;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
