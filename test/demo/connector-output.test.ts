import { readConnectorOutput } from '../../demo/src/connector-output';

const log = (level: string, message: string): string => JSON.stringify({ type: 'LOG', log: { level, message } });
const state = (recordCount: number, additionalStats: Record<string, number>): string =>
  JSON.stringify({
    type: 'STATE',
    state: { destinationStats: { recordCount, rejectedRecordCount: 1, additionalStats } },
  });

describe('readConnectorOutput', () => {
  it('sums the counts of all states', () => {
    const result = readConnectorOutput([
      state(10, { imported: 7, rejected: 3 }),
      state(5, { imported: 1, unchanged: 4 }),
    ]);
    expect(result).toMatchObject({ records: 15, rejectedRecords: 2, states: 2, failure: undefined });
    expect(result.values).toEqual({
      imported: 8,
      updated: 0,
      unchanged: 4,
      deleted: 0,
      skipped: 0,
      superseded: 0,
      rejected: 3,
    });
  });

  it('takes requests and completions from the summary, and 0 for a line that is left out', () => {
    const summary = 'Summary\n  records read       10\n  requests      12\n  values per second      99';
    expect(readConnectorOutput([log('INFO', summary)])).toMatchObject({ requests: 12, completed: 0 });
    const complete = `${summary}\n  data sets registered as complete    3\n    not taken by DHIS2    1`;
    expect(readConnectorOutput([log('INFO', complete)])).toMatchObject({ requests: 12, completed: 3 });
  });

  it('keeps warnings apart, and the message of the failure', () => {
    const failure = JSON.stringify({ type: 'TRACE', trace: { type: 'ERROR', error: { message: 'no such user' } } });
    const result = readConnectorOutput([log('INFO', 'read'), log('WARN', 'refused'), failure]);
    expect(result).toMatchObject({
      warnings: ['refused'],
      log: ['INFO  read', 'WARN  refused'],
      failure: 'no such user',
    });
  });
});
