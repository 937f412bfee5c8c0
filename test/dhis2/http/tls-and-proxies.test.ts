import * as http from 'node:http';
import * as net from 'node:net';
import { ConfigError } from '../../../src/errors';
import { makeAuthority } from '../support/certificates';
import { CANARY, SUMMARY, payload, rigsOfEachTest } from '../support/fixtures';
import { json, startServer, type TestServer } from '../support/server';

const authority = makeAuthority();
const connect = rigsOfEachTest();
const servers: { close(): Promise<void> }[] = [];

async function secureServer(hostname = 'localhost', days?: number): Promise<TestServer> {
  const server = await startServer((_, response) => json(response, 200, SUMMARY), authority.issue(hostname, days));
  servers.push(server);
  return server;
}

afterAll(() => authority.close());
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe('certificates', () => {
  it('of a private authority are trusted when ca_certificates holds it, also with its line breaks written out', async () => {
    const server = await secureServer();

    for (const caCertificates of [authority.certificate, authority.certificate.replaceAll('\n', '\\n')]) {
      await expect(connect(server.url, { caCertificates }).client.send(payload())).resolves.toMatchObject({
        status: 200,
      });
    }
  });

  it.each<[string, { hostname: string; days?: number; caCertificates?: string }, RegExp]>([
    [
      'of an unknown authority',
      { hostname: 'localhost' },
      /^The TLS certificate of localhost:\d+ is signed by an authority that this machine does not know\..*ca_certificates/,
    ],
    [
      'that have expired',
      { hostname: 'localhost', days: -1, caCertificates: authority.certificate },
      /^The TLS certificate of localhost:\d+ has expired\./,
    ],
    [
      'of another host',
      { hostname: 'dhis2.example.org', caCertificates: authority.certificate },
      /^The TLS certificate of localhost:\d+ is for another host name\./,
    ],
  ])('%s are a config_error at once that says so', async (_, { hostname, days, ...settings }, message) => {
    const server = await secureServer(hostname, days);
    const { client, log } = connect(server.url, settings);

    const failure: unknown = await client.send(payload()).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as Error).message).toMatch(message);
    expect(log).toEqual([]);
    expect(server.received).toHaveLength(0);
  });

  it('are missing where https meets a plain http port: said too', async () => {
    const server = await startServer((_, response) => json(response, 200, SUMMARY));
    servers.push(server);

    await expect(connect(server.url.replace('http:', 'https:')).client.send(payload())).rejects.toThrow(
      /does not speak TLS at this port/,
    );
  });

  it.each([['no certificate'], ['-----BEGIN CERTIFICATE-----\nCANARY\n-----END CERTIFICATE-----']])(
    'that are not PEM are refused before anything is sent: %j',
    (caCertificates) => {
      expect(() => connect('https://localhost', { caCertificates })).toThrow(ConfigError);
      expect(() => connect('https://localhost', { caCertificates })).not.toThrow(/CANARY/);
    },
  );

  it('of the token endpoint are checked as well', async () => {
    const server = await secureServer();
    const credentials = {
      kind: 'oauth2_refresh_token',
      clientId: 'airbyte',
      clientSecret: CANARY.clientSecret,
      refreshToken: CANARY.refreshToken,
      tokenUrl: `${server.url}/token`,
    } as const;

    await expect(connect('http://127.0.0.1:1', { credentials }).client.send(payload())).rejects.toThrow(
      /authority that this machine does not know/,
    );
    expect(server.received).toHaveLength(0);
  });
});

describe('proxies', () => {
  const environment = { ...process.env };
  const asked: string[] = [];
  let proxy: http.Server;
  let proxyUrl: string;
  let refuse: number | undefined;
  const tunnels = new Set<net.Socket>();

  beforeEach(async () => {
    for (const name of ['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy']) {
      delete process.env[name];
      delete process.env[name.toUpperCase()];
    }
    asked.length = 0;
    refuse = undefined;
    proxy = http.createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? '-'}`);
      request.pipe(
        http.request(request.url ?? '', { method: request.method!, headers: request.headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        }),
      );
    });
    proxy.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
      asked.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? '-'}`);
      tunnels.add(socket);
      socket.on('error', () => undefined);
      if (refuse) return socket.end(`HTTP/1.1 ${refuse} No\r\nContent-Length: 0\r\n\r\n`);
      const [host, port] = (request.url ?? '').split(':');
      const onward = net.connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket);
        socket.pipe(onward);
      });
      onward.on('error', () => socket.destroy());
      return socket.on('close', () => onward.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    proxyUrl = `http://user:p%40ss@127.0.0.1:${(proxy.address() as net.AddressInfo).port}`;
  });
  afterEach(async () => {
    process.env = { ...environment };
    for (const tunnel of tunnels) tunnel.destroy();
    tunnels.clear();
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });

  const SIGNED = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;

  it.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])(
    'of %s get a tunnel through which the certificate is checked',
    async (name) => {
      const server = await secureServer();
      process.env[name] = proxyUrl;
      const { client } = connect(server.url, { caCertificates: authority.certificate });

      await client.send(payload());
      await client.send(payload());

      expect(asked).toEqual([`CONNECT localhost:${server.port} ${SIGNED}`]);
      expect(server.received).toHaveLength(2);
      expect(server.received[0]!.headers['proxy-authorization']).toBeUndefined();
      await expect(connect(server.url).client.send(payload())).rejects.toThrow(
        /authority that this machine does not know/,
      );
    },
  );

  it('of HTTP_PROXY are asked for the whole address', async () => {
    const server = await startServer((_, response) => json(response, 200, SUMMARY));
    servers.push(server);
    process.env['HTTP_PROXY'] = proxyUrl;

    await expect(connect(server.url).client.send(payload())).resolves.toMatchObject({ status: 200 });

    expect(asked).toEqual([`POST ${server.url}/api/dataValueSets?importStrategy=CREATE_AND_UPDATE ${SIGNED}`]);
  });

  it('are left out for the hosts of NO_PROXY', async () => {
    const server = await secureServer();
    process.env['HTTPS_PROXY'] = proxyUrl;
    process.env['NO_PROXY'] = 'localhost';

    await connect(server.url, { caCertificates: authority.certificate }).client.send(payload());

    expect(asked).toEqual([]);
  });

  it.each([
    ['that want another sign-in', 407, /proxy asks for a sign-in/],
    ['that refuse the host', 403, /in front of DHIS2 refuses/],
  ])('%s are named as what refuses', async (_, code, message) => {
    const server = await secureServer();
    process.env['HTTPS_PROXY'] = proxyUrl;
    refuse = code;

    await expect(connect(server.url).client.send(payload())).rejects.toThrow(message);
    expect(server.received).toHaveLength(0);
  });

  it('that are no address are refused without quoting them', async () => {
    process.env['HTTPS_PROXY'] = 'socks5://user:CANARY@proxy:1080';

    const failure: unknown = await connect('https://localhost')
      .client.send(payload())
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as Error).message).not.toContain('CANARY');
  });
});
