import type { CategoryCombo } from '../metadata/metadata';
import { optionsKey, Several } from '../metadata/metadata';

/** Category options that a row names in place of a combo. */
export class NamedOptions {
  constructor(
    /** UIDs; several where an id fits several, of which the combos tell the one that is meant. */
    readonly options: readonly (string | Several)[],
    /** The same as the row spells them. */
    readonly ids: readonly string[],
    /** What an id of a combo beside them names, which has to be the same. */
    readonly combo?: string | Several,
  ) {}

  /** The option combo of the category combo that is made of just these; several where DHIS2 has it twice. */
  in(combo: CategoryCombo | undefined): string | Several | undefined {
    if (!combo?.byOptions) return undefined;
    const found = choices(this.options).flatMap((uids) => combo.byOptions?.get(optionsKey(uids)) ?? []);
    const uids = new Set(found.flatMap((each) => (each instanceof Several ? each.uids : [each])));
    return uids.size > 1 ? new Several([...uids], this.ids.join(', ')) : [...uids][0];
  }
}

/** Options of one combo are few, and those that share a name fewer. */
const MAX_CHOICES = 64;

/** Every way to take one of each. */
function choices(options: readonly (string | Several)[]): readonly (readonly string[])[] {
  let all: readonly (readonly string[])[] = [[]];
  for (const option of options) {
    const uids = option instanceof Several ? option.uids : [option];
    all = all.flatMap((each) => uids.map((uid) => [...each, uid])).slice(0, MAX_CHOICES);
  }
  return all;
}

/** The options that a cell holds: one, a list (`["Male", "<5"]`), or those of a map by category; none where it is NULL. */
export function listOptions(raw: unknown): readonly unknown[] {
  if (typeof raw === 'string' && /^\s*\[/.test(raw)) {
    try {
      return listOptions(JSON.parse(raw));
    } catch {
      return [raw];
    }
  }
  if (Array.isArray(raw)) return raw as readonly unknown[];
  if (typeof raw === 'object' && raw !== null && Object.getPrototypeOf(raw) === Object.prototype)
    return Object.values(raw);
  return [raw];
}
