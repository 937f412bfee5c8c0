import * as net from 'node:net';
import type { Answer } from '../../src/core/model/ports';
import { ConfigError, TransientError } from '../../src/errors';
import {
  CANARY,
  FakeClock,
  SUMMARY,
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
      ['502 with a proxys page', status(502)],
      ['503', status(503)],
      ['504', status(504)],
      ['408', status(408)],
      ['520', status(520)],
      ['a reset after the body was sent', reset],
      ['a connection closed in mid-answer', midAnswer],
      ['a chunked answer cut off', chunkedMidAnswer],
      ['silence beyond the timeout', silence],
      ['a drip beyond the timeout', drip],
    ])('sends a single value again after %s, with one warning', async (_, fault) => {
      answer = inTurn(fault, fine);
      const { client, log, clock } = connect({ requestTimeoutMs: timeoutFor(fault, 2_000) });

      await expect(client.send(payload(1))).resolves.toEqual(STORED);

      expect(server.received).toHaveLength(2);
      expect(server.received[1]!.body).toBe(server.received[0]!.body);
      expect(clock.pauses).toEqual([750]);
      expect(log.map(({ level }) => level)).toEqual(['WARN']);
      expect(log[0]!.message).toMatch(/; trying again in 0\.75 s \(attempt 2\)$/);
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
        status(429, { 'Retry-After': new Date(clock.now() + 90_500).toUTCString() }),
        fine,
      );

      await client.send(payload());

      expect(clock.pauses).toEqual([30_500, 60_000]);
    });

    it('opens a new connection at once when the kept one was closed meanwhile', async () => {
      const { client, log, clock } = connect();
      await client.send(payload());
      answer = inTurn(reset, fine);

      await expect(client.send(payload())).resolves.toEqual(STORED);
      expect(clock.pauses).toEqual([]);
      expect(log).toEqual([]);
    });

    it('takes a web page for trouble once DHIS2 has answered before', async () => {
      answer = inTurn(fine, page(200, '<html>maintenance</html>'), status(404), fine);
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

      await expect(one.client.send(payload(20_000))).resolves.toEqual(STORED);

      expect(one.log).toHaveLength(3);
      expect(JSON.parse(server.received[0]!.body)).toMatchObject({ dataValues: { length: 20_000 } });
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
      ['resets', reset, /^DHIS2 \(127\.0\.0\.1:\d+\) broke off the connection, and it went on so for 600 s/],
    ])('gives up after ten minutes of %s, as transient', async (_, fault, message) => {
      answer = fault;
      const { client, clock } = connect();
      const started = clock.now();

      const failure = await client.send(payload(2)).catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(TransientError);
      expect((failure as Error).message).toMatch(message);
      expect(clock.now() - started).toBe(600_000);
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

  describe('when a request is too large', () => {
    it.each<[string, Answering, number, Answer]>([
      ['413, also of one value', status(413), 1, { kind: 'too-large', status: 413 }],
      ['413', status(413), 2, { kind: 'too-large', status: 413 }],
      ['504', status(504), 2, { kind: 'unknown', why: 'gateway' }],
      ['524', status(524), 2, { kind: 'unknown', why: 'gateway' }],
      ['silence', silence, 2, { kind: 'unknown', why: 'timeout' }],
      ['a drip', drip, 2, { kind: 'unknown', why: 'timeout' }],
    ])('says so after %s without sending it again', async (_, fault, count, outcome) => {
      answer = fault;

      const settings = { requestTimeoutMs: timeoutFor(fault, 1_000) };
      await expect(connect(settings).client.send(payload(count))).resolves.toEqual(outcome);
      expect(server.received).toHaveLength(1);
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
