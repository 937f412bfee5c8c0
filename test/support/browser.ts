import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

/** The browser to drive: Debian's, or the one that CHROMIUM names. */
export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether a browser is installed (`apt-get install -y chromium`). */
export const hasBrowser = existsSync(CHROMIUM);

/** `test`, or a skipped one that says why. */
export const browserTest: jest.It = hasBrowser ? test : test.skip;

/** A browser with an empty profile. */
export interface Browser {
  /** A page without the cookies of those before. */
  freshPage(): Promise<Page>;
  close(): Promise<void>;
}

/** A busy machine takes its time; Playwright's own 30 seconds are for faster ones. */
const PATIENCE_MS = 600_000;

/** Starts Chromium without anything that talks to the outside. */
export async function startBrowser(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    timeout: PATIENCE_MS,
    viewport: { width: 640, height: 560 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  return {
    freshPage: async () => {
      await context.clearCookies();
      return context.newPage();
    },
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
