import { deflateRawSync, gzipSync } from 'node:zlib';
import type { Replay } from './run';
import type { RecordedRequest, Transcript } from './transcripts';

/** The body to send; those that were recorded in part only are made anew. */
export function substituteBody(run: Replay, { body }: RecordedRequest, { number }: Transcript): Buffer | undefined {
  if (body === null || body === undefined) return undefined;
  if (typeof body !== 'string') return Buffer.from(JSON.stringify(body));
  if (/bytes binary>$/.test(body)) return compressed(run, number);
  const cut = /^([^]*?)\.\.\.<\d+ chars>$/.exec(body)?.[1];
  return Buffer.from(cut === undefined ? body : wholeBody(run, number, cut));
}

/** Long bodies go on as they began. */
function wholeBody(run: Replay, number: number, beginning: string): string {
  const [element = '', period = '', unit = ''] = ['dataElement', 'period', 'orgUnit'].map((key) =>
    field(beginning, key),
  );
  const plain = (letter: string, length: number): string =>
    beginning.replace(new RegExp(`${letter.repeat(20)}+$`), letter.repeat(length));
  const second = JSON.stringify({ dataElement: element, period: nextPeriod(period), orgUnit: unit, value: 'short' });
  if (number === 81) return `${plain('x', 50_001)}"}, ${second}]}`;
  if (number === 82) return `${plain('x', 50_000)}"}]}`;
  if (number === 83) return `${plain('c', 50_001)}"}]}`;
  return manyValues(run, number, period);
}

/** 521: 4,000 new cells and one that exists; 522: 1,999 values, and the text ends. */
function manyValues({ sandbox }: Replay, number: number, period: string): string {
  const set = (sandbox.metadata.list('dataSets') ?? []).find(({ code }) => code?.startsWith('DS_PERF') === true);
  const elements = (set?.['dataSetElements'] as readonly { dataElement: { id: string } }[]).map(
    ({ dataElement }) => dataElement.id,
  );
  const units = (set?.['organisationUnits'] as readonly { id: string }[]).map(({ id }) => id);
  const rows = [period, shiftMonths(period, 1)].flatMap((month) =>
    units.flatMap((orgUnit) => elements.map((dataElement) => ({ dataElement, period: month, orgUnit, value: '3' }))),
  );
  if (number === 522) return JSON.stringify({ dataValues: rows.slice(0, 2_000) }).slice(0, -20);
  return JSON.stringify({ dataValues: [...rows, existing(elements, units, period)] });
}

/** The cell of 521 that is there before. */
export const existing = (
  [dataElement]: readonly string[],
  [orgUnit]: readonly string[],
  period: string,
): Readonly<Record<string, unknown>> => ({
  dataElement,
  orgUnit,
  period: shiftMonths(period, -1),
  value: '4',
});

/** The first value of a field in a text that is cut off. */
export function field(text: string, name: string): string {
  return new RegExp(`"${name}": "([^"]*)"`).exec(text)?.[1] ?? '';
}

const nextPeriod = (period: string): string => shiftMonths(period, 5);

function shiftMonths(period: string, months: number): string {
  const index = Number(period.slice(0, 4)) * 12 + Number(period.slice(4)) - 1 + months;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}${String((index % 12) + 1).padStart(2, '0')}`;
}

/** What the compressed bodies held was not kept; new values of the right number do. */
function compressed({ permutation }: Replay, number: number): Buffer {
  const months = number === 270 ? ['202201', '202202'] : [`2022${String(number - 268).padStart(2, '0')}`];
  const dataValues = months.map((period) => ({
    dataElement: 'deINTEGER01',
    period,
    orgUnit: 'ouFACIL0001',
    value: '1',
  }));
  const body = Buffer.from(JSON.stringify({ dataValues: permutation.json(dataValues) }));
  return number === 272 ? zipped(body) : gzipSync(body);
}

/** A zip archive of one entry. */
function zipped(content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const name = Buffer.from('data.json');
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(packed.length, 18);
  head.writeUInt32LE(content.length, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name, packed]);
}
