/** `node bench/lib/rows.js 500000 > rows.jsonl`: long rows as a source prints them, with a state every 10,000. */
import { once } from 'node:events';
import { DATA_ELEMENTS, DATA_SET, DEFAULT, ORG_UNITS } from './metadata';

/** The stream's name. */
export const STREAM = 'bench_values';

const ROWS_PER_STATE = 10_000;
const CELLS_PER_PERIOD = ORG_UNITS.length * DATA_ELEMENTS.length;

/** The Nth row; each is a cell of its own up to 36 million rows. */
function record(index: number): string {
  const month = Math.floor(index / CELLS_PER_PERIOD);
  const cell = index % CELLS_PER_PERIOD;
  const data = {
    data_set: DATA_SET,
    period: String(1960 + Math.floor(month / 12)) + String((month % 12) + 1).padStart(2, '0'),
    org_unit: ORG_UNITS[Math.floor(cell / DATA_ELEMENTS.length)],
    data_element: DATA_ELEMENTS[cell % DATA_ELEMENTS.length],
    category_option_combo: DEFAULT.categoryOptionCombo,
    attribute_option_combo: DEFAULT.categoryOptionCombo,
    value: (index * 7919) % 1000,
  };
  return JSON.stringify({
    type: 'RECORD',
    record: { stream: STREAM, namespace: null, emitted_at: 1767225600000, data },
  });
}

function state(rows: number, recordCount: number): string {
  return JSON.stringify({
    type: 'STATE',
    state: {
      type: 'STREAM',
      stream: { stream_descriptor: { name: STREAM, namespace: null }, stream_state: { rows } },
      sourceStats: { recordCount },
    },
  });
}

/** The text of rows and states, a state's worth at a time. @param total - Rows in all. */
export function* linesOf(total: number): Generator<string> {
  for (let from = 0; from < total; from += ROWS_PER_STATE) {
    const to = Math.min(from + ROWS_PER_STATE, total);
    let text = '';
    for (let index = from; index < to; index += 1) text += `${record(index)}\n`;
    yield `${text}${state(to, to - from)}\n`;
  }
}

/** The configured catalog that goes with the rows. */
export const CATALOG = {
  streams: [
    {
      stream: {
        name: STREAM,
        json_schema: {
          type: 'object',
          properties: Object.fromEntries(
            [
              'data_set',
              'period',
              'org_unit',
              'data_element',
              'category_option_combo',
              'attribute_option_combo',
              'value',
            ].map((column) => [column, {}]),
          ),
        },
        supported_sync_modes: ['full_refresh'],
      },
      sync_mode: 'full_refresh',
      destination_sync_mode: 'append',
    },
  ],
};

async function main(): Promise<void> {
  for (const text of linesOf(Number(process.argv[2] ?? 500_000))) {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  }
}

if (require.main === module) void main();
