import * as http from 'node:http';
import * as https from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { ConfigError } from '../../errors';

/** How requests to one origin travel. */
export interface Route {
  readonly httpAgent: http.Agent;
  readonly httpsAgent: https.Agent;
  /** For plain http through a proxy, which is asked with the whole address; https goes through a tunnel of the agent's. */
  readonly proxy:
    { readonly protocol: string; readonly host: string; readonly port: number; readonly auth?: ProxyAuth } | false;
  /** `host:port` of the proxy, for messages. */
  readonly via?: string;
}

interface ProxyAuth {
  readonly username: string;
  readonly password: string;
}

/** What the agents of a route need to know. */
export interface RouteOptions {
  readonly maxSockets: number;
  /** As `trustedAuthorities` gives it. */
  readonly ca: readonly string[] | undefined;
}

/** The routes of one transport, one an origin: DHIS2, and a token endpoint elsewhere. */
export class Routes {
  readonly #options: RouteOptions;
  readonly #open = new Map<string, Route>();

  constructor(options: RouteOptions) {
    this.#options = options;
  }

  /** @throws {@link ConfigError} As {@link openRoute}. */
  to(url: string): Route {
    const { origin } = new URL(url);
    let route = this.#open.get(origin);
    if (!route) this.#open.set(origin, (route = openRoute(url, this.#options)));
    return route;
  }

  /** Ends the kept connections. */
  close(): void {
    for (const { httpAgent, httpsAgent } of this.#open.values()) {
      httpAgent.destroy();
      httpsAgent.destroy();
    }
    this.#open.clear();
  }
}

/**
 * Opens a route to the origin of `url`: connections are kept and bounded, and the usual environment variables
 * (HTTPS_PROXY, HTTP_PROXY, NO_PROXY, ALL_PROXY, in either case) choose a proxy.
 *
 * @throws {@link ConfigError} If the variable for this origin holds no http(s) address.
 */
export function openRoute(url: string, { maxSockets, ca }: RouteOptions): Route {
  const options = { keepAlive: true, maxSockets, scheduling: 'lifo' as const };
  const trust = ca ? { ca: [...ca] } : {};
  const proxy = proxyFor(url);
  const httpAgent = new http.Agent(options);
  if (!proxy) return { httpAgent, httpsAgent: new https.Agent({ ...options, ...trust }), proxy: false };
  if (url.startsWith('https:')) {
    const tunnel = new TrustingTunnel(proxy, { ...options, ...trust });
    return { httpAgent, httpsAgent: tunnel, proxy: false, via: proxy.host };
  }
  return {
    httpAgent,
    httpsAgent: new https.Agent({ ...options, ...trust }),
    proxy: plainProxy(proxy),
    via: proxy.host,
  };
}

type Connect = HttpsProxyAgent<string>['connect'];

/** A CONNECT tunnel whose far end is checked against our authorities; the library hands them to the proxy's end only. */
class TrustingTunnel extends HttpsProxyAgent<string> {
  readonly #ca: readonly string[] | undefined;

  constructor(proxy: URL, options: http.AgentOptions & { readonly ca?: string[] }) {
    super(proxy, options);
    this.#ca = options.ca;
  }

  override connect(...[request, options]: Parameters<Connect>): ReturnType<Connect> {
    return super.connect(
      request,
      this.#ca && options.secureEndpoint ? Object.assign(options, { ca: this.#ca }) : options,
    );
  }
}

function proxyFor(url: string): URL | undefined {
  const text = getProxyForUrl(url);
  if (!text) return undefined;
  try {
    const proxy = new URL(text);
    if (proxy.protocol === 'http:' || proxy.protocol === 'https:') return proxy;
  } catch {
    // Said below; the text may hold a password.
  }
  throw new ConfigError(
    'The environment names a proxy (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) that is no http:// or https:// address. Correct the variable, or name the host of base_url in NO_PROXY.',
  );
}

function plainProxy(proxy: URL): Exclude<Route['proxy'], false> {
  const secure = proxy.protocol === 'https:';
  const address = { protocol: proxy.protocol, host: proxy.hostname, port: Number(proxy.port) || (secure ? 443 : 80) };
  if (!proxy.username) return address;
  const auth = { username: decodeURIComponent(proxy.username), password: decodeURIComponent(proxy.password) };
  return { ...address, auth };
}
