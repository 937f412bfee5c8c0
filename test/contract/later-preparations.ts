import { basic } from '../support/sandbox';
import { hidingMetadataOf } from './later-metadata';
import { unmadeMetadataOf } from './recorded-metadata';
import { ALL, AUTHORIZATION_SERVER } from './run';
import type { Preparation, Replay } from './run';

type User = 'admin' | 'connector';

/** What happened before transcripts 901 on. */
export const LATER_PREPARATIONS: readonly Preparation[] = [
  { before: 901, versions: ALL, why: 'days had passed, and more metadata and two files were there', happens: begin },
  {
    before: 901,
    versions: ['2.41.9.1', '2.42.5.2'],
    why: 'a percentage was there (1184)',
    happens: store({ dataElement: 'dePERCENT01', period: '202501', value: '100' }, { user: 'admin' }),
  },
  ...['201207', '201208', '201209'].flatMap((period) => [
    {
      before: 1133,
      versions: ALL,
      why: 'the period had been introduced by a value (1136)',
      happens: store({ dataElement: 'deTEXT00001', period, value: 'x' }),
    },
    {
      before: 1133,
      versions: ALL,
      why: 'that value was taken back',
      happens: store({ dataElement: 'deTEXT00001', period }, { strategy: 'DELETE' }),
    },
  ]),
  { before: 1307, versions: ALL, why: 'three messages had been sent (1313)', happens: sendMessages },
  {
    before: 1321,
    versions: AUTHORIZATION_SERVER,
    why: 'more metadata was there',
    happens: ({ sandbox, version, permutation }) => sandbox.metadata.put(permutation.json(hidingMetadataOf(version))),
  },
];

/** 2.41 was a server without the data of the earlier transcripts (1076). */
async function begin(run: Replay): Promise<void> {
  const { sandbox, version, permutation } = run;
  sandbox.clock.advance(Date.parse(permutation.moment('2026-11-28T00:12:57.000Z')) - sandbox.clock.ms());
  if (version === '2.41.9.1') await sandbox.reset();
  sandbox.metadata.put(permutation.json(unmadeMetadataOf(version)));
  for (const [uid, name] of [
    ['vtFILE00001', 'a.txt'],
    ['vtFILE00002', 'b.txt'],
  ] as const) {
    await upload(run, { query: `domain=DATA_VALUE&uid=${permutation.json(uid)}`, name, content: 'hello' });
  }
}

function store(
  value: Readonly<Record<string, string>>,
  { user = 'connector', strategy = 'CREATE_AND_UPDATE' }: { user?: User; strategy?: string } = {},
): (run: Replay) => Promise<unknown> {
  const payload = { dataSet: 'dsMONTHLY01', dataValues: [{ orgUnit: 'ouFACIL0001', ...value }] };
  const path = `/api/dataValueSets?importStrategy=${strategy}`;
  return (run) => send(run, path, { user, json: run.permutation.json(payload) });
}

async function sendMessages(run: Replay): Promise<void> {
  const users = [{ id: run.permutation.json('usCLERK0001') }];
  const refused = { subject: 'DHIS2 import: 7 of 4,000 rows refused', text: 'Summary…', users };
  const path = '/api/messageConversations';
  await send(run, path, { json: refused });
  await send(run, path, { json: refused });
  const query = 'domain=MESSAGE_ATTACHMENT';
  const id = await upload(run, { query, name: 'refused.csv', type: 'text/csv', content: 'x'.repeat(32) });
  await send(run, path, {
    json: { ...refused, subject: 'DHIS2 import: rows refused (refused.csv)', attachments: [{ id }] },
  });
}

interface Upload {
  readonly query: string;
  readonly name: string;
  readonly type?: string;
  readonly content: string;
}

async function upload(run: Replay, { query, name, type = 'text/plain', content }: Upload): Promise<string> {
  const form = new FormData();
  form.set('file', new File([content], name, { type }));
  const answer = (await send(run, `/api/fileResources?${query}`, { form })) as {
    response: { fileResource: { id: string } };
  };
  return answer.response.fileResource.id;
}

async function send(
  { sandbox }: Replay,
  path: string,
  { user = 'connector', json, form }: { user?: User; json?: object; form?: FormData },
): Promise<unknown> {
  const answer = await fetch(sandbox.url + path, {
    method: 'POST',
    headers: { authorization: basic(user), ...(json === undefined ? {} : { 'content-type': 'application/json' }) },
    body: form ?? JSON.stringify(json),
  });
  if (!answer.ok) throw new Error(`Preparation failed: ${await answer.text()}`);
  return answer.json();
}
