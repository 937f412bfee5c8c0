import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { playSync, type SourceMessage } from './platform';
import { complaints } from './platform-judge';

/** A destination that does nothing well: it gives each state back with its counts, then does what `twist` says. */
const destination = (twist: string): string => `
const lines = require('fs').readFileSync(0, 'utf8').split('\\n').filter(Boolean);
let records = 0;
let out = [];
let exit = 0;
for (const line of lines) {
  if (line.includes('"type":"RECORD"')) { records += 1; continue; }
  out.push(line.slice(0, -2) + ',"destinationStats":{"recordCount":' + records + '}}}');
  records = 0;
}
${twist}
console.log(out.join('\\n'));
process.exitCode = exit;`;

const state = (cursor: string): SourceMessage => ({
  kind: 'state',
  stream: 'monthly',
  state: `{"type":"STREAM","stream":{"stream_descriptor":{"name":"monthly"},"stream_state":{"cursor":${cursor}}},"added":[1]}`,
});
const record: SourceMessage = { kind: 'record', stream: 'monthly', data: {} };
const messages = [record, record, state('9007199254740993'), record, state('1.0')];

describe('the platform', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'judge-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test.each([
    ['has nothing to say about a destination that does as it should', '', []],
    ['notices a number that was rounded', `out[0] = out[0].replace('993', '992')`, ['state 1 came back changed']],
    ['notices a number written otherwise', `out[1] = out[1].replace('1.0}', '1}')`, ['state 2 came back changed']],
    ['notices a key that was dropped', `out[0] = out[0].replace('"added":[1],', '')`, ['state 1 came back changed']],
    [
      'notices counts that do not sum up',
      `out[1] = out[1].replace('"recordCount":1}', '"recordCount":2}')`,
      ['state 2 counts 2 records, the platform 1'],
    ],
    [
      'adds rejected records to the count',
      `out[1] = out[1].replace('"recordCount":1}', '"recordCount":0,"rejectedRecordCount":1}')`,
      [],
    ],
    ['notices states out of order', `out.reverse()`, ['state 1 came after state 2']],
    ['notices a state given twice', `out.push(out[1])`, ['state 2 came after state 2']],
    ['notices a state that is missing', `out.pop()`, ['succeeded with 1 of 2 states acknowledged']],
    ['lets a failed sync keep its states', `out = ['{"type":"TRACE","trace":{"type":"ERROR"}}']; exit = 1`, []],
    ['wants an error where a sync failed', `exit = 1`, ['failed with 0 errors traced instead of one']],
    [
      'wants a failure where there was an error',
      `out.push('{"type":"TRACE","trace":{"type":"ERROR"}}')`,
      ['exited with 0 after an error'],
    ],
    ['notices lines that are not JSON', `out.push('hello')`, ['line 3 of stdout is not JSON']],
    ['notices anything on stderr', `console.error('x')`, ['wrote to stderr, which the platform shows as errors']],
  ])('%s', async (_title, twist, expected) => {
    const script = join(folder, 'destination.js');
    await writeFile(script, destination(twist));

    const outcome = await playSync([process.execPath, script], { config: {}, catalog: {}, messages });

    expect(complaints(outcome)).toEqual(expected);
  });
});
