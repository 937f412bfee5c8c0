import { join } from 'node:path';

import type { Sandbox } from '../../sandbox/src/sandbox';
import { startTestSandbox } from '../support/sandbox';

import { messagesOf } from './destination-message';
import { catalogOf, configFor, row } from './job';
import { playSync, type SourceMessage, type SyncOutcome } from './platform';
import { complaints } from './platform-judge';

const CONNECTOR = [join(__dirname, '../../bin/destination-dhis2')];

const record = (index: number, changes: object = {}, stream = 'monthly', namespace?: string): SourceMessage => ({
  kind: 'record',
  stream,
  ...(namespace === undefined ? {} : { namespace }),
  data: row(index, changes),
});

const records = (from: number, to: number, stream?: string): SourceMessage[] =>
  Array.from({ length: to - from }, (_, position) => record(from + position, {}, stream));

/** A STREAM state; `body` is JSON text of its stream_state, kept to the digit. */
const streamState = (body: string, stream = 'monthly', namespace?: string): SourceMessage => ({
  kind: 'state',
  stream,
  ...(namespace === undefined ? {} : { namespace }),
  state: `{"type":"STREAM","stream":{"stream_descriptor":{"name":"${stream}"${
    namespace === undefined ? '' : `,"namespace":"${namespace}"`
  }},"stream_state":${body}}}`,
});

const globalState = (body: string): SourceMessage => ({
  kind: 'state',
  state: `{"type":"GLOBAL","global":{"shared_state":${body},"stream_states":[{"stream_descriptor":{"name":"monthly"},"stream_state":{}}]}}`,
});

const ofType = (outcome: SyncOutcome, type: string) => messagesOf(outcome.stdout, type);

const failuresOf = (outcome: SyncOutcome) => ofType(outcome, 'TRACE').map(({ trace }) => trace?.error?.failure_type);

const statsOf = (outcome: SyncOutcome) =>
  ofType(outcome, 'STATE').map(({ state }) => [
    state?.destinationStats?.recordCount,
    state?.destinationStats?.rejectedRecordCount ?? 0,
  ]);

describe('the platform has nothing to say about', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ version: '2.42' });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  const play = (messages: readonly SourceMessage[], streams = ['monthly'], more: object = {}) =>
    playSync(CONNECTOR, { config: configFor(sandbox.url, more), catalog: catalogOf(streams), messages });

  test('states with keys that nobody knows and numbers that no double holds', async () => {
    const outcome = await play([
      ...records(0, 3),
      streamState(
        '{"lsn":9007199254740993,"ratio":1.0,"tiny":1e-7,"deep":{"destinationStats":{"recordCount":5}},"text":"a\\u0000\\"}"}',
      ),
      ...records(3, 5),
      {
        ...streamState('{}'),
        state:
          '{ "added_later" : [ {} , null ] , "type":"STREAM","stream":{"stream_descriptor":{"name":"monthly","namespace":null},"stream_state":null}, "destinationStats" : null }',
      } as SourceMessage,
    ]);

    expect(complaints(outcome)).toEqual([]);
    expect(outcome.exitCode).toBe(0);
    expect(statsOf(outcome)).toEqual([
      [3, 0],
      [2, 0],
    ]);
    expect(await sandbox.values()).toHaveLength(5);
  });

  test('rejected rows, each counted in the state that follows it', async () => {
    const outcome = await play([
      record(0),
      record(1, { value: 'twelve' }),
      streamState('{"row":2}'),
      record(2),
      streamState('{"row":3}'),
      record(3, { org_unit: 'ouNOSUCH001' }),
      streamState('{"row":4}'),
    ]);

    expect(complaints(outcome)).toEqual([]);
    expect(outcome.exitCode).toBe(0);
    expect(statsOf(outcome)).toEqual([
      [1, 1],
      [1, 0],
      [0, 1],
    ]);
    expect(await sandbox.values()).toHaveLength(2);
  });

  test('two streams whose states come in turns', async () => {
    const outcome = await play(
      [
        ...records(0, 2, 'monthly'),
        ...records(100, 103, 'weekly'),
        streamState('{"row":1}', 'weekly'),
        record(2, {}, 'monthly'),
        streamState('{"row":1}', 'monthly'),
        streamState('{"row":2}', 'weekly'),
        record(3, {}, 'monthly'),
        streamState('{"row":2}', 'monthly'),
      ],
      ['monthly', 'weekly'],
    );

    expect(complaints(outcome)).toEqual([]);
    expect(outcome.exitCode).toBe(0);
    expect(await sandbox.values()).toHaveLength(7);
  });

  test('two streams of one name in two namespaces', async () => {
    const outcome = await play(
      [
        record(0, {}, 'monthly', 'north'),
        record(1, {}, 'monthly', 'south'),
        record(2, {}, 'monthly', 'south'),
        streamState('{}', 'monthly', 'south'),
        streamState('{}', 'monthly', 'north'),
      ],
      ['north.monthly', 'south.monthly'],
    );

    expect(complaints(outcome)).toEqual([]);
    expect(outcome.exitCode).toBe(0);
    expect(ofType(outcome, 'STATE')).toHaveLength(2);
  });

  test('GLOBAL states, which count the records of every stream', async () => {
    const outcome = await play(
      [
        ...records(0, 2, 'monthly'),
        ...records(10, 13, 'weekly'),
        globalState('{"lsn":18446744073709551615}'),
        ...records(13, 14, 'weekly'),
        globalState('{"lsn":18446744073709551616}'),
      ],
      ['monthly', 'weekly'],
    );

    expect(complaints(outcome)).toEqual([]);
    expect(statsOf(outcome)).toEqual([
      [5, 0],
      [1, 0],
    ]);
  });

  test.each([
    ['without a type', '{"data":{"cursor":12345678901234567890}}'],
    [
      'with a type of null, as PyAirbyte writes it',
      '{"type":null,"stream":null,"global_":null,"data":{"cursor":1.50}}',
    ],
    [
      'with GLOBAL spelt as PyAirbyte does',
      '{"type":"GLOBAL","global_":{"shared_state":{"lsn":1.0},"stream_states":[]}}',
    ],
  ])('a legacy state %s', async (_title, state) => {
    const outcome = await play([...records(0, 2), { kind: 'state', state }]);

    expect(complaints(outcome)).toEqual([]);
    expect(statsOf(outcome)).toEqual([[2, 0]]);
  });

  test('a stream without records, and a sync without states', async () => {
    const empty = await play([streamState('{}')]);
    expect(complaints(empty)).toEqual([]);
    expect(statsOf(empty)).toEqual([[0, 0]]);

    const stateless = await play(records(0, 4));
    expect(complaints(stateless)).toEqual([]);
    expect(stateless.exitCode).toBe(0);
    expect(await sandbox.values()).toHaveLength(4);
  });

  test('many states, which all come back', async () => {
    const messages = Array.from({ length: 40 }, (_, index) => [
      ...records(index * 50, index * 50 + 50),
      streamState(`{"row":${index}}`),
    ]).flat();

    const outcome = await play(messages);

    expect(complaints(outcome)).toEqual([]);
    expect(statsOf(outcome)).toEqual(Array.from({ length: 40 }, () => [50, 0]));
    expect(await sandbox.values()).toHaveLength(2000);
  });

  test('a wrong password: one config_error, no state', async () => {
    const credentials = { auth_type: 'basic', username: 'connector', password: 'canary-of-a-password' };
    const outcome = await play([...records(0, 3), streamState('{}')], ['monthly'], { credentials });

    expect(complaints(outcome)).toEqual([]);
    expect(outcome.exitCode).not.toBe(0);
    expect(failuresOf(outcome)).toEqual(['config_error']);
    expect(ofType(outcome, 'STATE')).toEqual([]);
    expect(outcome.stdout.join('\n')).not.toContain('canary');
  });

  test('a record of a stream that the catalog does not have: config_error, no later state', async () => {
    const outcome = await play([record(0), record(1, {}, 'elsewhere'), streamState('{}')]);

    expect(complaints(outcome)).toEqual([]);
    expect(outcome.exitCode).not.toBe(0);
    expect(failuresOf(outcome)).toEqual(['config_error']);
    expect(ofType(outcome, 'STATE')).toEqual([]);
  });

  test('a log whose levels are kept where a job runs', async () => {
    const outcome = await play([record(0, { value: 'twelve' }), streamState('{}')]);

    const levels = new Set(ofType(outcome, 'LOG').map(({ log }) => log?.level));
    expect(levels).toContain('WARN');
    expect(levels).toContain('INFO');
  });
});
