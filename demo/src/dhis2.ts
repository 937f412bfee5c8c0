import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DemoError } from './demo-error';
import { importMetadata } from './import-metadata';
import { describePath, STATE_FOLDER } from './places';
import { startSandboxProcess } from './sandbox-process';
import { basicAuthorization, createWebApi, type WebApi } from './web-api';

/** The `credentials` of the connector's configuration. */
export type Credentials =
  | { readonly auth_type: 'personal_access_token'; readonly token: string }
  | { readonly auth_type: 'basic'; readonly username: string; readonly password: string };

/** A DHIS2 that knows the demo's data sets and org units. */
export interface Dhis2 {
  readonly api: WebApi;
  readonly credentials: Credentials;
  /** Full version, such as `2.42.5.2`. */
  readonly version: string;
  /** For people, one sentence a line. */
  readonly description: readonly string[];
  close(): Promise<void>;
}

/**
 * Opens the DHIS2 that `DHIS2_URL` names, or else a sandbox of its own, with its data on disk.
 * @param say - Is told what it begins to do.
 */
export async function openDhis2(environment: NodeJS.ProcessEnv, say: (line: string) => void): Promise<Dhis2> {
  const url = environment['DHIS2_URL'];
  if (url) {
    say(`asking ${url} …`);
    return openServer(url.replace(/\/+$/, ''), environment);
  }
  const version = environment['DHIS2_VERSION'] ?? '2.42';
  say(`starting a sandbox that answers as ${version} …`);
  return openSandbox(version);
}

async function openSandbox(version: string): Promise<Dhis2> {
  const folder = join(STATE_FOLDER, `dhis2-${version}`);
  const sandbox = await startSandboxProcess(version, folder);
  try {
    const user = createWebApi(sandbox.url, basicAuthorization('connector', 'Connector1!'));
    const token = await tokenOf(user, `${folder}.token`);
    const full = await readVersion(user);
    return {
      api: createWebApi(sandbox.url, `ApiToken ${token}`),
      credentials: { auth_type: 'personal_access_token', token },
      version: full,
      description: [
        `sandbox that answers as ${full}, at ${sandbox.url}, data in ${describePath(folder)}`,
        'signed in as connector with a personal access token',
      ],
      close: () => sandbox.close(),
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

async function openServer(url: string, environment: NodeJS.ProcessEnv): Promise<Dhis2> {
  const credentials = credentialsOf(environment);
  const api = createWebApi(
    url,
    credentials.auth_type === 'basic'
      ? basicAuthorization(credentials.username, credentials.password)
      : `ApiToken ${credentials.token}`,
  );
  const version = await readVersion(api);
  const imported = await importMetadata(api);
  return { api, credentials, version, description: [`${version} at ${url}`, imported], close: async () => {} };
}

function credentialsOf(environment: NodeJS.ProcessEnv): Credentials {
  const { DHIS2_TOKEN: token, DHIS2_USERNAME: username, DHIS2_PASSWORD: password } = environment;
  if (token) return { auth_type: 'personal_access_token', token };
  if (username && password) return { auth_type: 'basic', username, password };
  throw new DemoError('DHIS2_URL needs a sign-in beside it: DHIS2_TOKEN, or DHIS2_USERNAME and DHIS2_PASSWORD.');
}

async function readVersion(api: WebApi): Promise<string> {
  const { version } = await api.get<{ version?: string }>('system/info');
  if (version === undefined) throw new DemoError(`${api.url} answers, but not as DHIS2's Web API does.`);
  return version;
}

/** The token of an earlier run, if the sandbox still knows it, or else a new one. @param file - Where it is kept. */
async function tokenOf(user: WebApi, file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept !== '' && (await isAccepted(user.url, kept))) return kept;
  const token = await createToken(user);
  await writeFile(file, token, { mode: 0o600 });
  return token;
}

function isAccepted(url: string, token: string): Promise<boolean> {
  return readVersion(createWebApi(url, `ApiToken ${token}`)).then(
    () => true,
    () => false,
  );
}

/** Makes a token that lives for a year. The key is shown this once (DHIS2 2.42, transcript of POST /api/apiToken). */
async function createToken(api: WebApi): Promise<string> {
  const yearMs = 365 * 24 * 60 * 60 * 1000;
  const { response } = await api.post<{ response: { key: string } }>('apiToken', {
    expire: Date.now() + yearMs,
    attributes: [],
  });
  return response.key;
}
