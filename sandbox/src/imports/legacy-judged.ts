import { ImportFailure } from './import-failure';
import type { LegacyRules } from './legacy-rules';
import type { PayloadValue } from './payload';

/** A value and what the rules say of it. */
export type Judged = {
  readonly value: PayloadValue;
  readonly index: number;
  readonly verdict: ReturnType<LegacyRules['judge']>;
};

/** Values and what the rules say of them, up to the first that DHIS2 breaks over. */
export function judgeAll(
  rules: LegacyRules,
  values: readonly PayloadValue[],
): { readonly judged: readonly Judged[]; readonly failure?: ImportFailure } {
  const judged: Judged[] = [];
  for (const [index, value] of values.entries()) {
    try {
      judged.push({ value, index, verdict: rules.judge(value) });
    } catch (error) {
      if (error instanceof ImportFailure) return { judged, failure: error };
      throw error;
    }
  }
  return { judged };
}
