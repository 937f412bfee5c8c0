import type { MetadataIndex } from '../../core/mapping/metadata/metadata-index';
import type { CellReader, Seen } from '../../core/model/cell-reader';
import type { CellRights } from '../../core/model/cell-rights';
import type { CompletionReader, SeenCompletion } from '../../core/model/completion-reader';
import { cellKey } from '../../core/model/data-value';
import { groupKey } from '../../core/model/group-key';
import type { Clock, Log } from '../../core/model/ports';
import type { Client, Me } from '../client';
import type { Asked } from './asked';
import { AttributeOptions } from './attribute-options';
import { CELLS, type Held } from './cell-answer';
import { COMPLETIONS, type Told } from './completion-answer';
import { type Expectation, type Found, Looking, type LookingDeps } from './looking';
import { Patience } from './patience';
import { Rights } from './rights';

/** What the readers of one sync need. */
export interface ReaderDeps {
  readonly client: Pick<Client, 'get' | 'stream' | 'headBytes'>;
  readonly metadata: Pick<MetadataIndex, 'orgUnitOf' | 'elementOf' | 'defaultOptionCombo'>;
  readonly me: Me;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Pick<LookingDeps, 'timeoutMs' | 'maxValues'>;
}

/** What reads DHIS2 in one sync: its parts lose patience together. */
export interface Readers {
  readonly cells: CellReader;
  readonly completions: CompletionReader;
  readonly rights: CellRights;
}

/** Builds the readers of what DHIS2 holds. Nothing is sent before the first call. */
export function createReaders(deps: ReaderDeps): Readers {
  const { client, metadata, me, clock, log, limits } = deps;
  const patience = new Patience(log);
  const rights = new Rights(metadata, new AttributeOptions((path, query) => client.get(path, query), me));
  const around = { clock, rights, patience };
  return {
    cells: cellReader(new Looking(CELLS, expectation(metadata), { client, clock, patience, ...limits }), around),
    completions: completionReader(
      new Looking(COMPLETIONS, { valuesOf: () => 1 }, { client, clock, patience, ...limits }),
      around,
    ),
    rights,
  };
}

interface Around {
  readonly clock: Clock;
  readonly rights: Rights;
  readonly patience: Patience;
}

/** As many values of an element as it has option combos of its own: data sets that give it another combo are rare. */
function expectation(metadata: ReaderDeps['metadata']): Expectation {
  const usual = metadata.defaultOptionCombo;
  return {
    valuesOf: (uid) => metadata.elementOf(uid)?.categoryCombo?.optionCombos.size ?? 1,
    ...(typeof usual === 'string' ? { usualAttributeOptionCombo: usual } : {}),
  };
}

function cellReader(looking: Looking<Held>, { clock, rights, patience }: Around): CellReader {
  return {
    get ended() {
      return patience.ended;
    },
    look: async (cells, signal) => {
      const since = clock.now();
      const hidden = patience.ended === undefined ? await rights.hidden(cells) : new Map<string, string>();
      const seen = new Map<string, Seen>();
      const asked = new Map<string, Asked>();
      for (const cell of cells) {
        const key = cellKey(cell);
        const why = hidden.get(key);
        const { dataElement: what, orgUnit, period, attributeOptionCombo, dataSet: group } = cell;
        if (why === undefined) asked.set(key, { key, what, orgUnit, period, attributeOptionCombo, group });
        else seen.set(key, { kind: 'not-known', why });
      }
      for (const [key, found] of await looking.look([...asked.values()], signal)) seen.set(key, seenOf(found));
      return { since, seen };
    },
  };
}

function seenOf(found: Found<Held>): Seen {
  if (found.kind === 'none') return { kind: 'absent' };
  return found.kind === 'found' ? found.found : found;
}

function completionReader(looking: Looking<Told>, { clock, rights }: Around): CompletionReader {
  return {
    look: async (groups, signal) => {
      const since = clock.now();
      const seen = new Map<string, SeenCompletion>();
      const asked = new Map<string, Asked>();
      for (const group of groups) {
        const key = groupKey(group);
        const why = rights.outside(group.orgUnit);
        const { dataSet: what, orgUnit, period, attributeOptionCombo } = group;
        if (why === undefined) asked.set(key, { key, what, orgUnit, period, attributeOptionCombo, group: what });
        else seen.set(key, { kind: 'not-known', why });
      }
      for (const [key, found] of await looking.look([...asked.values()], signal)) seen.set(key, completionOf(found));
      return { since, seen };
    },
  };
}

function completionOf(found: Found<Told>): SeenCompletion {
  if (found.kind === 'none') return { kind: 'not-registered' };
  return found.kind === 'found' ? found.found : found;
}
