import type { DataValue } from '../../model/data-value';
import type { Seen } from '../../model/cell-reader';

/** What a request makes of a cell. */
export type Content = Pick<DataValue, 'action' | 'value' | 'comment' | 'followUp'>;

/** The content of a value alone, which keeps nothing of its record alive. */
export function contentOf({ action, value, comment, followUp }: DataValue): Content {
  return {
    action,
    value,
    ...(comment === undefined ? {} : { comment }),
    ...(followUp === undefined ? {} : { followUp }),
  };
}

/** Whether two requests leave the cell the same, whichever comes last. */
export function sameContent(one: Content, other: Content): boolean {
  if (one.action !== other.action) return false;
  if (one.action === 'delete') return true;
  return one.value === other.value && one.comment === other.comment && one.followUp === other.followUp;
}

/**
 * Whether the cell was seen to hold the content. Texts are compared as they are: a value that DHIS2 spells otherwise counts as
 * another one, and is sent again.
 */
export function holds(seen: Seen | undefined, { action, value, comment, followUp }: Content): boolean {
  if (seen === undefined || seen.kind === 'not-known') return false;
  const there = seen.kind === 'held' && !seen.deleted;
  if (action === 'delete') return !there;
  return there && seen.value === value && seen.comment === comment && seen.followUp === (followUp ?? false);
}
