import type { Sandbox } from '../../sandbox/src/sandbox';
import { record, state } from '../support/connector';
import { startFront, type Front, type FrontRequest, type FrontRule } from '../support/front';
import { writeInProcess, type Outcome } from '../support/in-process';
import { perfRow, placeOf } from '../support/rows';
import { PASSWORDS, startTestSandbox } from '../support/sandbox';
import { credentialsOf, OUTSIDE_CLIENTS } from '../support/sign-ins';

const ROWS = 400;
const ODD = 217;
/** One row has a text that somebody minds. */
const rows = Array.from({ length: ROWS }, (_, index) =>
  index === ODD ? { ...perfRow(index), comment: 'DROP TABLE' } : perfRow(index),
);
const lines = [...rows.map((row) => record(row)), state('end')];

const PAGE = '<html><head><title>Request blocked</title></head></html>';
const isImport = ({ method, path }: FrontRequest): boolean =>
  method === 'POST' && path.startsWith('/api/dataValueSets');
const isOdd = (request: FrontRequest): boolean => isImport(request) && request.body.includes('DROP TABLE');

/** The rule for the requests from the first import of that number on, so many of them. */
const during = (
  from: number,
  count: number,
  rule: FrontRule,
  counts: (request: FrontRequest) => boolean,
): FrontRule => {
  let imports = 0;
  let left = count;
  return (request) => {
    if (isImport(request)) imports += 1;
    if (imports < from || left === 0 || !counts(request)) return undefined;
    left -= 1;
    return rule(request);
  };
};

const table: string[] = [];
afterAll(() => console.log(table.join('\n')));

describe.each(['2.42', '2.43'] as const)('what stands in front of DHIS2 %s', (version) => {
  let sandbox: Sandbox;
  let front: Front;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version, outsideClients: OUTSIDE_CLIENTS });
  });
  beforeEach(async () => {
    await sandbox.reset();
    front = await startFront(sandbox.url);
  });
  afterEach(() => front.close());
  afterAll(() => sandbox.close());

  const sync = (rule: FrontRule, more: object = {}, input = lines): Promise<Outcome> => {
    front.rule = rule;
    return writeInProcess({
      config: {
        base_url: front.url,
        credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
        max_values_per_request: 50,
        max_rejected_percent: 100,
        ...more,
      },
      lines: input,
    });
  };

  /** What is stored of the rows, what was refused, and whether the state left. */
  const tell = async (name: string, { states, error, logs }: Outcome): Promise<readonly unknown[]> => {
    const held = new Map(
      (await sandbox.values()).map((each) => [`${each.dataElement}/${each.orgUnit}/${each.period}`, each.value]),
    );
    const stored = rows.filter((row) => held.get(placeOf(row)) === row['value']).length;
    const refused = logs.filter((line) => line.startsWith('WARN Row refused')).length;
    const how = error === undefined ? 'well' : (error as Error).name;
    table.push(
      `${version}  ${name.padEnd(64)} ended ${how}, stored ${stored} of ${ROWS}, refused ${refused}, requests ${front.requests.filter(isImport).length}`,
    );
    return [how, stored, refused, states.filter((line) => line.includes('"STATE"')).length];
  };

  test.each<[string, ReturnType<FrontRule>]>([
    ['403 with a page', { status: 403, text: PAGE }],
    ['403 with JSON of its own', { status: 403, type: 'application/json', text: '{"error":"blocked"}' }],
    ['406 with a page', { status: 406, text: PAGE }],
    ['400 with a page', { status: 400, text: PAGE }],
  ])('a firewall that minds one row: %s costs that row', async (name, answer) => {
    const outcome = await sync((request) => (isOdd(request) ? answer : undefined));
    expect(await tell(`firewall: ${name} to one row`, outcome)).toEqual(['well', ROWS - 1, 1, 1]);
  });

  test('a firewall that minds every request with values is a config_error that says so, and no row is refused', async () => {
    const outcome = await sync((request) => (isImport(request) ? { status: 403, text: PAGE } : undefined));
    expect(await tell('firewall: 403 to everything', outcome)).toEqual(['ConfigError', 0, 0, 0]);
    expect((outcome.error as Error).message).toMatch(/in front of DHIS2.*refuses every request.*let POST requests/);
  });

  test.each<[string, ReturnType<FrontRule>]>([
    ['415', { status: 415, text: PAGE }],
    ['400 without JSON', { status: 400 }],
  ])('%s to compressed bodies: they go plain, and that is remembered', async (name, answer) => {
    const outcome = await sync((request) => (isImport(request) && request.gzipped ? answer : undefined));
    expect(await tell(`${name} to a gzipped body`, outcome)).toEqual(['well', ROWS, 0, 1]);
    expect(front.requests.filter((request) => isImport(request) && request.gzipped).length).toBeLessThanOrEqual(2);
  });

  test.each<[string, ReturnType<FrontRule>]>([
    ['an empty 200', { status: 200 }],
    ['a 200 that is no import summary', { status: 200, type: 'application/json', text: '{}' }],
    ['a page with 200', { status: 200, text: PAGE }],
    ['404 of a redeploy', { status: 404, text: PAGE }],
  ])('%s, passing: nothing is lost or refused', async (name, answer) => {
    const outcome = await sync(during(3, 3, () => answer, isImport));
    expect(await tell(`${name}, three times`, outcome)).toEqual(['well', ROWS, 0, 1]);
  });

  test('a value that is lost each time, without a word, is found and refused; the others are stored', async () => {
    const outcome = await sync((request) => (isOdd(request) ? { body: withoutOdd(request.body) } : undefined));
    expect(await tell('a value that vanishes', outcome)).toEqual(['well', ROWS - 1, 1, 1]);
    expect(outcome.logs.join('\n')).toMatch(/neither as stored nor as refused/);
  });

  describe.each<[string, ReturnType<FrontRule>]>([
    ['404', { status: 404, text: PAGE }],
    ['a page', { status: 200, text: PAGE }],
    ['500', { status: 500, text: PAGE }],
    ['503', { status: 503, text: PAGE }],
  ])('a redeploy that voids the tokens, when the token endpoint answers %s for a while', (name, answer) => {
    test('is waited for, and nothing is lost', async () => {
      const credentials = await credentialsOf('oauth2_refresh_token', sandbox, version);
      let away = 0;
      let voided = false;
      const outcome = await sync(
        (request) => {
          if (isImport(request) && front.requests.filter(isImport).length === 4 && !voided) {
            voided = true;
            void sandbox.voidTokens();
            away = 5;
          }
          if (away === 0) return undefined;
          away -= 1;
          // The imports find the same as the token endpoint: all of it is away.
          return isImport(request) ? { status: 404, text: PAGE } : answer;
        },
        { credentials },
      );
      expect(await tell(`outage with renewal, token endpoint ${name}`, outcome)).toEqual(['well', ROWS, 0, 1]);
      expect(voided).toBe(true);
    });

    test('is trouble of the server, not a config_error, where it lasts', async () => {
      const credentials = await credentialsOf('oauth2_refresh_token', sandbox, version);
      let away = false;
      const outcome = await sync(
        (request) => {
          if (isImport(request) && front.requests.filter(isImport).length === 4 && !away) {
            away = true;
            void sandbox.voidTokens();
          }
          return away && request.path.includes('/token') ? answer : undefined;
        },
        { credentials },
      );
      const [how, , refused] = await tell(`token endpoint ${name} for ever`, outcome);
      expect([how, refused]).toEqual(['TransientError', 0]);
    });
  });
});

describe('zeros that DHIS2 2.42 does not keep', () => {
  test('go apart from other values, so that they hide no loss', async () => {
    const sandbox = await startTestSandbox({ version: '2.42' });
    const front = await startFront(sandbox.url);
    // Zeros of an element that does not keep them, and one value that vanishes behind as many uncounted ones.
    const zeros = Array.from({ length: 20 }, (_, index) => ({
      data_set: 'dsMONTHLY01',
      data_element: index === 7 ? 'deINTEGER01' : 'deZEROPOS01',
      org_unit: 'ouFACIL0001',
      period: `${2000 + index}01`,
      value: index === 7 ? '7' : '0',
    }));
    let lost = 0;
    front.rule = (request) => {
      if (!isImport(request) || !request.body.includes('"value":"7"') || lost > 0) return undefined;
      lost += 1;
      const payload = JSON.parse(request.body) as Payload;
      return {
        body: JSON.stringify({ ...payload, dataValues: payload.dataValues.filter(({ value }) => value !== '7') }),
      };
    };
    const { error } = await writeInProcess({
      config: {
        base_url: front.url,
        credentials: { auth_type: 'basic', username: 'connector', password: PASSWORDS.connector },
      },
      lines: [...zeros.map((row) => record(row)), state('end')],
    });
    expect(error).toBeUndefined();
    expect(lost).toBe(1);
    expect((await sandbox.values()).map(({ value }) => value)).toContain('7');
    const together = front.requests.filter(isImport).filter(({ body }) => body.includes('"0"') && body.includes('"7"'));
    expect(together).toEqual([]);
    await front.close();
    await sandbox.close();
  });
});

interface Payload {
  readonly dataValues: readonly { readonly value: string; readonly comment?: string }[];
}

function withoutOdd(body: string): string {
  const payload = JSON.parse(body) as Payload;
  return JSON.stringify({
    ...payload,
    dataValues: payload.dataValues.filter(({ comment }) => comment !== 'DROP TABLE'),
  });
}
