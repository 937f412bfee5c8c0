import { CheckpointLedger } from '../../core/account/checkpoint-ledger';
import { type ImportConflict, readSummary } from '../../core/model/import-summary';
import { CAUSE_TEXTS } from '../../core/account/cause-texts';
import { causeOfCode } from '../../core/model/cause';
import { isImportSummary } from '../../dhis2/answer-schema';
import type { Client } from '../../dhis2/client';
import { problem, warning } from './messages';
import { type DataSetHead, type TrialCell, type TrialUser, trialCell } from './trial-cell';

/** What came of having DHIS2 judge a value without storing it. */
export type Trial =
  | { readonly kind: 'accepted' }
  /** DHIS2 would store the values of this user, but not this one now, or there was none to try. */
  | { readonly kind: 'unsure'; readonly warning: string }
  | { readonly kind: 'refused'; readonly problem: string };

/**
 * Refusals that concern the moment or the cell that was picked, not the user's rights: expiry and future (E7640, E7641,
 * E8030), input periods (E7643, E7644), approval (E7642, E8033), dates and org units of options (E7638, E7639, E8025, E8032),
 * dates of org units (E8031).
 */
const OF_THE_MOMENT: ReadonlySet<string> = new Set(
  'E7638 E7639 E7640 E7641 E7642 E7643 E7644 E8025 E8030 E8031 E8032 E8033'.split(' '),
);
/** Refusals that concern an option behind the combo: who may not write to this one may well write to another. */
const OF_THE_COMBO: ReadonlySet<string> = new Set('E7613 E7614 E7615 E7616 E8012 E8023'.split(' '));
/** So many data sets are tried until one takes the value. */
const MAX_TRIALS = 3;

/**
 * Imitates the write of one value of a past period by a dry run, in one data set after the other until one takes it.
 *
 * The payload has no complete date: up to 2.42 a dry run would register it (recorded exchanges 206, 207).
 */
export async function tryOneValue(client: Client, dataSets: readonly DataSetHead[], user: TrialUser): Promise<Trial> {
  const trials: Trial[] = [];
  for (const dataSet of openOnesFirst(dataSets)) {
    const cell = await trialCell(client, dataSet, user);
    if (cell === undefined) continue;
    const trial = await judge(client, cell);
    if (trial.kind === 'accepted') return trial;
    trials.push(trial);
    if (trials.length === MAX_TRIALS) break;
  }
  return (
    trials.find(({ kind }) => kind === 'unsure') ??
    trials[0] ?? {
      kind: 'unsure',
      warning: warning.unsure(
        'no data set that the user may write to has both a plain data element and an open org unit of the user.',
      ),
    }
  );
}

/** Those that neither expire nor are approved, then the others. */
function openOnesFirst(dataSets: readonly DataSetHead[]): readonly DataSetHead[] {
  const closes = ({ expiryDays, workflow }: DataSetHead): boolean => (expiryDays ?? 0) > 0 || workflow !== undefined;
  return [...dataSets.filter((each) => !closes(each)), ...dataSets.filter(closes)];
}

async function judge(client: Client, cell: TrialCell): Promise<Trial> {
  const record = new CheckpointLedger().openRecord({ stream: 'check', line: 1, ordinal: 1 });
  const { dataSet, dataElement, orgUnit, period } = cell.value;
  const where = `data set ${dataSet}, data element ${dataElement}, org unit ${orgUnit}, period ${period}`;
  const values = [{ ...cell.value, action: 'store', record } as const];
  const answer = await client.dryRun({ dataSet, action: 'store', values, grouped: false });
  const body = answer.kind === 'answered' ? answer.body : undefined;
  const summary = readSummary(body, isImportSummary);
  if (summary === undefined) {
    const status = answer.kind === 'unknown' ? 504 : answer.status;
    return { kind: 'refused', problem: problem.testValueUnread(where, status) };
  }
  const [conflict] = summary.conflicts ?? [];
  if (conflict !== undefined) return refusal(where, conflict, cell);
  if (summary.status === 'ERROR') return { kind: 'refused', problem: refusedFor(where, 'NO_REASON') };
  return { kind: 'accepted' };
}

function refusal(where: string, { errorCode }: ImportConflict, { oneOfSeveral }: TrialCell): Trial {
  const code = errorCode ?? 'NO_REASON';
  const { sentence } = CAUSE_TEXTS[causeOfCode(code)];
  const unsure = (what: string): Trial => ({
    kind: 'unsure',
    warning: warning.unsure(`${what} (${where}; ${code}). ${sentence}`),
  });
  if (OF_THE_MOMENT.has(code)) return unsure('DHIS2 let the user pass, and has the cell closed');
  if (oneOfSeveral && OF_THE_COMBO.has(code)) return unsure('DHIS2 refuses one of several option combos');
  return { kind: 'refused', problem: refusedFor(where, code) };
}

function refusedFor(where: string, code: string): string {
  const { sentence, advice } = CAUSE_TEXTS[causeOfCode(code)];
  return problem.testValueRefused(where, code, `${sentence} ${advice}`);
}
