import type { Cause } from '../../model/cause';
import type { DataValue } from '../../model/data-value';
import type { Refusal } from '../../model/refusal';
import { comboIn } from '../metadata/metadata';
import type { MetadataIndex } from '../metadata/metadata-index';
import { parsePeriod } from '../period/period';

/** What must be known beside the metadata to tell causes apart. */
export interface ExplainContext {
  readonly metadata: MetadataIndex;
  /** The server's version as it gives it, for example `2.43.1`. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const MS_PER_DAY = 86_400_000;

/** These check data input periods the wrong way round (transcripts 999 to 1034; by its source 2.43.0 too; mended in 2.43.2). */
const INVERTED = /^(?:2\.)?43\.[01](?:$|[.-])/;

/**
 * The cause of a refusal by DHIS2: where one code stands for several things, and 2.43 has many such, the metadata tells which.
 */
export function explainRefusal(value: DataValue, refusal: Refusal, context: ExplainContext): Cause {
  const { metadata } = context;
  switch (refusal.code) {
    case 'E8020':
      if (!metadata.elementOf(value.dataElement)) return 'unknown-data-element';
      return metadata.dataSetOf(value.dataSet) ? refusal.cause : 'unknown-data-set';
    case 'E8022':
      return metadata.orgUnitOf(value.orgUnit) ? refusal.cause : 'unknown-org-unit';
    case 'E7613':
    case 'E8024':
      return isOfElement(value, metadata) ? 'category-option-not-writable' : refusal.cause;
    case 'E7615':
    case 'E8023':
      return isOfDataSet(value, metadata) ? 'category-option-not-writable' : refusal.cause;
    case 'E8030':
      return whyClosed(value, context);
    default:
      return refusal.cause;
  }
}

function isOfElement({ dataSet, dataElement, categoryOptionCombo }: DataValue, metadata: MetadataIndex): boolean {
  const element = metadata.elementOf(dataElement);
  const combo = element && comboIn(metadata.dataSetOf(dataSet), element);
  return combo?.optionCombos.has(categoryOptionCombo) ?? false;
}

function isOfDataSet({ dataSet, attributeOptionCombo }: DataValue, metadata: MetadataIndex): boolean {
  return metadata.dataSetOf(dataSet)?.categoryCombo?.optionCombos.has(attributeOptionCombo) ?? false;
}

/** 2.43 has one code for expiry, future periods and data input periods. */
function whyClosed({ dataSet, period }: DataValue, { metadata, version, now }: ExplainContext): Cause {
  if (metadata.dataSetOf(dataSet)?.hasInputPeriods === true)
    return INVERTED.test(version) ? 'input-periods-inverted' : 'input-period-closed';
  const end = parsePeriod(period, metadata.localCalendar?.system)?.end;
  if (end === undefined) return 'period-closed';
  return end >= Math.floor(now() / MS_PER_DAY) ? 'period-in-future' : 'period-expired';
}
