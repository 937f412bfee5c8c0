import { randomBytes } from 'node:crypto';
import * as net from 'node:net';
import { Patience } from '../../src/core/model/patience';
import { ConfigError, TransientError } from '../../src/errors';
import {
  CANARY,
  FakeClock,
  SUMMARY,
  dataValue,
  payload,
  rigsOfEachTest,
  type Deps,
  type Rig,
  type Settings,
} from './support/fixtures';
import { type Answering, inTurn, json, startServer, type TestServer } from './support/server';

const fine: Answering = (_, response) => json(response, 200, SUMMARY);
const page =
  (status: number, html: string, headers = {}): Answering =>
  (_, response) =>
    response.writeHead(status, { 'Content-Type': 'text/html', ...headers }).end(html);
const status = (code: number, headers = {}): Answering => page(code, '<html>sorry</html>', headers);
const reset: Answering = (_, __, socket) => socket.resetAndDestroy();
const midAnswer: Answering = (_, response, socket) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
  response.write('{"status":');
  setImmediate(() => socket.destroy());
};
const chunkedMidAnswer: Answering = (_, response, socket) => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.write('{"status":');
  setImmediate(() => socket.destroy());
};
/** Sends a byte every few milliseconds and never ends. */
const drip: Answering = (_, response, socket) => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 5);
  socket.once('close', () => clearInterval(timer));
};
const silence: Answering = () => undefined;

/** So long a request may take: where an answer is due, longer than a busy machine needs for it. */
const timeoutFor = (fault: Answering, shortMs: number): number =>
  fault === silence || fault === drip ? shortMs : 120_000;

const REGISTRATION = {
  dataSet: 'dsMONTHLY01',
  period: '202501',
  orgUnit: 'ouFACIL0001',
  attributeOptionCombo: 'HllvX50cXC0',
  date: '2025-02-03',
};

const STORED = { kind: 'answered', status: 200, body: SUMMARY };

describe('the transport', () => {
  let server: TestServer;
  let answer: Answering = fine;
  const rig = rigsOfEachTest();
  const connect = (settings?: Settings, deps?: Deps): Rig => rig(server.url, settings, deps);

  beforeAll(async () => {
    server = await startServer((...exchange) => answer(...exchange));
  });
  afterEach(() => {
    server.received.length = 0;
    answer = fine;
  });
  afterAll(() => server.close());

  describe('when trouble passes', () => {
    it.each<[string, Answering]>([
      ['429', status(429)],
      ['500', status(500)],
      ['503', status(503)],
      ['408', status(408)],
      ['522', status(522)],
    ])('sends values again after %s, with one warning', async (_, fault) => {
      answer = inTurn(fault, fine);
      const { client, log, clock } = connect();

      await expect(client.send(payload(2))).resolves.toEqual(STORED);

      expect(server.received).toHaveLength(2);
      expect(server.received[1]!.body).toBe(server.received[0]!.body);
      expect(clock.pauses).toEqual([750]);
      expect(log.map(({ level }) => level)).toEqual(['WARN']);
      expect(log[0]!.message).toMatch(/; trying again in 0\.75 s \(attempt 2\)$/);
    });

    it.each<[string, Answering]>([
      ['502', status(502)],
      ['504', status(504)],
      ['a reset after the request was sent', reset],
      ['a connection closed in mid-answer', midAnswer],
      ['silence beyond the timeout', silence],
    ])('judges a value, and registers, again after %s: neither can land too late', async (_, fault) => {
      const { client, clock } = connect({ requestTimeoutMs: timeoutFor(fault, 2_000) });
      for (const ask of [() => client.dryRun(payload(1)), () => client.complete([REGISTRATION])]) {
        answer = inTurn(fault, fine);
        await expect(ask()).resolves.toEqual(STORED);
      }
      expect(new Set(clock.pauses)).toEqual(new Set([750]));
    });

    it('says status, pause and attempt', async () => {
      answer = inTurn(status(503), status(503), status(503), fine);
      const { client, log } = connect();

      await client.send(payload());

      expect(log.map(({ message }) => message)).toEqual([
        'DHIS2 answered 503; trying again in 0.75 s (attempt 2)',
        'DHIS2 answered 503; trying again in 2 s (attempt 3)',
        'DHIS2 answered 503; trying again in 3 s (attempt 4)',
      ]);
    });

    it('waits as long as Retry-After says, in seconds or until a date', async () => {
      const { client, clock } = connect();
      answer = inTurn(
        status(503, { 'Retry-After': '30' }),
        status(429, {
          Date: new Date(clock.now() + 30_500).toUTCString(),
          'Retry-After': new Date(clock.now() + 90_500).toUTCString(),
        }),
        fine,
      );

      await client.send(payload());

      expect(clock.pauses).toEqual([30_500, 60_500]);
    });

    it('opens a new connection at once when the kept one was closed meanwhile', async () => {
      const { client, log, clock } = connect();
      await client.me().catch(() => undefined);
      answer = inTurn(reset, fine);

      await expect(client.get('/api/me')).resolves.toMatchObject({ status: 200 });
      expect(clock.pauses).toEqual([]);
      expect(log).toEqual([]);
    });

    it('takes a 404 for trouble once DHIS2 has answered before', async () => {
      answer = inTurn(fine, status(404), status(404), fine);
      const { client, log } = connect();
      await client.send(payload());

      await expect(client.send(payload())).resolves.toEqual(STORED);
      expect(log).toHaveLength(2);
    });

    it('leaves the session behind when a page comes with it, which may say that the session has ended', async () => {
      const { client } = connect();
      const opened: Answering = (_, response) =>
        json(response, 200, SUMMARY, { 'Set-Cookie': 'JSESSIONID=old; Path=/' });
      const later: Answering = (request, ...rest) =>
        request.headers.cookie === undefined
          ? fine(request, ...rest)
          : page(200, 'This session has expired')(request, ...rest);
      answer = inTurn(opened, later);
      await client.send(payload());
      expect(await client.send(payload())).toMatchObject({ kind: 'unknown', why: 'foreign' });
      expect(await client.send(payload())).toEqual(STORED);
      expect(server.received.map(({ headers }) => headers.cookie)).toEqual([undefined, 'JSESSIONID=old', undefined]);
    });

    it('reads, too, with retries', async () => {
      answer = inTurn(status(502), (_, response) => json(response, 200, { ok: true }));

      await expect(connect().client.get('/api/me')).resolves.toEqual({ status: 200, body: { ok: true } });
    });
  });

  describe('before the body is through', () => {
    /** A server that breaks the first connections off in some way, and forwards later ones to the real one. */
    async function breaking(
      times: number,
      breakOff: (socket: net.Socket) => void,
    ): Promise<{ url: string; stop(): Promise<void> }> {
      let connections = 0;
      const sockets = new Set<net.Socket>();
      const front = net.createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => undefined);
        connections += 1;
        if (connections <= times) return breakOff(socket);
        const onward = net.connect(server.port, '127.0.0.1');
        onward.on('error', () => undefined);
        return void socket.pipe(onward).pipe(socket);
      });
      await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
      return {
        url: `http://127.0.0.1:${(front.address() as net.AddressInfo).port}`,
        stop: () => {
          for (const socket of sockets) socket.destroy();
          return new Promise((resolve) => front.close(() => resolve()));
        },
      };
    }

    it.each<[string, (socket: net.Socket) => void]>([
      ['at once', (socket) => socket.resetAndDestroy()],
      ['in mid-body', (socket) => socket.once('data', () => socket.resetAndDestroy())],
      ['politely, without an answer', (socket) => socket.once('data', () => socket.end())],
      ['with something that is no HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
    ])('sends the whole of it again after a connection that ends %s', async (_, breakOff) => {
      const front = await breaking(3, breakOff);
      const one = rig(front.url);
      // More than the buffers between here and there hold, however well it is compressed.
      const values = Array.from({ length: 400 }, () => dataValue({ value: randomBytes(15_000).toString('base64') }));

      await expect(one.client.send({ ...payload(), values })).resolves.toEqual(STORED);

      expect(one.log).toHaveLength(3);
      expect(JSON.parse(server.received[0]!.body)).toMatchObject({ dataValues: { length: 400 } });
      one.client.close();
      await front.stop();
    });
  });

  describe('when trouble lasts', () => {
    it.each<[string, Answering, RegExp]>([
      [
        '503',
        status(503),
        /^DHIS2 answered 503, and it went on so for 600 s \(\d+ attempts\)\. .*check that DHIS2 is running/,
      ],
      ['429', status(429), /^DHIS2 answered 429, and it went on so for 600 s .*let the connector through/],
    ])('gives up after ten minutes of %s, as transient', async (_, fault, message) => {
      answer = fault;
      const { client, clock } = connect();
      const started = clock.now();

      const failure = await client.send(payload(2)).catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(TransientError);
      expect((failure as Error).message).toMatch(message);
      expect(clock.now() - started).toBe(600_000);
    });

    it('gives up when the patience that it shares with other requests has ended', async () => {
      answer = status(503);
      const { client, clock } = connect();
      const started = clock.now();
      const patience = new Patience(60_000);
      patience.spend(40_000);

      await expect(client.send(payload(2), patience)).rejects.toThrow(/went on so for 20 s/);
      expect(clock.now() - started).toBe(20_000);
      await expect(client.send(payload(2), patience)).rejects.toThrow('DHIS2 answered 503. ');
    });

    it('takes nothing of the patience for a 500, which a value may be to blame for', async () => {
      answer = status(500);
      const patience = new Patience();
      for (let i = 0; i < 300; i += 1) await connect().client.send(payload(2), patience);
      expect(patience.leftMs).toBeGreaterThan(599_000);
    });

    it('hands a lasting 500 to the core after three attempts, with its body', async () => {
      answer = (_, response) => json(response, 500, { message: 'null' });

      await expect(connect().client.send(payload(2))).resolves.toEqual({
        kind: 'answered',
        status: 500,
        body: { message: 'null' },
      });
      expect(server.received).toHaveLength(3);
    });

    it('says at once what is wrong where a person waits', async () => {
      answer = status(503);
      const { client, clock } = connect({}, { retryBudgetMs: 0 });

      await expect(client.version()).rejects.toThrow('DHIS2 answered 503.');
      expect(clock.pauses).toEqual([]);
    });

    it('does not start another attempt once it is asked to stop', async () => {
      answer = status(503);
      const stop = new AbortController();
      const clock = new FakeClock();
      jest.spyOn(clock, 'sleep').mockImplementation(() => {
        stop.abort();
        return Promise.resolve();
      });
      const { client } = connect({}, { signal: stop.signal, clock });

      await expect(client.send(payload())).rejects.toThrow(/asked to stop/);
      expect(server.received).toHaveLength(1);
    });
  });

  describe('when the answer never comes', () => {
    const empty: Answering = (_, response) => response.writeHead(200).end();
    it.each<[string, Answering, object]>([
      ['502', status(502), { why: 'gateway', status: 502 }],
      ['504', status(504), { why: 'gateway', status: 504 }],
      ['520', status(520), { why: 'gateway', status: 520 }],
      ['524', status(524), { why: 'gateway', status: 524 }],
      ['silence', silence, { why: 'timeout' }],
      ['a drip', drip, { why: 'timeout' }],
      ['a reset after the whole request', reset, { why: 'cut' }],
      ['a connection closed in mid-answer', midAnswer, { why: 'cut' }],
      ['a chunked answer cut off', chunkedMidAnswer, { why: 'cut' }],
      ['a page with 200', page(200, '<html>maintenance</html>'), { why: 'foreign' }],
      ['an empty 200', empty, { why: 'foreign' }],
    ])(
      'of a single value or of several, says so after %s, when it was sent, and repeats nothing',
      async (_, fault, why) => {
        for (const count of [1, 2]) {
          answer = inTurn(fine, fault);
          const { client, clock } = connect({ requestTimeoutMs: timeoutFor(fault, 1_000) });
          await client.send(payload());
          const sentAt = clock.now();
          await expect(client.send(payload(count))).resolves.toEqual({ kind: 'unknown', sentAt, ...why });
          expect(clock.pauses).toEqual([]);
        }
        expect(server.received).toHaveLength(4);
      },
    );

    it('is repeated at once when it was a kept connection, and tells of the second attempt', async () => {
      const { client, clock, log } = connect();
      await client.send(payload());
      answer = inTurn(status(503), reset);
      const answered = await client.send(payload());
      expect(answered).toEqual({ kind: 'unknown', why: 'cut', sentAt: clock.now() });
      expect(clock.pauses).toEqual([750]);
      expect(log).toHaveLength(1);
    });
  });

  describe('when compressed bodies are not taken', () => {
    const plainOnly =
      (refusal: Answering): Answering =>
      (request, ...rest) =>
        (request.headers['content-encoding'] === 'gzip' ? refusal : fine)(request, ...rest);
    it.each<[string, Answering]>([
      ['415', status(415)],
      ['415 as JSON', (_, response) => json(response, 415, { httpStatusCode: 415 })],
      ['400 without JSON', status(400)],
    ])('(%s) sends the same plain, and the rest of the sync too, with one warning', async (_, refusal) => {
      answer = plainOnly(refusal);
      const { client, log, clock } = connect();
      await client.version().catch(() => undefined);
      server.received.length = 0;
      for (let i = 0; i < 3; i += 1) await expect(client.send(payload(100))).resolves.toEqual(STORED);
      expect(server.received.map(({ headers }) => headers['content-encoding'])).toEqual([
        'gzip',
        undefined,
        undefined,
        undefined,
      ]);
      expect(log.map(({ level, message }) => [level, /sent uncompressed/.test(message)])).toEqual([['WARN', true]]);
      expect(clock.pauses).toEqual([]);
    });

    it('takes a 400 that stays for what it is, and goes on compressing', async () => {
      answer = status(400);
      const { client } = connect();
      for (let i = 0; i < 2; i += 1) await expect(client.send(payload(100))).resolves.toMatchObject({ status: 400 });
      expect(server.received.map(({ headers }) => headers['content-encoding'])).toEqual([
        'gzip',
        undefined,
        'gzip',
        undefined,
      ]);
    });
  });

  describe('when a firewall minds a value', () => {
    it.each<[string, Answering]>([
      ['a page', status(403)],
      ['JSON that is not DHIS2s', (_, response) => json(response, 403, { error: 'blocked' })],
    ])('its 403 (%s) is handed on, once DHIS2 was seen to work', async (_, fault) => {
      answer = inTurn(fine, fault);
      const { client } = connect();
      await client.send(payload());
      await expect(client.send(payload(2))).resolves.toMatchObject({ kind: 'answered', status: 403 });
    });
  });

  describe('when a request is too large', () => {
    it.each([1, 2])('says so after 413 (%i values) without sending it again', async (count) => {
      answer = status(413);

      await expect(connect().client.send(payload(count))).resolves.toEqual({ kind: 'too-large', status: 413 });
      expect(server.received).toHaveLength(1);
    });

    it.each<[string, Answering, string]>([
      ['504', status(504), 'gateway'],
      ['silence', silence, 'timeout'],
    ])('(%s) tells of several that are judged or registered, which may be sent in parts', async (_, fault, why) => {
      answer = fault;
      const { client } = connect({ requestTimeoutMs: timeoutFor(fault, 1_000) });
      await expect(client.dryRun(payload(2))).resolves.toMatchObject({ kind: 'unknown', why });
      await expect(client.complete([REGISTRATION, REGISTRATION])).resolves.toMatchObject({ kind: 'unknown', why });
    });

    it('sees a 413 that comes before the body has been read', async () => {
      const gateway = net.createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => {
          socket.write('HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
          socket.resume();
        });
      });
      await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
      const one = rig(`http://127.0.0.1:${(gateway.address() as net.AddressInfo).port}`);

      await expect(one.client.send(payload(50_000))).resolves.toEqual({ kind: 'too-large', status: 413 });
      one.client.close();
      await new Promise((resolve) => gateway.close(resolve));
    });

    it('stops reading an answer that is larger than it takes', async () => {
      answer = (_, response) => {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        const block = Buffer.alloc(1024 * 1024, ' ');
        const more = (): void => {
          while (!response.destroyed && response.write(block));
        };
        response.on('drain', more);
        more();
      };

      await expect(connect().client.send(payload(2))).resolves.toEqual({ kind: 'too-large', status: 200 });
    });
  });

  describe('answers that the core reads', () => {
    it.each([200, 400, 409])('hands on a %i as it is, once', async (code) => {
      answer = (_, response) => json(response, code, { status: 'WARNING' });

      await expect(connect().client.send(payload(2))).resolves.toEqual({
        kind: 'answered',
        status: code,
        body: { status: 'WARNING' },
      });
      expect(server.received).toHaveLength(1);
    });
  });

  describe('when a person must change something', () => {
    const moved =
      (to: string, code = 301): Answering =>
      (_, response) =>
        response.writeHead(code, { Location: to }).end();

    it.each<[string, Answering, RegExp]>([
      ['a login page by redirect', moved('/dhis-web-login/', 302), /answered with its login page \(302\)/],
      [
        'a login page on the address DHIS2 believes in',
        moved('http://localhost:8080/dhis-web-login', 302),
        /login page \(302\)/,
      ],
      ['a login page with 200', page(200, '<form><input type="password"></form>'), /login page \(200\)/],
      [
        'a web page from the first request on',
        page(200, '<html>Welcome</html>'),
        /is no DHIS2 Web API.*\(200\).*context path/,
      ],
      ['a 404 from the first request on', status(404), /is no DHIS2 Web API.*\(404\).*context path/],
      [
        'a new host',
        moved('https://new.example.org/api/dataValueSets'),
        /redirects to https:\/\/new\.example\.org: use that address/,
      ],
      [
        'a context path',
        moved('/hmis/api/dataValueSets'),
        /redirects to http:\/\/127\.0\.0\.1:\d+\/hmis: use that address/,
      ],
      [
        'a sign-in page elsewhere',
        moved('https://sso.example.org/start?session=CANARY', 302),
        /redirects to https:\/\/sso\.example\.org: if/,
      ],
      ['a proxy that wants a sign-in', status(407), /proxy asks for a sign-in/],
      ['a firewall', status(403), /in front of DHIS2 refuses/],
      [
        'a missing authority, as 2.42 says it',
        (_, response) =>
          json(response, 403, {
            httpStatusCode: 403,
            message: 'Access is denied, requires one Authority from [F_DATAVALUE_ADD]',
          }),
        /lacks an authority \(403\): F_DATAVALUE_ADD\./,
      ],
      [
        'a missing authority, as 2.41 says it',
        (_, response) => json(response, 403, { httpStatusCode: 403, message: 'Access is denied' }),
        /lacks an authority \(403\): F_DATAVALUE_ADD\./,
      ],
    ])('%s is a config_error', async (_, fault, message) => {
      answer = fault;
      const { client, log } = connect();

      const failure = await client.send(payload(2)).catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(ConfigError);
      expect((failure as Error).message).toMatch(message);
      expect(JSON.stringify([(failure as Error).message, log])).not.toContain('CANARY');
    });

    it('a firewall in front of reads is named as well', async () => {
      answer = status(403);

      await expect(connect().client.version()).rejects.toThrow(/in front of DHIS2 refuses/);
    });

    it('never follows a redirect with its credentials', async () => {
      const other = await startServer(fine);
      answer = moved(`${other.url}/api/dataValueSets`, 307);

      await expect(connect().client.send(payload())).rejects.toThrow(ConfigError);
      expect(other.received).toHaveLength(0);
      await other.close();
    });

    it.each<[string, string, RegExp]>([
      ['an unknown host', 'http://dhis2.invalid', /cannot be found.*spelling of base_url/],
      ['a closed port', 'http://127.0.0.1:1', /refuses the connection.*Check host and port/],
      [
        'a closed port of a name with two addresses',
        'http://localhost:1',
        /refuses the connection.*Check host and port/,
      ],
    ])('%s is said at once in check', async (_, url, message) => {
      const one = rig(url, {}, { retryBudgetMs: 0 });

      await expect(one.client.version()).rejects.toThrow(message);
      expect(one.clock.pauses).toEqual([]);
    });
  });

  it('shows no secret and no value in any of these failures', async () => {
    const faults = [status(503), reset, status(500), status(403), silence, page(200, CANARY.value), drip, midAnswer];
    for (const fault of faults) {
      answer = (request, ...rest) => fault(request, ...rest);
      const { client, log } = connect({ requestTimeoutMs: 30 }, { retryBudgetMs: 2_000 });
      const failure: unknown = await client.send(payload(1)).catch((error: unknown) => error);
      const seen = failure instanceof Error ? [failure.message, failure.stack, failure.cause, { ...failure }] : [];
      expect(JSON.stringify([seen, log])).not.toContain('CANARY');
    }
  });
});
