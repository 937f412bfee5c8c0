import type { DataSet } from '../metadata/metadata';
import { causeOfCode, type CauseTag } from '../../model/cause';
import type { Refusal } from '../../model/refusal';

/** Data set and attribute option combo of a refused value. */
export interface RefusedPlace {
  readonly dataSet: DataSet;
  readonly attributeOptionCombo: string;
}

/** A value that will not be sent, where a mapped one was expected. A class, so that telling them apart costs nothing. */
export class Refused {
  readonly refusal: Refusal;
  /** Where the value would have gone, where that was known before the refusal and the row does not say it. */
  readonly place: RefusedPlace | undefined;

  /** @param tag - A code, or the cause with the code that this version of DHIS2 has for it. */
  constructor(tag: string | CauseTag, text: string, place?: RefusedPlace) {
    const { cause, code } = typeof tag === 'string' ? { cause: causeOfCode(tag), code: tag } : tag;
    this.refusal = { cause, code, by: 'connector', text };
    this.place = place;
  }

  /** The same refusal of a value of that data set and attribute option combo. */
  in(place: RefusedPlace): Refused {
    return new Refused(this.refusal, this.refusal.text, place);
  }
}

/** DHIS2 stores 50,000 characters of a value or a comment: what is far beyond that is not even looked at, or sent. */
const MAX_TEXT_LENGTH = 1_000_000;

/** Why a text is refused unread, whatever `preflight` says. @param what - As a sentence begins. */
export function refusedIfEndless(raw: unknown, what: string): Refused | undefined {
  if (typeof raw !== 'string' || raw.length <= MAX_TEXT_LENGTH) return undefined;
  return new Refused('TOO_LARGE', `${what} has more than 1,000,000 characters; DHIS2 stores 50,000 at most.`);
}

/** The code of what no layout can read, whatever DHIS2's version. */
export const UNREADABLE = 'UNREADABLE';

/** A row that lacks a field. @param text - Names the field. */
export function missing(text: string): Refused {
  return new Refused({ cause: 'missing-field', code: UNREADABLE }, text);
}

/** A row, or a part of one, that cannot be read. @param text - Names fields and ids, never a value. */
export function unreadable(text: string): Refused {
  return new Refused(UNREADABLE, text);
}

/** A delete that change data capture sent with its key alone. @param text - What the row lacks. */
export function keyAlone(text: string): Refused {
  return missing(
    `${text} The source deleted it and sent its key alone: ` +
      'have it send the old row (in Postgres: replica identity full), or keep rows with a column `deleted`.',
  );
}
