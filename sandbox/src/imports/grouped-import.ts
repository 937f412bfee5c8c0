import type { Context } from '../context';
import { refuse } from '../http/web-message';
import { systemSetting } from '../reads/system-routes';
import { decodePayload } from './grouped-decode';
import type { DecodedPayload, DecodedValue } from './grouped-decode';
import { GroupRefusal, javaList } from './grouped-refusal';
import { GroupedRules } from './grouped-rules';
import type { ValueGroup } from './grouped-rules';
import { type GroupedWriter } from './grouped-writer';
import type { ImportRequest } from './import-request';
import { noCount } from './import-summary';
import type { Conflict, ImportSummary } from './import-summary';

/** Imports payloads as DHIS2 2.43 does: by groups of one data set, each refused or upserted as a whole. */
export class GroupedImport {
  readonly #context: Context;
  readonly #writer: GroupedWriter;

  constructor(context: Context, writer: GroupedWriter) {
    this.#context = context;
    this.#writer = writer;
  }

  async run(request: ImportRequest): Promise<ImportSummary> {
    const echo = { importOptions: request.options.echo, responseType: 'ImportSummary' as const };
    const failed = { status: 'ERROR' as const, ...echo, importCount: noCount() };
    let payload: DecodedPayload;
    try {
      payload = decodePayload(this.#context, request.payload, request.options);
    } catch (error) {
      return { ...failed, conflicts: [{ ...refusalOf(error).conflict, indexes: [-1] }], rejectedIndexes: [] };
    }
    const indexes = payload.values.map(({ index }) => index);
    const whole = (error: unknown): ImportSummary => {
      const { conflict, code } = refusalOf(error);
      const complete = code === 'E8000' ? {} : { dataSetComplete: 'false' };
      return { ...failed, conflicts: [{ ...conflict, indexes }], rejectedIndexes: indexes, ...complete };
    };
    try {
      const groups = this.#groups(payload);
      if (groups.length > 1) return await this.#several(request, groups, echo);
      const [group] = groups;
      const complete = await this.#complete(request, payload, group);
      return { ...complete, ...echo };
    } catch (error) {
      await this.#writer.forsake(payload.values);
      return whole(error);
    }
  }

  /** One group, and its registration if no value was refused (transcripts 556, 557). */
  async #complete(
    request: ImportRequest,
    payload: DecodedPayload,
    group: ValueGroup | undefined,
  ): Promise<GroupSummary> {
    const result = group === undefined ? emptySummary() : await this.#import(request, group);
    const { completeDate } = payload;
    if (completeDate === undefined || result.importCount.ignored > 0) return { ...result, dataSetComplete: 'false' };
    if (!request.options.dryRun) await this.#writer.register(request, payload, completeDate);
    return { ...result, dataSetComplete: completeDate };
  }

  /** Several groups, which only the setting dataEntryAutoGroup allows; a refused one hides all (transcripts 567, 568). */
  async #several(
    request: ImportRequest,
    groups: readonly ValueGroup[],
    echo: Pick<ImportSummary, 'importOptions' | 'responseType'>,
  ): Promise<ImportSummary> {
    const count = noCount();
    const conflicts: Conflict[] = [];
    try {
      for (const group of groups) {
        const { importCount, conflicts: found } = await this.#import(request, group);
        for (const name of ['updated', 'ignored', 'deleted'] as const) count[name] += importCount[name];
        conflicts.push(...found);
      }
    } catch (error) {
      refusalOf(error);
      throw refuse(409);
    }
    const status = conflicts.length > 0 ? 'WARNING' : 'SUCCESS';
    const rejectedIndexes = conflicts.flatMap(({ indexes }) => indexes ?? []);
    return { status, ...echo, importCount: count, conflicts, rejectedIndexes, dataSetComplete: 'false' };
  }

  async #import(request: ImportRequest, group: ValueGroup): Promise<GroupSummary> {
    const { options } = request;
    const approved = await this.#context.approvals.keys(this.#context.metadata.typed.workflows);
    const rules = new GroupedRules(this.#context, request, approved);
    rules.checkGroup(group);
    const refused = new Map<DecodedValue, GroupRefusal>();
    if (options.strategy !== 'DELETE') {
      for (const value of group.values) {
        const refusal = rules.valueRefusal(value);
        if (refusal !== undefined) refused.set(value, refusal);
      }
    }
    if (options.atomic && refused.size > 0) throw atomicRefusal(group, refused);
    const good = group.values.filter((value) => !refused.has(value));
    const written = await this.#writer.write(request, good);
    const conflicts = [...refused].map(([{ index }, { conflict }]) => ({ ...conflict, indexes: [index] }));
    const count = noCount();
    count[options.strategy === 'DELETE' ? 'deleted' : 'updated'] = written;
    count.ignored = group.values.length - written;
    const level = good.length === 0 ? 'ERROR' : 'WARNING';
    return {
      status: refused.size === 0 ? 'SUCCESS' : level,
      importCount: count,
      conflicts,
      rejectedIndexes: conflicts.flatMap(({ indexes }) => indexes),
    };
  }

  /**
   * The groups of a payload: all of it if it names a data set, else by the data set that its elements are in.
   * @throws {@link GroupRefusal} If they are in none or in several (transcripts 094, 247, 569).
   */
  #groups({ dataSet, values }: DecodedPayload): readonly ValueGroup[] {
    if (values.length === 0) return [];
    if (dataSet !== undefined) return [{ dataSet, values }];
    const { dataElements } = this.#context.metadata.typed;
    const setsOf = ({ dataElement }: DecodedValue) =>
      (dataElements.get(dataElement)?.dataSets ?? []).map(({ id }) => id);
    const sets = [...new Set(values.flatMap(setsOf))];
    const [only] = sets;
    if (only === undefined) {
      const list = javaList([...new Set(values.map(({ dataElement }) => dataElement))]);
      throw new GroupRefusal('E8003', `Data set detection failed, found no set for data element(s): \`${list}\``, [
        list,
      ]);
    }
    if (sets.length === 1) return [{ dataSet: only, values }];
    if (systemSetting(this.#context, 'dataEntryAutoGroup') === true) {
      return sets.map((id) => ({ dataSet: id, values: values.filter((value) => setsOf(value)[0] === id) }));
    }
    const list = javaList(sets);
    throw new GroupRefusal('E8002', `Data set detection failed, found multiple sets: \`${list}\``, [list]);
  }
}

type GroupSummary = Omit<ImportSummary, 'importOptions' | 'responseType'>;

function emptySummary(): GroupSummary {
  return { status: 'SUCCESS', importCount: noCount(), conflicts: [], rejectedIndexes: [] };
}

function atomicRefusal({ values }: ValueGroup, refused: ReadonlyMap<DecodedValue, GroupRefusal>): GroupRefusal {
  const [first] = refused.values();
  const good = values.length - refused.size;
  const text =
    `Atomic mode requires all values to be valid but only ${good}/${values.length} were. ` +
    `First issue: ${first?.message ?? ''}`;
  return new GroupRefusal('E8000', text, [good, values.length, first?.message ?? '']);
}

function refusalOf(error: unknown): GroupRefusal {
  if (error instanceof GroupRefusal) return error;
  throw error;
}
