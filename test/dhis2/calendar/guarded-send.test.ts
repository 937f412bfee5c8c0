import { ETHIOPIAN } from '../../../src/core/mapping/period/calendars/ethiopian';
import { NEPALI } from '../../../src/core/mapping/period/calendars/nepali';
import type { CalendarSystem } from '../../../src/core/mapping/period/calendars/calendar-system';
import type { Payload } from '../../../src/core/model/data-value';
import type { Answer } from '../../../src/core/model/ports';
import type { Dhis2Habits } from '../../../src/core/model/version';
import { isImportSummary } from '../../../src/dhis2/answer-schema';
import { GuardedSend } from '../../../src/dhis2/calendar/guarded-send';
import type { Client } from '../../../src/dhis2/client';
import { ConfigError, TransientError } from '../../../src/errors';
import { calendarTranscripts } from '../../contract/calendar-replay';
import type { Version } from '../../contract/transcripts';
import { aValue } from '../../support/data-values';
import { dayOf } from '../../support/recorded-calendars';

/** The body of the answer of a recorded exchange. */
function recorded(calendar: string, version: Version, name: string): unknown {
  return calendarTranscripts(calendar, version).find((each) => each.name.endsWith(name))?.response?.body;
}

function payloadOf(...periods: readonly string[]): Payload {
  const values = periods.map((period) => aValue({ period }));
  return { dataSet: 'dsMONTHLY01', action: 'store', values, grouped: false };
}

interface Setting {
  readonly system: CalendarSystem;
  readonly habits: Dhis2Habits;
  /** Answers to reads, by the beginning of their paths. */
  readonly reads: Readonly<Record<string, { readonly status: number; readonly body: unknown }>>;
  readonly answer?: Answer;
}

function guard({ system, habits, reads, answer }: Setting) {
  const asked: string[] = [];
  const sent: Payload[] = [];
  const logged: string[] = [];
  const client: Pick<Client, 'get' | 'me'> = {
    get: (path, params) => {
      asked.push(`${path} ${[params?.['dimension'] ?? params?.['startDate'] ?? ''].flat().join(' ')}`);
      return Promise.resolve(reads[path] ?? { status: 200, body: { dataValues: [] } });
    },
    me: () =>
      Promise.resolve({
        id: 'usGUARD0001',
        username: 'u',
        authorities: [],
        userGroups: [],
        organisationUnits: [{ id: 'ouROOT00001', path: '' }],
      }),
  };
  const guarded = new GuardedSend(
    (payload) => {
      sent.push(payload);
      return Promise.resolve(answer ?? { kind: 'answered', status: 200, body: {} });
    },
    {
      client,
      calendar: { system, today: dayOf('2026-09-08') },
      habits,
      isImportSummary,
      log: (_, message) => logged.push(message),
    },
  );
  return { guarded, asked, sent, logged };
}

const MONTHS = { status: 200, body: recorded('ethiopian', '2.42.5.2', 'ask-months-connector') };

describe('before the first value of a period', () => {
  it('the server is asked for its days, many periods in one request, and never again', async () => {
    const { guarded, asked, sent } = guard({ system: ETHIOPIAN, habits: '2.42', reads: { '/api/analytics': MONTHS } });
    await Promise.all([guarded.send(payloadOf('201501', '201502')), guarded.send(payloadOf('201502', '201501'))]);
    await guarded.send(payloadOf('201502'));
    expect(asked).toEqual([expect.stringMatching(/^\/api\/analytics dx:\w{11} pe:201501;201502$/)]);
    expect(sent).toHaveLength(3);
  });

  it('nothing is sent where the days differ', async () => {
    const items = { '208306': { startDate: '2026-09-17T00:00:00.000', endDate: '2026-10-16T00:00:00.000' } };
    const reads = { '/api/analytics': { status: 200, body: { metaData: { items } } } };
    const { guarded, sent } = guard({ system: NEPALI, habits: '2.42', reads });
    const failure = guarded.send(payloadOf('208306'));
    await expect(failure).rejects.toThrow(ConfigError);
    await expect(failure).rejects.toThrow(
      /^The period 208306 \(Ashwin 2083\) is 17 September to 16 October 2026 in DHIS2, and 17 September to 17 October 2026 for the connector: nothing was sent for it\..*newest patch/,
    );
    expect(sent).toEqual([]);
  });

  it('nor where the server gives the id no days, or refuses it', async () => {
    const alias = { status: 200, body: { metaData: { items: { '201501': { name: 'Meskerem 2015' } } } } };
    const refused = { status: 409, body: recorded('ethiopian', '2.42.5.2', 'ask-months-one-bad-connector') };
    for (const answer of [alias, refused]) {
      const { guarded, sent } = guard({ system: ETHIOPIAN, habits: '2.42', reads: { '/api/analytics': answer } });
      await expect(guarded.send(payloadOf('201501'))).rejects.toThrow(ConfigError);
      expect(sent).toEqual([]);
    }
  });

  it('a server that does not say is written to, with one warning', async () => {
    const reads = { '/api/analytics': { status: 403, body: '' } };
    const { guarded, asked, sent, logged } = guard({ system: ETHIOPIAN, habits: '2.42', reads });
    await guarded.send(payloadOf('201501'));
    await guarded.send(payloadOf('201502'));
    expect([asked.length, sent.length]).toEqual([1, 2]);
    expect(logged).toEqual([expect.stringMatching(/^DHIS2 does not say which days its periods have/)]);
  });
});

describe('on 2.43, periods that an upgrade has renamed', () => {
  const found = { status: 200, body: recorded('ethiopian', '2.43.1', 'upgraded-get-by-dates') };
  const nothing = {
    kind: 'answered',
    status: 200,
    body: recorded('ethiopian', '2.43.1', 'upgraded-post-mixed'),
  } as const;

  it('are found by a read of their days, before anything is sent', async () => {
    const reads = { '/api/analytics': MONTHS, '/api/dataValueSets': found };
    const { guarded, asked, sent } = guard({ system: ETHIOPIAN, habits: '2.43', reads });
    const failure = guarded.send(payloadOf('201501'));
    await expect(failure).rejects.toThrow(
      /^DHIS2 keeps the period 201501 under another name \(it shows the name 202209 for its days\), and stores nothing/,
    );
    expect(sent).toEqual([]);
    expect(asked.at(-1)).toBe('/api/dataValueSets 2022-09-11');
  });

  it('are taken for such where nothing is stored twice, if values cannot be read', async () => {
    const reads = { '/api/analytics': MONTHS, '/api/dataValueSets': { status: 409, body: { errorCode: 'E2010' } } };
    const { guarded } = guard({ system: ETHIOPIAN, habits: '2.43', reads, answer: nothing });
    const payload = payloadOf('201602', '201502', '201603');
    await expect(guarded.send(payload)).resolves.toBe(nothing);
    await expect(guarded.send(payload)).rejects.toThrow(/it reports success and stores nothing, twice/);
  });

  it('are not looked for before 2.43, which knows periods by their days', async () => {
    const { guarded, asked } = guard({ system: ETHIOPIAN, habits: '2.42', reads: { '/api/analytics': MONTHS } });
    await guarded.send(payloadOf('201501'));
    expect(asked).toHaveLength(1);
  });
});

describe('on the days of Pagume', () => {
  it.each([
    [
      409,
      { response: { description: 'The import process failed: Illegal month, must be between 1 and 12, was given 13' } },
    ],
    [500, { message: 'Illegal month, must be between 1 and 12, was given 13' }],
  ])('an answer %s of DHIS2 that it cannot tell the month is trouble that passes', async (status, body) => {
    const answer = { kind: 'answered', status, body } as const;
    const { guarded } = guard({ system: ETHIOPIAN, habits: '2.42', reads: { '/api/analytics': MONTHS }, answer });
    const failure = guarded.send(payloadOf('201501'));
    await expect(failure).rejects.toThrow(TransientError);
    await expect(failure).rejects.toThrow(/days of Pagume.*from 12 September 2026 at the latest/);
  });
});
