import { aRefusal } from '../support/refusals';
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GroupKey } from '../../src/core/model/group-key';
import type { RecordTicket, RefusedPart, RowParts } from '../../src/core/model/record-ticket';
import { fileId } from '../../src/report/folder';
import { DISK, type Disk } from '../../src/report/new-file';
import { RejectedFile } from '../../src/report/rejected-file';
import { folderOfEachTest } from '../support/folder';
import { aTicket } from '../support/data-values';

const folder = folderOfEachTest();
const GROUP: GroupKey = { dataSet: 'ds', period: '202501', orgUnit: 'ou', attributeOptionCombo: 'aoc' };

function open(disk: Disk = DISK): { readonly file: RejectedFile; readonly log: string[]; readonly path: string } {
  const log: string[] = [];
  const id = 'now-1';
  const file = new RejectedFile({
    folder: folder(),
    id,
    log: (level, text) => log.push(`${level} ${text}`),
    completes: true,
    disk,
  });
  return { file, log, path: join(folder(), `rejected-${id}.jsonl`) };
}

function refused(data: string, layout: RowParts = {}): RecordTicket {
  const ticket = aTicket();
  const raw = `{"type":"RECORD","record":{"stream":"values","data":${data}}}`;
  return { ...ticket, origin: { ...ticket.origin, raw, layout: { parts: layout } } };
}

const part = (more: Partial<RefusedPart> = {}): RefusedPart => ({
  ids: '',
  refusal: aRefusal('E7619', 'connector', ''),
  group: GROUP,
  ...more,
});
const dataIn = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { record: { data: unknown } }).record.data);

describe('the file of refused rows', () => {
  test('is for its owner alone, and named by a time and an id that no other sync has', () => {
    expect(fileId(0, Math.random)).toMatch(/^1970-01-01T00-00-00Z-[0-9a-z]{8}$/);
    expect(fileId(0, Math.random)).not.toBe(fileId(0, Math.random));
    const { file, path } = open();
    file.add(refused('{"value":1}'), [part()]);
    file.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder())).toEqual(['rejected-now-1.jsonl']);
  });

  test.each(['a file', 'a link', 'a link to nothing'])('is never written through %s that is there already', (what) => {
    const { file, log, path } = open();
    const other = join(folder(), 'other');
    if (what !== 'a link to nothing') writeFileSync(other, 'mine');
    if (what === 'a file') writeFileSync(path, 'mine');
    else symlinkSync(other, path);
    file.add(refused('{"value":1}'), [part()]);
    file.close();
    expect(log).toEqual([
      expect.stringMatching(/^WARN .*cannot be written: EEXIST\. The sync goes on\.$/),
      'WARN Refused rows that are not in the file because it could not be written: 1.',
    ]);
    expect(existsSync(other) ? readFileSync(other, 'utf8') : 'mine').toBe('mine');
  });

  test('holds whole lines when the disk is full in the middle of one, and goes on when there is room again', () => {
    let full = false;
    const disk: Disk = {
      ...DISK,
      write: (file, bytes, position) => {
        if (!full) return DISK.write(file, bytes.subarray(0, 40), position);
        DISK.write(file, bytes.subarray(0, 10), position);
        throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
      },
    };
    const { file, log, path } = open(disk);
    file.add(refused('{"value":1}'), [part()]);
    full = true;
    file.add(refused('{"value":2}'), [part()]);
    file.add(refused('{"value":3}'), [part()]);
    full = false;
    file.add(refused('{"value":4}'), [part()]);
    file.close();
    expect(dataIn(path)).toEqual([{ value: 1 }, { value: 4 }]);
    expect(log.filter((line) => line.startsWith('WARN'))).toEqual([
      expect.stringMatching(/cannot be written: the disk is full, ENOSPC\. The sync goes on\.$/),
      'WARN Refused rows that are not in the file because it could not be written: 2.',
    ]);
  });

  test('that cannot be closed is a warning', () => {
    const close = (file: number): void => {
      DISK.close(file);
      throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
    };
    const { file, log } = open({ ...DISK, close });
    file.add(refused('{"value":1}'), [part()]);
    expect(() => file.close()).not.toThrow();
    expect(log[0]).toMatch(/^WARN .* may not be whole: the disk is full, ENOSPC\.$/);
  });

  describe('has the complete date of a group whose completion was left out', () => {
    const complete = { ...GROUP, date: '2025-02-05' };

    test.each([
      ['a row without one', '{"value":1}', {}, { value: 1, complete_date: '2025-02-05' }],
      ['an empty row', '{ }', {}, { complete_date: '2025-02-05' }],
      [
        'a column of another name',
        '{"value":1,"clôture":null}',
        { completeDate: 'clôture' },
        { value: 1, clôture: '2025-02-05' },
      ],
      ['a new column of another name', '{"value":1}', { completeDate: 'clôture' }, { value: 1, clôture: '2025-02-05' }],
      [
        'an earlier date',
        '{"complete_date":"2025-02-01T00:00:00Z","value":1}',
        { completeDate: 'complete_date' },
        { complete_date: '2025-02-05', value: 1 },
      ],
      [
        'a later date, which stays',
        '{"complete_date":"2025-03-01","value":1}',
        { completeDate: 'complete_date' },
        { complete_date: '2025-03-01', value: 1 },
      ],
    ])('in %s', (_, row, layout, expected) => {
      const { file, path } = open();
      file.add(refused(row, layout), [part()]);
      file.add(refused('{"value":2}', layout), [part()]);
      file.complete(complete);
      file.complete({ ...complete, date: '2025-02-01' });
      file.close();
      expect(dataIn(path)).toEqual([expected, { value: 2 }]);
    });

    test('that came before the refused row', () => {
      const { file, path } = open();
      file.complete({ ...complete, date: '2025-01-01' });
      file.complete(complete);
      file.add(refused('{"value":1}'), [part()]);
      file.close();
      expect(dataIn(path)).toEqual([{ value: 1, complete_date: '2025-02-05' }]);
    });

    test('but none in a row of several groups, or of another group', () => {
      const { file, path } = open();
      file.add(refused('{"value":1}'), [part(), part({ group: { ...GROUP, orgUnit: 'other' } })]);
      file.add(refused('{"value":2}'), [part({ group: { ...GROUP, orgUnit: 'other' } })]);
      file.complete(complete);
      file.close();
      expect(dataIn(path)).toEqual([{ value: 1 }, { value: 2 }]);
    });
  });
});
