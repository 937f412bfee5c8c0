import type { DataSet } from '../metadata/metadata';
import type { Refusal } from '../../model/refusal';

/** A value that will not be sent, where a mapped one was expected. A class, so that telling them apart costs nothing. */
export class Refused {
  readonly refusal: Refusal;
  /** The value's data set, where it was known before the refusal. */
  readonly dataSet: DataSet | undefined;

  constructor(code: string, text: string, dataSet?: DataSet) {
    this.refusal = { code, by: 'connector', text };
    this.dataSet = dataSet;
  }

  /** The same refusal of a value of that data set. */
  in(dataSet: DataSet): Refused {
    return new Refused(this.refusal.code, this.refusal.text, dataSet);
  }
}

/** The code of what no layout can read, whatever DHIS2's version. */
export const UNREADABLE = 'UNREADABLE';

/** A row, or a part of one, that cannot be read. @param text - Names fields and ids, never a value. */
export function unreadable(text: string): Refused {
  return new Refused(UNREADABLE, text);
}
