import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import { ConfigError } from '../../errors';

/** What is wrong with a server's certificate. */
export type CertificateProblem =
  'expired' | 'not-yet-valid' | 'wrong-host' | 'unknown-authority' | 'revoked' | 'no-tls';

/** OpenSSL's and Node's codes for what no repetition heals (node:tls, "X509 certificate error codes"). */
const PROBLEMS: ReadonlyMap<string, CertificateProblem> = new Map([
  ['CERT_HAS_EXPIRED', 'expired'],
  ['CERT_NOT_YET_VALID', 'not-yet-valid'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'wrong-host'],
  ['HOSTNAME_MISMATCH', 'wrong-host'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'unknown-authority'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unknown-authority'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unknown-authority'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'unknown-authority'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unknown-authority'],
  ['CERT_UNTRUSTED', 'unknown-authority'],
  ['INVALID_CA', 'unknown-authority'],
  ['CERT_REVOKED', 'revoked'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'no-tls'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'no-tls'],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'no-tls'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'no-tls'],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'no-tls'],
  // The same five as OpenSSL 3 numbers them, which is what Node 20 shows.
  ['0A00010B', 'no-tls'],
  ['0A0000C6', 'no-tls'],
  ['0A000102', 'no-tls'],
  ['0A00042E', 'no-tls'],
  ['0A000410', 'no-tls'],
]);

/** Reads an error's `code` as a certificate problem; undefined for any other error. */
export function certificateProblem(code: string): CertificateProblem | undefined {
  return PROBLEMS.get(code);
}

/** Says which problem the certificate of `host` has and what to do. */
export function certificateAdvice(problem: CertificateProblem, host: string): string {
  switch (problem) {
    case 'expired':
      return `The TLS certificate of ${host} has expired. Its administrator must renew it.`;
    case 'not-yet-valid':
      return `The TLS certificate of ${host} is not valid yet. Compare the clocks of this machine and of the server.`;
    case 'wrong-host':
      return `The TLS certificate of ${host} is for another host name. Put the name that the certificate is for in base_url.`;
    case 'unknown-authority':
      return `The TLS certificate of ${host} is signed by an authority that this machine does not know. If it is a private one, put its certificate (PEM) in ca_certificates; if not, the server may lack the intermediate certificate.`;
    case 'revoked':
      return `The TLS certificate of ${host} was revoked. Its administrator must replace it.`;
    case 'no-tls':
      return `${host} does not speak TLS at this port, or none that is safe (1.2 or newer). Check scheme and port of base_url (http:// instead of https://?).`;
  }
}

/** One certificate in a PEM text; a bundle holds many. */
const PEM_BLOCK = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * The certificate authorities to trust: the system's and those of the setting `ca_certificates`.
 *
 * @returns Undefined without the setting: Node's own choice stands.
 * @throws {@link ConfigError} If the setting is no PEM text.
 */
export function trustedAuthorities(caCertificates: string | undefined): string[] | undefined {
  if (caCertificates === undefined || caCertificates.trim() === '') return undefined;
  // A form with a single line, or an environment variable, hands the line breaks over as two characters.
  const pem = caCertificates.replaceAll('\\n', '\n');
  const blocks = pem.match(PEM_BLOCK) ?? [];
  if (blocks.length === 0 || !blocks.every(isCertificate)) {
    throw new ConfigError(
      'ca_certificates is not PEM text: it must hold one or more blocks from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
    );
  }
  return [...systemAuthorities(), ...blocks];
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** Naming authorities replaces Node's own, so they are named too. */
function systemAuthorities(): readonly string[] {
  // Node 22.15 and later; it covers NODE_EXTRA_CA_CERTS and --use-system-ca.
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default') => string[] };
  if (getCACertificates) return getCACertificates('default');
  const extra = process.env['NODE_EXTRA_CA_CERTS'];
  if (!extra) return tls.rootCertificates;
  try {
    return [...tls.rootCertificates, readFileSync(extra, 'utf8')];
  } catch {
    return tls.rootCertificates;
  }
}
