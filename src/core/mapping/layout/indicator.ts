import type { OwnIds } from '../row/naming';
import type { Refused } from '../row/refused';
import type { NamedCombo } from '../ids/combo';
import type { DataElement } from '../metadata/metadata';

/** One column of a wide row and where its values go. */
export interface Indicator {
  readonly column: string;
  readonly element: DataElement;
  /** What settings or column name, which the data set may have to tell apart; the row's or the default one where absent. */
  readonly categoryOptionCombo?: NamedCombo;
  /** In place of a combo: category options, which those of the row are added to. */
  readonly categoryOptions?: readonly string[];
  /** As the settings spell it; the row's or the default one where absent. */
  readonly attributeOptionCombo?: string;
  /** How settings or column spell its ids, to name a refused value. */
  readonly own: OwnIds;
}

/** A column called like an indicator of which DHIS2 has only one part, the element or the combo: its values are refused. */
export interface StrayIndicator {
  readonly column: string;
  readonly own: OwnIds;
  readonly refused: Refused;
}
