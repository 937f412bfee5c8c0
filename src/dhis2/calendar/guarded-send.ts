import { isoDateOf } from '../../core/mapping/period/calendars/iso';
import type { LocalCalendar } from '../../core/mapping/period/calendars/calendars';
import { contradiction } from '../../core/mapping/period/server-days';
import type { Payload } from '../../core/model/data-value';
import type { Patience } from '../../core/model/patience';
import { type ImportSummaryGuard, readSummary } from '../../core/model/import-summary';
import type { Answer, DataValueSink, Log } from '../../core/model/ports';
import { TRAITS } from '../../core/model/traits';
import type { Dhis2Habits } from '../../core/model/version';
import { ConfigError, TransientError } from '../../errors';
import type { Client } from '../client';
import { askForDays } from './period-days';
import { RenamedPeriods } from './renamed-periods';

/** What a {@link GuardedSend} stands between. */
export interface GuardedSurroundings {
  readonly client: Pick<Client, 'get' | 'me'>;
  readonly calendar: LocalCalendar;
  readonly habits: Dhis2Habits;
  readonly isImportSummary: ImportSummaryGuard;
  readonly log: Log;
}

/** What DHIS2 says on the days of Pagume, in whatever answer (source: `DateTimeUnit` of 2.42.5.2; not seen on a server). */
const ILLEGAL_MONTH = /Illegal month, must be between 1 and 12, was given 13/;

/**
 * Sends payloads to a server that counts in another calendar than ISO 8601: before the first value of a period, it is asked for
 * the days of that period, and a day that differs stops the sync.
 */
export class GuardedSend {
  readonly #send: DataValueSink['send'];
  readonly #around: GuardedSurroundings;
  readonly #renamed: RenamedPeriods | undefined;
  /** Periods that were asked for, each with what came of it. */
  readonly #asked = new Map<string, Promise<void>>();
  #isMute = false;

  constructor(send: DataValueSink['send'], around: GuardedSurroundings) {
    this.#send = send;
    this.#around = around;
    this.#renamed = TRAITS[around.habits].namesPeriodsById ? new RenamedPeriods(around) : undefined;
  }

  /**
   * As {@link DataValueSink.send}.
   *
   * @throws {@link ConfigError} If the server gives a period other days, or an upgrade has renamed it.
   * @throws {@link TransientError} On the days of Pagume, when an Ethiopian server may refuse everything.
   */
  async send(payload: Payload, patience?: Patience): Promise<Answer> {
    await this.#ask(payload);
    const answer = await this.#send(payload, patience);
    if (answer.kind === 'answered') {
      this.#refuseNotice(answer.body);
      this.#renamed?.judge(payload, readSummary(answer.body, this.#around.isImportSummary));
    }
    return answer;
  }

  async #ask(payload: Payload): Promise<void> {
    const ids = [...new Set(payload.values.map(({ period }) => period))];
    const fresh = ids.filter((id) => !this.#asked.has(id));
    if (fresh.length > 0) {
      const asking = this.#compare(fresh, payload);
      // A failure is told where it is awaited below.
      asking.catch(() => undefined);
      for (const id of fresh) this.#asked.set(id, asking);
    }
    await Promise.all(ids.flatMap((id) => this.#asked.get(id) ?? []));
    await this.#renamed?.lookBefore(payload, ids);
  }

  async #compare(ids: readonly string[], { values }: Payload): Promise<void> {
    const [subject] = values;
    if (!subject || this.#isMute) return;
    const { client, calendar, log } = this.#around;
    const days = await askForDays((path, params) => client.get(path, params), ids, subject);
    if (!days) {
      this.#isMute = true;
      log(
        'WARN',
        'DHIS2 does not say which days its periods have (/api/analytics): they are taken to be those of docs/periods.md.',
      );
      return;
    }
    for (const id of ids) {
      const wrong = contradiction(id, days.get(id), calendar.system);
      if (wrong !== undefined) throw new ConfigError(wrong);
    }
  }

  /** Such an answer is no refusal of any row. */
  #refuseNotice(body: unknown): void {
    const { message, description, response } = (body ?? {}) as Texts;
    const texts = [message, description, response?.description];
    if (!texts.some((text) => typeof text === 'string' && ILLEGAL_MONTH.test(text))) return;
    const { system, today } = this.#around.calendar;
    throw new TransientError(
      `DHIS2 stores nothing on the days of Pagume, since it cannot tell which ${system.title} month it is then. It does from ` +
        `12 September ${isoDateOf(today).year} at the latest; the sync goes on from the last state when it is started again.`,
    );
  }
}

/** Where answers have their sentences. */
interface Texts {
  readonly message?: unknown;
  readonly description?: unknown;
  readonly response?: { readonly description?: unknown } | null;
}
