import type { Context } from '../context';
import { refuse } from '../http/web-message';
import { inHierarchy } from '../imports/import-request';
import { mayReadData, mayWriteData } from '../metadata/model';
import type { User } from '../metadata/model';
import type { StoredValue } from '../store/data-values';
import type { ValueQuery } from './read-query';

const NO_ELEMENT = ['E2001', 'At least one data element, data set or data element group must be specified'] as const;
const NO_PERIOD = [
  'E2002',
  'At least one period, start/end dates, last updated or last updated duration must be specified',
] as const;
const TWICE = ['E2003', 'Both periods and start/end date cannot be specified'] as const;
const BACKWARDS = ['E2004', 'Start date must be before end date'] as const;
const NO_UNIT = ['E2006', 'At least one organisation unit or organisation unit group must be specified'] as const;

/**
 * What a query must name. Up to 2.42 it has to stand for something, and of several faults the last is told (transcripts 024, 1194);
 * 2.43 asks for parameters alone, takes no moments of change in place of periods, and tells the first fault.
 * @throws Refusal 409 E2001 to E2006 (transcripts 432, 434, 1145-1155, 1158, 1211).
 */
export function checkQuery({ traits }: Context, parameters: URLSearchParams, query: ValueQuery): void {
  const isLater = traits.line === '2.43';
  const { dataSets, elements, orgUnits, periods, from, to, changedSince } = query;
  const has = (...names: readonly string[]): boolean => names.some((name) => parameters.has(name));
  const hasRange = from !== undefined && to !== undefined;
  const noElement = isLater
    ? !has('dataSet', 'dataElement', 'dataElementGroup')
    : dataSets.length === 0 && elements.length === 0;
  const noPeriod = periods.length === 0 && !hasRange && (isLater || changedSince === undefined);
  const noUnit = isLater ? !has('orgUnit', 'orgUnitGroup') : orgUnits.length === 0;
  const faults = [
    ...(noElement ? [NO_ELEMENT] : []),
    ...(noPeriod ? [NO_PERIOD] : []),
    ...(isLater && periods.length > 0 && hasRange ? [TWICE] : []),
    ...(hasRange && from > to ? [BACKWARDS] : []),
    ...(noUnit ? [NO_UNIT] : []),
  ];
  const fault = isLater ? faults[0] : faults.at(-1);
  if (fault !== undefined) throw refuse(409, fault[1], { errorCode: fault[0] });
}

/** Org units of a query that the user may not see. */
export function foreignUnits(context: Context, user: User, orgUnits: readonly string[]): readonly string[] {
  return orgUnits.filter((id) => {
    const unit = context.metadata.typed.orgUnits.get(id);
    return unit !== undefined && !inHierarchy(user, unit.path);
  });
}

/**
 * Whether the user may read what is asked for. Up to 2.42 the answer is empty where not, and the right to write data is
 * enough (transcripts 1173-1182).
 * @throws Refusal 409 E2010, E2012 from 2.43 on; E2011 for attribute option combos to filter by (2.43.1, not recorded: up to
 *   2.42 they only find nothing).
 */
export function mayRead(context: Context, user: User, query: ValueQuery): boolean {
  const { dataSets, orgUnits, attributeOptionCombos } = query;
  const { traits, metadata } = context;
  const isLater = traits.line === '2.43';
  const foreign = foreignUnits(context, user, orgUnits);
  const unreadable = dataSets.filter((id) => {
    const set = metadata.typed.dataSets.get(id);
    return set !== undefined && !mayReadData(user, set.sharing) && (isLater || !mayWriteData(user, set.sharing));
  });
  const list = (ids: readonly string[]): string => `\`[${ids.join(', ')}]\``;
  if (isLater && foreign.length > 0) {
    throw refuse(409, `User is not allowed to view org unit(s): ${list(foreign)}`, { errorCode: 'E2012' });
  }
  if (isLater && unreadable.length > 0) {
    throw refuse(409, `User is not allowed to read data for data set(s): ${list(unreadable)}`, { errorCode: 'E2010' });
  }
  const combos = attributeOptionCombos.filter((id) => !readsAllOptions(context, user, id));
  if (isLater && combos.length > 0) {
    const message = `User is not allowed to read data for attribute option combo(s): ${list(combos)}`;
    throw refuse(409, message, { errorCode: 'E2011' });
  }
  return foreign.length === 0 && unreadable.length === 0;
}

function readsAllOptions(context: Context, user: User, combo: string): boolean {
  const options = context.metadata.typed.categoryOptionCombos.get(combo)?.options ?? [];
  return options.every(({ sharing }) => mayReadData(user, sharing));
}

/** Values without those whose attribute option combo holds an option that the user may not read (transcripts 1329, 1331, 1333). */
export function readable(context: Context, user: User, values: readonly StoredValue[]): readonly StoredValue[] {
  return values.filter(({ attributeOptionCombo }) => readsAllOptions(context, user, attributeOptionCombo));
}
