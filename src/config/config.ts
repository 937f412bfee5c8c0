import { readJsonFile } from './read-json-file';
import { fitToSpec } from './form';
import { readStreams, type StreamEntry } from './streams';
import { readStreamsText } from './streams-text';
import { ConfigError } from '../errors';
import { readIdSchemes, type IdSchemesForm } from './id-schemes';
import type { CoreSettings, IdSchemes, ImportStrategy } from '../core/model/settings';
import { normaliseBaseUrl } from '../dhis2/http/base-url';
import type { ConnectionSettings } from '../dhis2/connection';
import type { Credentials } from '../dhis2/sign-in/credentials';

/** The configuration, checked, completed with the spec's defaults and translated. */
export interface Config {
  readonly connection: ConnectionSettings;
  readonly core: CoreSettings;
  /** Folder for reports; none by default. */
  readonly reportsDir?: string;
  /** Sentences for `check` and the start of the log, such as settings that nobody knows. */
  readonly warnings: readonly string[];
  /** As it was read, to be given back in a CONTROL message with a new refresh token. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** The form as it is once it fits the spec: snake_case here, and nowhere after. */
interface Form {
  readonly base_url: string;
  readonly credentials: CredentialsForm;
  readonly ca_certificates?: string;
  readonly request_timeout_seconds: number;
  readonly id_schemes: IdSchemesForm;
  readonly streams: readonly StreamEntry[];
  readonly streams_text?: string;
  readonly null_values: CoreSettings['nullValues'];
  readonly import_strategy: ImportStrategy;
  readonly completion: CoreSettings['completion'];
  readonly preflight: boolean;
  readonly max_rejected_percent: number;
  readonly request_shape: CoreSettings['requestShape'];
  readonly max_values_per_request: number;
  readonly max_concurrent_requests: number;
  readonly reports_dir?: string;
}

type CredentialsForm =
  | { readonly auth_type: 'personal_access_token'; readonly token: string }
  | ({ readonly auth_type: 'oauth2_refresh_token'; readonly refresh_token: string } & ClientForm)
  | ({ readonly auth_type: 'oauth2_password'; readonly username: string; readonly password: string } & ClientForm)
  | ({ readonly auth_type: 'oauth2_client_credentials'; readonly scope?: string } & ClientForm & { token_url: string })
  | { readonly auth_type: 'basic'; readonly username: string; readonly password: string };

interface ClientForm {
  readonly client_id: string;
  readonly client_secret: string;
  readonly token_url?: string;
}

/**
 * Reads the configuration from a file.
 * @throws {@link ConfigError} If it cannot be read or does not fit the spec: names the field and what is expected there,
 *   never what was found.
 */
export async function readConfig(path: string): Promise<Config> {
  return parseConfig(await readJsonFile(path, 'config'));
}

/**
 * Checks and translates a configuration.
 * @throws {@link ConfigError} As {@link readConfig} does.
 */
export function parseConfig(raw: unknown): Config {
  const { form, warnings } = fitToSpec<Form>(raw);
  const fromText = fitStreamsText(raw, form.streams_text);
  return {
    connection: readConnection(form),
    core: {
      idSchemes: readIdSchemes(form.id_schemes) as IdSchemes,
      streams: readStreams([
        { at: 'streams', entries: form.streams },
        { at: 'streams_text', entries: fromText.entries },
      ]),
      importStrategy: form.import_strategy,
      nullValues: form.null_values,
      completion: form.completion,
      requestShape: form.request_shape,
      maxValuesPerRequest: form.max_values_per_request,
      maxConcurrentRequests: form.max_concurrent_requests,
      preflight: form.preflight,
      maxRejectedPercent: form.max_rejected_percent,
    },
    ...(form.reports_dir === undefined ? {} : { reportsDir: form.reports_dir }),
    warnings: [...warnings, ...fromText.warnings],
    raw: raw as Config['raw'],
  };
}

/** The entries of `streams_text`, fitted to the spec as those of `streams` are. */
function fitStreamsText(
  raw: unknown,
  text: string | undefined,
): { readonly entries: readonly StreamEntry[]; readonly warnings: readonly string[] } {
  if (text === undefined) return { entries: [], warnings: [] };
  const rename = (sentence: string): string => sentence.replaceAll('`streams[', '`streams_text[');
  try {
    const { form, warnings } = fitToSpec<Form>({ ...(raw as object), streams: readStreamsText(text) });
    return { entries: form.streams, warnings: warnings.filter((each) => each.includes('`streams[')).map(rename) };
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(rename(error.message)) : error;
  }
}

function readConnection(form: Form): ConnectionSettings {
  return {
    baseUrl: normaliseBaseUrl(form.base_url),
    credentials: readCredentials(form.credentials),
    requestTimeoutMs: form.request_timeout_seconds * 1000,
    ...(form.ca_certificates === undefined ? {} : { caCertificates: form.ca_certificates }),
    maxConcurrentRequests: form.max_concurrent_requests,
    importStrategy: form.import_strategy,
  };
}

/** Tokens lose the blanks and line ends that come along when they are pasted; passwords are left as they are. */
function readCredentials(form: CredentialsForm): Credentials {
  switch (form.auth_type) {
    case 'personal_access_token':
      return { kind: form.auth_type, token: form.token.trim() };
    case 'oauth2_refresh_token':
      return { kind: form.auth_type, ...readClient(form), refreshToken: form.refresh_token.trim() };
    case 'oauth2_password':
      return { kind: form.auth_type, ...readClient(form), username: form.username, password: form.password };
    case 'oauth2_client_credentials': {
      const scope = form.scope === undefined ? {} : { scope: form.scope };
      return { kind: form.auth_type, ...readClient(form), tokenUrl: form.token_url, ...scope };
    }
    case 'basic':
      return { kind: form.auth_type, username: form.username, password: form.password };
  }
}

function readClient(form: ClientForm): { clientId: string; clientSecret: string; tokenUrl?: string } {
  return {
    clientId: form.client_id.trim(),
    clientSecret: form.client_secret.trim(),
    ...(form.token_url === undefined ? {} : { tokenUrl: form.token_url }),
  };
}
