import { isoDate } from '../clock';
import type { Context } from '../context';

/** A reason why a group cannot be registered as complete, as the object that its conflict names (transcripts 098, 249). */
export type Incompletable = 'OrganisationUnit' | 'Period';

/** What a payload wants to have registered. */
export interface CompletionRequest {
  readonly dataSet: string;
  readonly orgUnit: string | undefined;
  readonly period: string | undefined;
  readonly attributeOptionCombo: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly storedBy: string;
}

/** Registers a group as complete, up to 2.42: whatever comes of its values, and on a dry run too (transcripts 091, 206). */
export async function registerCompletion(
  context: Context,
  request: CompletionRequest,
): Promise<Incompletable | undefined> {
  const { orgUnit, period, ...rest } = request;
  if (orgUnit === undefined) return 'OrganisationUnit';
  if (period === undefined) return 'Period';
  await context.registrations.put([{ ...rest, orgUnit, period, completed: true }]);
  return undefined;
}

/** A complete date as up to 2.42 reads it: `true` is today, a day to come becomes today (transcripts 113, 114). */
export function legacyCompleteDate(text: string, context: Context): string {
  const today = isoDate(context.clock.now());
  if (text === 'true') return today;
  const match = /^\d{4}-\d\d-\d\d/.exec(text);
  if (match === null) throw new Error(`Text '${text}' could not be parsed at index 0`);
  if (text.length > 10) throw new Error(`Text '${text}' could not be parsed, unparsed text found at index 10`);
  return text > today ? today : text;
}
