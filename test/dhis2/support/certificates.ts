import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

/** A server's key and certificate, as node:tls takes them. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

/** A private certificate authority that lives for one test run. */
export interface Authority {
  /** Its own certificate, PEM. */
  readonly certificate: string;
  /** Signs a certificate for a host name; with `days` below zero it has expired. */
  issue(hostname: string, days?: number): ServerCertificate;
  /** Removes its files. */
  close(): void;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Makes an authority with the openssl of this machine. */
export function makeAuthority(): Authority {
  const folder = mkdtempSync(path.join(tmpdir(), 'authority-'));
  const openssl = (...args: readonly string[]): void =>
    void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
  openssl(
    'req',
    '-x509',
    ...KEY,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=A private authority',
    '-days',
    '2',
  );
  return {
    certificate: read('ca.pem'),
    close: () => rmSync(folder, { recursive: true, force: true }),
    issue: (hostname, days = 2) => {
      writeFileSync(path.join(folder, 'names'), `subjectAltName=DNS:${hostname}`);
      openssl('req', ...KEY, '-keyout', 'server.key', '-out', 'server.csr', '-subj', `/CN=${hostname}`);
      const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names'];
      openssl('x509', '-req', '-in', 'server.csr', ...signing, '-days', String(days), '-out', 'server.pem');
      return { key: read('server.key'), cert: read('server.pem') };
    },
  };
}
