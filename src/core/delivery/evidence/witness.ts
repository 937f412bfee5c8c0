import type { CellReader, Seen } from '../../model/cell-reader';
import { cellKey, type Cell, type DataValue, type Payload } from '../../model/data-value';
import type { Answer } from '../../model/ports';
import { readVerdict } from '../verdict/verdict';
import type { VerdictContext } from '../verdict/fate';

/** Where a witness is looked for. */
export interface WitnessPorts {
  readonly judging: VerdictContext;
  /** Has DHIS2 judge a payload without storing it. */
  readonly dryRun: (payload: Payload) => Promise<Answer>;
  readonly reader?: CellReader | undefined;
  /** Cells near a value that DHIS2 may hold something for: of its form, say. */
  readonly neighbours?: ((value: DataValue) => readonly Cell[]) | undefined;
  readonly grouped: boolean;
}

/** So many values are tried: a DHIS2 that takes none of them takes nothing. */
const MAX_TRIED = 3;
/** Cells that are looked at in the search for one that holds something. */
const MAX_LOOKED_AT = 500;

/**
 * Finds out whether DHIS2 works where no other request tells: by a value that it is known to hold, of this sync or as a look
 * shows, sent with `dryRun=true`. So nothing is stored, and nothing that a person typed meanwhile is touched.
 */
export class Witness {
  readonly #ports: WitnessPorts;
  #stored: DataValue | undefined;

  constructor(ports: WitnessPorts) {
    this.#ports = ports;
  }

  /** DHIS2 has stored the value. */
  remember(value: DataValue): void {
    this.#stored = value;
  }

  /** Whether DHIS2 takes a value that it holds. @param refused - Values that it refuses without saying why. */
  async isAccepted(refused: readonly DataValue[], signal: AbortSignal): Promise<boolean> {
    const candidates = this.#stored ? [this.#stored] : await this.#lookFor(refused, signal);
    for (const value of candidates) {
      if (signal.aborted) return false;
      if (await this.#judges(value)) return true;
    }
    return false;
  }

  async #lookFor(refused: readonly DataValue[], signal: AbortSignal): Promise<readonly DataValue[]> {
    const { reader, neighbours } = this.#ports;
    const [first] = refused;
    if (!reader || !first) return [];
    const cells = new Map<string, DataValue>();
    const near = neighbours?.(first) ?? [];
    for (const value of refused) cells.set(cellKey(value), value);
    for (const cell of near)
      cells.set(cellKey(cell), { ...cell, dataSet: first.dataSet, record: first.record, ...EMPTY });
    const asked = [...cells.values()].slice(0, MAX_LOOKED_AT);
    const { seen } = await reader.look(asked, signal);
    return asked.flatMap((cell) => heldValue(cell, seen.get(cellKey(cell))) ?? []).slice(0, MAX_TRIED);
  }

  async #judges(value: DataValue): Promise<boolean> {
    const { dryRun, judging, grouped } = this.#ports;
    const payload: Payload = { dataSet: value.dataSet, action: 'store', values: [value], grouped };
    const answer = await dryRun(payload);
    if (answer.kind !== 'answered') return false;
    const verdict = readVerdict(answer, payload, judging);
    return verdict.kind === 'read' && verdict.fates[0]?.kind === 'ended';
  }
}

const EMPTY = { action: 'store', value: '' } as const;

function heldValue(cell: DataValue, seen: Seen | undefined): DataValue | undefined {
  if (seen?.kind !== 'held' || seen.deleted) return undefined;
  const { dataSet, dataElement, categoryOptionCombo, attributeOptionCombo, orgUnit, period, record } = cell;
  const at = { dataSet, dataElement, categoryOptionCombo, attributeOptionCombo, orgUnit, period };
  const comment = seen.comment === undefined ? {} : { comment: seen.comment };
  return { ...at, ...comment, action: 'store', value: seen.value, followUp: seen.followUp, record };
}
