import { ConfigError } from '../../../../src/errors';
import { mapperOf, type MapperOptions } from '../../../support/mapping';
import { allBy, streamSettings } from '../../../support/recorded-index';

function refusalOf(options: MapperOptions): string {
  try {
    mapperOf(options);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the view was taken');
}

describe('layout: auto', () => {
  test.each([
    ['long', ['data_element', 'org_unit', 'period', 'value']],
    ['long', ['data_element', 'org_unit', 'period', 'value', 'district', '_airbyte_raw_id']],
    ['wide', ['org_unit', 'period', 'deINTEGER01']],
    ['packaged', ['payload']],
    ['packaged', ['data_set', 'org_unit', 'period', 'data_values']],
  ])('picks %s for %j', (layout, columns) => {
    expect(mapperOf({ columns }).description).toContain(`: ${layout} rows`);
  });

  test.each([
    ['packaged by payload; long by value', ['payload', 'org_unit', 'period', 'value']],
    [
      'long by data_element, value; wide by deINTEGER01',
      ['data_element', 'org_unit', 'period', 'value', 'deINTEGER01'],
    ],
  ])('does not choose between %s', (sides, columns) => {
    expect(refusalOf({ columns })).toContain(`The layout is ambiguous: ${sides}.`);
  });

  test('does not pretend to know which of two is meant', () => {
    const text = refusalOf({ columns: ['payload', 'org_unit', 'period', 'value'] });
    expect(text).toContain('"layout": "<packaged or long>"');
  });

  test.each(['payload', 'data_values'])('reads long rows where %s stands beside all that they need', (column) => {
    const columns = ['data_element', 'org_unit', 'period', 'value', column];
    const { description } = mapperOf({ columns });
    expect(description).toContain(': long rows');
    expect(description).toContain(`Not used: ${column}.`);
    const settings = streamSettings({ columns: [{ column, field: 'data_values' }] });
    expect(mapperOf({ columns, settings }).description).toContain(': packaged rows');
  });

  test('is overruled by the settings', () => {
    const columns = ['data_element', 'org_unit', 'period', 'value', 'deINTEGER01'];
    const mapper = mapperOf({ columns, settings: streamSettings({ layout: 'long' }) });
    expect(mapper.description).toContain('Not used: deINTEGER01');
  });
});

describe('a column that is called nearly like a field that nothing else gives', () => {
  const LONG = ['data_element', 'org_unit', 'period', 'value'];
  const WIDE = ['org_unit', 'period', 'deINTEGER01'];

  test.each([
    [[...LONG, 'cat_option_combo'], 'category_option_combo'],
    [[...LONG, 'option_combo_name'], 'category_option_combo'],
    [[...LONG, 'attr_option_combo'], 'attribute_option_combo'],
    [[...WIDE, 'category_option_comb'], 'category_option_combo'],
    [['payload', 'attribute_optioncombo_code'], 'attribute_option_combo'],
  ])('ends the sync where it is a combo: %j', (columns, field) => {
    const text = refusalOf({ columns });
    const column = columns.at(-1)!;
    expect(text).toContain(`The column ${column} is called nearly like ${field}`);
    if (!columns.includes('payload')) expect(text).toContain(`{"column":"<${column}>","field":"${field}"}`);
    const settings = streamSettings({ constants: [{ field: field as 'category_option_combo', value: 'default' }] });
    expect(mapperOf({ columns, settings }).description).toContain(`Not used: ${column}`);
  });

  test.each([
    [[...LONG, 'coment'], 'coment', 'comment'],
    [[...LONG, 'is_deleted'], 'is_deleted', 'deleted'],
    [[...LONG, 'completion_date'], 'completion_date', 'complete_date'],
    [[...LONG, 'dataset_code'], 'dataset_code', 'data_set'],
    [[...WIDE, 'dataset_code'], 'dataset_code', 'data_set'],
  ])('is a warning for any other field: %j', (columns, column, field) => {
    expect(mapperOf({ columns }).doubts).toEqual([
      expect.stringContaining(
        `the column ${column} is not used. If it is meant for ${field}, rename it or name it in \`columns\`.`,
      ),
    ]);
  });

  test.each([
    [[...LONG, 'category_option_combo', 'category_option_combo_name', 'combo']],
    [[...LONG, 'commune', 'category', 'org_unit_name', 'data_element_name', 'period_type', 'value_unit', 'created']],
    [[...WIDE, 'deDISAG0001.ZuZjAFjA9gY', 'coments', 'combined_total']],
  ])('is nothing to speak of beside the field, or where it says something else: %j', (columns) => {
    expect(mapperOf({ columns }).doubts?.filter((doubt) => !doubt.includes('category '))).toEqual([]);
  });

  test('does not end the sync where category options give the combo', () => {
    const columns = [...LONG, 'cat_option_combo', 'category_options'];
    expect(mapperOf({ columns }).description).toContain('Not used: cat_option_combo');
  });

  test('is proposed for a field that is missing', () => {
    const text = refusalOf({ columns: ['data_elment', 'orgunitt', 'perod', 'vaule'] });
    expect(text).toContain('{"column":"<data_elment>","field":"data_element"}');
    expect(text).toContain('{"column":"<orgunitt>","field":"org_unit"}');
    expect(text).toContain('{"column":"<perod>","field":"period"}');
    expect(text).toContain('{"column":"<vaule>","field":"value"}');
  });
});

test('the log line says what is read from where, and what is not', () => {
  const settings = streamSettings({
    constants: [{ field: 'data_set', value: 'dsMONTHLY01' }],
    periodFrom: { column: 'month', periodType: 'Monthly' },
  });
  const columns = ['dataElement', 'orgUnit_id', 'Month', 'value', 'district', 'data_set', '_ab_cdc_deleted_at'];
  expect(mapperOf({ columns, settings }).description).toBe(
    'Stream indicators: long rows: data_element from dataElement, org_unit from orgUnit_id, value, data_set is always ' +
      'dsMONTHLY01, period from the date in Month (Monthly), deletes from _ab_cdc_deleted_at. Not used: district, data_set ' +
      '(a setting stands for it). There is no comment column: DHIS2 clears the comments of the cells sent.',
  );
});

test('the log line does not speak of comments where every row deletes', () => {
  const columns = ['data_element', 'org_unit', 'period', 'value'];
  expect(mapperOf({ columns }).description).toContain('no comment column');
  expect(mapperOf({ columns, core: { importStrategy: 'DELETE' } }).description).not.toContain('comment');
});

describe('a view that cannot be read', () => {
  test('with nothing that looks like DHIS2 gets an entry to paste with what its columns may be', () => {
    expect(
      refusalOf({ stream: 'reporting.monthly', columns: ['facility', 'month', 'indicator', 'cases', 'loaded_by'] }),
    ).toBe(
      [
        'The rows of stream reporting.monthly cannot be read as data values (long layout).',
        '- No column is called like data_element or value (long rows), data_values (packaged rows), or a data element of this DHIS2 as `id_schemes` has it (wide rows).',
        'Columns found: facility, month, indicator, cases, loaded_by.',
        'Fields missing: data_element, org_unit, period (or `period_from`), value.',
        'Rename the columns in the view, or put an entry like this under `streams` in the settings of the destination; what stands in <…> is a guess, or for you to fill in:',
        '{',
        '  "stream": "monthly",',
        '  "columns": [',
        '    {"column":"<indicator>","field":"data_element"},',
        '    {"column":"<facility>","field":"org_unit"},',
        '    {"column":"<month>","field":"period"},',
        '    {"column":"<cases>","field":"value"}',
        '  ],',
        '  "layout": "long"',
        '}',
        'This entry does not use: loaded_by.',
        'Where the column of the period holds dates and not periods of DHIS2, such as 202501, put this in place of its line under `columns`: "period_from": {"column": "…", "period_type": "Monthly"}',
      ].join('\n'),
    );
  });

  test('with a place, a period and several other columns gets an entry for one indicator a column', () => {
    const text = refusalOf({ stream: 'monthly', columns: ['orgunit', 'period', 'anc_first', 'anc_fourth', 'births'] });
    expect(text).toContain('cannot be read as data values (wide layout)');
    expect(text.slice(text.indexOf('{'))).toBe(
      [
        '{',
        '  "stream": "monthly",',
        '  "indicators": [',
        '    {"column":"<anc_first>","data_element":"<id of its data element>"},',
        '    {"column":"<anc_fourth>","data_element":"<id of its data element>"},',
        '    {"column":"<births>","data_element":"<id of its data element>"}',
        '  ],',
        '  "columns": [',
        '    {"column":"orgunit","field":"org_unit"},',
        '    {"column":"period","field":"period"}',
        '  ],',
        '  "layout": "wide"',
        '}',
      ].join('\n'),
    );
  });

  test.each([
    ['one looks like the value', ['org_unit', 'period', 'kind', 'count']],
    ['one looks like the data element', ['org_unit', 'period', 'indicator', 'first', 'second']],
    ['there is one only', ['org_unit', 'period', 'births']],
    ['the period is missing too', ['org_unit', 'anc_first', 'anc_fourth']],
  ])('is taken for long rows where, of its other columns, %s', (_, columns) => {
    expect(refusalOf({ columns })).toContain('(long layout)');
  });

  test.each<[string[], string[], string]>([
    [
      ['dx', 'pe', 'ou', 'co', 'ao', 'val'],
      [
        '{"column":"dx","field":"data_element"}',
        '{"column":"ou","field":"org_unit"}',
        '{"column":"pe","field":"period"}',
        '{"column":"<val>","field":"value"}',
        '{"column":"<co>","field":"category_option_combo"}',
        '{"column":"<ao>","field":"attribute_option_combo"}',
      ],
      '}',
    ],
    [
      ['de', 'pe', 'ou', 'coc', 'acoc', 'number', 'storedby'],
      [
        '{"column":"ou","field":"org_unit"}',
        '{"column":"pe","field":"period"}',
        '{"column":"coc","field":"category_option_combo"}',
        '{"column":"acoc","field":"attribute_option_combo"}',
        '{"column":"<de>","field":"data_element"}',
        '{"column":"<number>","field":"value"}',
      ],
      'This entry does not use: storedby.',
    ],
  ])('with short names, %j, gets an entry with every one of them', (columns, entries, end) => {
    const text = refusalOf({ columns });
    for (const entry of entries) expect(text).toContain(entry);
    expect(text.endsWith(end)).toBe(true);
  });

  test('with a period type and dates is advised to make the period of the first date', () => {
    const columns = ['data_element', 'org_unit', 'period_type', 'period_end', 'period_start', 'value', 'updated_date'];
    const text = refusalOf({ columns });
    expect(text).toContain('"period_from": {"column":"<period_start>","period_type":"<Monthly, Weekly, …>"}');
    expect(text).not.toContain('"field":"period"');
    expect(text).toContain('This entry does not use: period_type, period_end, updated_date.');
  });

  test('is not told the name of each of 1,600 columns', () => {
    const many = Array.from({ length: 1_600 }, (_, index) => `extra_${index}`);
    const text = refusalOf({ columns: ['org_unit', 'period', ...many] });
    expect(text).toContain('Columns found: 1,602 columns, the first are org_unit, period, extra_0,');
    expect(text.length).toBeLessThan(2_500);
    const { description } = mapperOf({ columns: ['data_element', 'org_unit', 'period', 'value', ...many] });
    expect(description).toContain(
      'Not used: 1,600 columns, the first are extra_0, extra_1, extra_2, extra_3, extra_4, extra_5, extra_6, extra_7, ' +
        'extra_8, extra_9.',
    );
  });

  test('is not offered again an entry for a column that it does not have', () => {
    const settings = streamSettings({ stream: 'monthly', columns: [{ column: 'facilty', field: 'org_unit' }] });
    const text = refusalOf({ columns: ['data_element', 'Facility', 'org_unit', 'period', 'value'], settings });
    expect(text).toContain('The column facilty of `columns` is not in the view.');
    expect(text.slice(text.indexOf('{'))).not.toContain('facilty');
  });

  test('is told all its mistakes at once', () => {
    const settings = streamSettings({
      stream: 'monthly',
      namespace: 'reporting',
      columns: [
        { column: 'facilty', field: 'org_unit' },
        { column: 'note', field: 'comment' },
      ],
      constants: [{ field: 'data_set', value: 'dsMONTHLY01' }],
      periodFrom: { column: 'month', periodType: 'Montly' },
      indicators: [
        { column: 'malaria', dataElement: 'deINTEGER01' },
        { column: 'fever', dataElement: 'deINTEGER01' },
        { column: 'births', dataElement: 'deNOSUCH001' },
        { column: 'deaths', dataElement: 'deTEXT00001' },
      ],
    });
    const columns = [
      'facility',
      'org_unit',
      'orgUnitId',
      'note',
      'month',
      'malaria',
      'fever',
      'births',
      '_airbyte_meta',
    ];
    expect(refusalOf({ stream: 'reporting.monthly', columns, settings })).toBe(
      [
        'The rows of stream reporting.monthly cannot be read as data values (wide layout).',
        '- The column facilty of `columns` is not in the view.',
        '- `period_from`: Montly is not a period type of DHIS2 (Monthly, Weekly, …).',
        '- The column deaths of `indicators` is not in the view.',
        '- Several columns could be org_unit: org_unit, orgUnitId. Name the right one in `columns`.',
        '- Two columns are the same data element: malaria and fever. Keep one.',
        '- `indicators`, column births: DHIS2 has no data element with the UID `deNOSUCH001` (or this user may not see it).',
        'Columns found: facility, org_unit, orgUnitId, note, month, malaria, fever, births, _airbyte_meta.',
        'Fields missing: period (or `period_from`).',
        'Rename the columns in the view, or put an entry like this under `streams` in the settings of the destination; what stands in <…> is a guess, or for you to fill in:',
        '{',
        '  "stream": "monthly",',
        '  "namespace": "reporting",',
        '  "constants": [',
        '    {"field":"data_set","value":"dsMONTHLY01"}',
        '  ],',
        '  "period_from": {"column":"<month>","period_type":"<Monthly, Weekly, …>"},',
        '  "indicators": [',
        '    {"column":"malaria","data_element":"deINTEGER01"},',
        '    {"column":"fever","data_element":"deINTEGER01"},',
        '    {"column":"births","data_element":"deNOSUCH001"},',
        '    {"column":"deaths","data_element":"deTEXT00001"}',
        '  ],',
        '  "columns": [',
        '    {"column":"note","field":"comment"},',
        '    {"column":"<org_unit or orgUnitId>","field":"org_unit"}',
        '  ],',
        '  "layout": "wide"',
        '}',
        'This entry does not use: facility.',
      ].join('\n'),
    );
  });

  test.each<[string, MapperOptions, string]>([
    [
      'a wide view without indicators',
      { columns: ['org_unit', 'period'], settings: streamSettings({ layout: 'wide' }) },
      'no entry of `indicators` names one',
    ],
    [
      'a packaged view without JSON',
      { columns: ['org_unit'], settings: streamSettings({ layout: 'packaged' }) },
      'Fields missing: data_values.',
    ],
    ['no columns at all', { columns: [] }, 'Columns found: none.'],
    [
      'a folded name that two elements share',
      {
        columns: ['org_unit', 'period', 'de_int'],
        core: { idSchemes: allBy({ kind: 'code' }) },
        index: {
          change: ({ dataElements }) => {
            Object.assign(dataElements.find(({ id }) => id === 'deTEXT00001') ?? {}, { code: 'DE-INT' });
            Object.assign(dataElements.find(({ id }) => id === 'deINTEGER01') ?? {}, { code: 'DEINT' });
          },
        },
        settings: streamSettings({ layout: 'wide' }),
      },
      'The column de_int could be several: deINTEGER01, deTEXT00001. Say which in `indicators`.',
    ],
    [
      'no combo called default, when every row would need one',
      { index: { change: (lists) => void (lists.categoryOptionCombos = []) } },
      'attribute_option_combo is absent, and DHIS2 shows this user no option combo called `default`.',
    ],
  ])('%s', (_what, options, text) => {
    expect(refusalOf(options)).toContain(text);
  });
});
