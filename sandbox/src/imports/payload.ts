import { textOf } from '../metadata/text';

/** A value of a payload as it came: names unresolved, absent where it was absent. */
export interface PayloadValue {
  readonly dataElement: string | undefined;
  readonly orgUnit: string | undefined;
  readonly period: string | undefined;
  readonly categoryOptionCombo: string | undefined;
  readonly attributeOptionCombo: string | undefined;
  readonly value: string | undefined;
  readonly comment: string | undefined;
  readonly storedBy: string | undefined;
  readonly followUp: boolean | undefined;
  readonly deleted: boolean | undefined;
}

/** A payload: what holds for all values, and the values. */
export interface Payload {
  readonly dataSet: string | undefined;
  readonly orgUnit: string | undefined;
  readonly period: string | undefined;
  readonly attributeOptionCombo: string | undefined;
  readonly attributeCategoryOptions: readonly string[] | undefined;
  readonly completeDate: string | undefined;
  readonly values: readonly PayloadValue[];
  /** Import parameters given in the payload (transcripts 208, 243). */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A payload that cannot be read. */
export class UnreadablePayload extends Error {}

const PARAMETERS = [
  'dryRun',
  'idScheme',
  'dataElementIdScheme',
  'orgUnitIdScheme',
  'dataSetIdScheme',
  'categoryOptionComboIdScheme',
] as const;

type Json = Readonly<Record<string, unknown>>;

/** How the follow-up mark is spelled: changed with 2.43 (transcripts 253, 561). */
export type FollowUpKey = 'followup' | 'followUp';

/** Takes what an import looks at out of a parsed dataValueSet. */
export function payloadOf(body: Json, followUpKey: FollowUpKey = 'followup'): Payload {
  const values = Array.isArray(body['dataValues']) ? (body['dataValues'] as readonly unknown[]) : [];
  return {
    dataSet: text(body['dataSet']),
    orgUnit: text(body['orgUnit']),
    period: text(body['period']),
    attributeOptionCombo: text(body['attributeOptionCombo']),
    attributeCategoryOptions: body['attributeCategoryOptions'] as readonly string[] | undefined,
    completeDate: text(body['completeDate']),
    values: values.map((value) => payloadValue((value ?? {}) as Json, followUpKey)),
    parameters: Object.fromEntries(
      PARAMETERS.flatMap((name) => {
        const given = text(body[name]);
        return given === undefined ? [] : [[name, given]];
      }),
    ),
  };
}

function payloadValue(value: Json, followUpKey: FollowUpKey): PayloadValue {
  return {
    dataElement: text(value['dataElement']),
    orgUnit: text(value['orgUnit']),
    period: text(value['period']),
    categoryOptionCombo: text(value['categoryOptionCombo']),
    attributeOptionCombo: text(value['attributeOptionCombo']),
    value: text(value['value']),
    comment: text(value['comment']),
    storedBy: text(value['storedBy']),
    followUp: flag(value[followUpKey]),
    deleted: flag(value['deleted']),
  };
}

function text(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : textOf(value);
}

function flag(value: unknown): boolean | undefined {
  return value === undefined || value === null ? undefined : value === true || value === 'true';
}
