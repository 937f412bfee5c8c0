import type { ImportStrategy } from '../core/model/settings';
import type { Credentials } from './sign-in/credentials';

/** How to reach one DHIS2 and how to write there, as `config/config.ts` reads it. */
export interface ConnectionSettings {
  /** As `normaliseBaseUrl` gives it: no trailing slash, no `/api`. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** For one attempt, from its first byte out to its last byte in. */
  readonly requestTimeoutMs: number;
  /** PEM text of private certificate authorities, trusted beside the system's. */
  readonly caCertificates?: string;
  readonly maxConcurrentRequests: number;
  readonly importStrategy: ImportStrategy;
}
