import { parseConfig } from '../../src/config/config';

const MINIMUM = {
  base_url: 'https://dhis2.example.org',
  credentials: { auth_type: 'basic', username: 'a', password: 'b' },
};
const streamsOf = (streams_text: string, more: object = {}) =>
  parseConfig({ ...MINIMUM, streams_text, ...more }).core.streams;

describe('streams_text', () => {
  const ENTRY = { stream: 'mv', constants: [{ field: 'period', value: '202501' }], layout: 'long' };
  const READ = [expect.objectContaining(ENTRY)];

  test.each([
    ['JSON', JSON.stringify([ENTRY], null, 2)],
    ['one entry of JSON, as a config_error prints it', JSON.stringify(ENTRY)],
    ['YAML', '- stream: mv\n  layout: long\n  constants:\n    - field: period\n      value: 202501\n'],
    [
      'what `suggest` prints',
      '# a comment\nstreams:\n  - stream: mv\n    layout: long\n    constants:\n      - { field: period, value: 202501 }\n',
    ],
  ])('is read as %s; digits stay texts', (_, text) => {
    expect(streamsOf(text)).toEqual(READ);
  });

  test.each(['', '   ', '\n'])('that is blank (%j) is none', (text) => {
    expect(streamsOf(text)).toEqual([]);
  });

  test('stands beside `streams`, but not for the same stream', () => {
    const streams = [{ stream: 'other' }];
    expect(streamsOf('stream: mv', { streams }).map(({ stream }) => stream)).toEqual(['other', 'mv']);
    expect(() => streamsOf('stream: other', { streams })).toThrow(
      '`streams[0]` and `streams_text[0]` are both for other.',
    );
  });

  test.each([
    ['no YAML', '- stream: [mv\n', /neither JSON nor YAML from line \d+, column \d+ on\. Paste what `suggest` printed/],
    ['a text alone', 'hello', /must be a list of entries/],
    ['a faulty entry', '- stream: mv\n  layout: tall\n', /^`streams_text\[0\]\.layout` must be one of: /],
    ['an entry without stream', '- layout: long\n', /^`streams_text\[0\]\.stream` is missing/],
    [
      'a gap that suggest left',
      '- stream: mv\n  columns: [{column: "<facility>", field: org_unit}]',
      /"<facility>" is still to be filled in/,
    ],
  ])('with %s is refused', (_, text, message) => {
    expect(() => streamsOf(text)).toThrow(message);
  });

  test('warns of what is no setting', () => {
    const { warnings } = parseConfig({ ...MINIMUM, streams_text: '- stream: mv\n  colums: []' });
    expect(warnings).toEqual(['`streams_text[0].colums` is no setting of this connector and is ignored.']);
  });
});
