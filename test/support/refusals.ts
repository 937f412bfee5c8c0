import { causeOfCode } from '../../src/core/model/cause';
import type { Refusal } from '../../src/core/model/refusal';

/** A refusal with the cause that its code stands for. */
export function aRefusal(code: string, by: Refusal['by'] = 'connector', text = ''): Refusal {
  return { cause: causeOfCode(code), code, by, text };
}
