import { unparse } from 'papaparse';
import { matchLists, type Proposal } from '../../core/mapping/matching/match';
import type { NameStyle } from '../../core/mapping/matching/kinds';
import type { Dhis2Candidate } from './candidates';
import { readDecision } from './decided';
import { ADDED_COLUMNS, type Added, type OwnList, type OwnRow } from './own-list';
import { summarise } from './summary';

/** What was made of a row. */
export interface MatchedRow {
  readonly row: OwnRow;
  readonly added: Added;
  /** Who says so: a person, the comparing, or nobody. */
  readonly by: 'person' | 'match' | 'nobody';
  /** What a person should look at. */
  readonly trouble?: string;
}

/** What comes out: the CSV, sentences about it, and what of DHIS2 no row is. */
export interface MatchedList {
  readonly csv: string;
  readonly notes: readonly string[];
  /** At the levels of those that some row is. */
  readonly unmatched: readonly Dhis2Candidate[];
}

/** What an unmatched row says as its reason: an empty one has never been looked at. */
const NOT_FOUND = 'not_found';
const DECIDED = 'decided';

/** Proposes an object of DHIS2 for each row that nobody has decided; what a person wrote stays. */
export function matchOwnList(
  list: OwnList,
  candidates: readonly Dhis2Candidate[],
  { style, floor }: { readonly style: NameStyle; readonly floor: number },
): MatchedList {
  const byUid = new Map(candidates.map((candidate) => [candidate.uid, candidate]));
  const decided = list.rows.map((row) => decidedRow(row, byUid));
  const taken = new Set(decided.flatMap((row) => row?.added.dhis2_id || []));
  const open = list.rows.filter((_, index) => !decided[index]);
  const proposals = matchLists(
    open.map(({ entry }) => entry),
    candidates,
    { style, floor, taken },
  );
  const proposed = open.map((row, index) => proposedRow(row, proposals[index]!));
  let next = 0;
  const rows = decided.map((row) => row ?? proposed[next++]!);
  const used = new Set(rows.flatMap(({ added }) => added.dhis2_id || []));
  const levels = new Set([...used].map((uid) => byUid.get(uid)?.level));
  const unmatched = candidates.filter(({ uid, level }) => !used.has(uid) && levels.has(level));
  return { csv: writeCsv(list, rows), notes: summarise(rows, { list, floor }), unmatched };
}

function writeCsv({ columns, delimiter, hasMark }: OwnList, rows: readonly MatchedRow[]): string {
  const data = rows.map(({ row, added }) => [...row.fields, ...ADDED_COLUMNS.map((column) => added[column])]);
  const csv = unparse({ fields: [...columns, ...ADDED_COLUMNS], data }, { delimiter, newline: '\n' });
  return `${hasMark ? '\ufeff' : ''}${csv}`;
}

function decidedRow(row: OwnRow, byUid: ReadonlyMap<string, Dhis2Candidate>): MatchedRow | undefined {
  const decision = readDecision(row.added.decided);
  switch (decision?.kind) {
    case undefined:
    case 'unclear':
      return undefined;
    case 'none':
      return { row, by: 'person', added: { ...row.added, dhis2_id: '', dhis2_name: '', score: '', reason: DECIDED } };
    case 'yes': {
      const found = byUid.get(row.added.dhis2_id);
      const trouble = found
        ? undefined
        : `DHIS2 shows this user no ${row.added.dhis2_id || 'object: dhis2_id is empty'}`;
      return { row, by: 'person', added: row.added, ...(trouble && { trouble }) };
    }
    case 'uid': {
      const { uid } = decision;
      const found = byUid.get(uid);
      const added = { ...row.added, dhis2_id: uid, dhis2_name: found?.name ?? '', score: '1', reason: DECIDED };
      return { row, by: 'person', added, ...(!found && { trouble: `DHIS2 shows this user no ${uid}` }) };
    }
  }
}

function proposedRow(row: OwnRow, { best, runnerUp }: Proposal): MatchedRow {
  const { decided } = row.added;
  const added: Added = {
    dhis2_id: best?.candidate.uid ?? '',
    dhis2_name: best?.candidate.name ?? '',
    score: best ? String(best.score) : '',
    reason: best?.reason ?? NOT_FOUND,
    runner_up_id: runnerUp?.candidate.uid ?? '',
    runner_up_name: runnerUp?.candidate.name ?? '',
    runner_up_score: runnerUp ? String(runnerUp.score) : '',
    decided,
  };
  const trouble = decided.trim() === '' ? undefined : '`decided` is neither a UID, nor yes, nor none';
  return { row, added, by: best ? 'match' : 'nobody', ...(trouble && { trouble }) };
}
