import * as fc from 'fast-check';
import type { DataValue, Payload } from '../../src/core/model/data-value';
import { payloadBody } from '../../src/dhis2/wire';
import { dataValue } from './support/fixtures';

const body = (payload: Payload): unknown => JSON.parse(payloadBody(payload));
const of = (values: readonly DataValue[], more: Partial<Payload> = {}): Payload => ({
  dataSet: 'dsMONTHLY01',
  action: 'store',
  values,
  grouped: false,
  ...more,
});

const KEYS = { dataElement: 'deINTEGER01', categoryOptionCombo: 'HllvX50cXC0' };
const GROUP = { period: '202501', orgUnit: 'ouFACIL0001', attributeOptionCombo: 'HllvX50cXC0' };

describe('the body of an import', () => {
  it('gives each value of a packed request its own keys', () => {
    expect(body(of([dataValue({ value: '12' })]))).toEqual({
      dataSet: 'dsMONTHLY01',
      dataValues: [{ ...KEYS, ...GROUP, value: '12' }],
    });
  });

  it('gives the group of a grouped request once, outside', () => {
    expect(body(of([dataValue({ value: '12' }), dataValue({ value: '13' })], { grouped: true }))).toEqual({
      dataSet: 'dsMONTHLY01',
      ...GROUP,
      dataValues: [
        { ...KEYS, value: '12' },
        { ...KEYS, value: '13' },
      ],
    });
  });

  it('deletes without a value or a comment', () => {
    const deletes = of([dataValue({ action: 'delete', value: '', comment: 'gone' })], { action: 'delete' });

    expect(body(deletes)).toEqual({ dataSet: 'dsMONTHLY01', dataValues: [{ ...KEYS, ...GROUP }] });
  });

  it('deletes with the option code that an element with an option set needs up to 2.42', () => {
    const deletes = of([dataValue({ action: 'delete', value: 'RED', comment: 'gone' })], { action: 'delete' });

    expect(body(deletes)).toEqual({ dataSet: 'dsMONTHLY01', dataValues: [{ ...KEYS, ...GROUP, value: 'RED' }] });
  });

  it('writes follow-up in both of the spellings that versions read', () => {
    expect(body(of([dataValue({ followUp: true })]))).toMatchObject({
      dataValues: [{ followup: true, followUp: true }],
    });
  });

  it('leaves out what the row does not have, and keeps an empty comment', () => {
    expect(Object.keys((body(of([dataValue()])) as { dataValues: object[] }).dataValues[0]!)).not.toContain('comment');
    expect(body(of([dataValue({ comment: '' })]))).toMatchObject({ dataValues: [{ comment: '' }] });
  });

  it('never registers completeness', () => {
    expect(payloadBody(of([dataValue()], { grouped: true }))).not.toContain('complete');
  });

  it('carries any text unchanged, lone surrogates, quotes and NUL bytes included', () => {
    const text = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });
    const value = fc.record({ value: text, comment: text, orgUnit: text, dataElement: text, period: text });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), fc.boolean(), (rows, grouped) => {
        const values = rows.map((row) => dataValue(row));
        const sent = body(of(values, { grouped })) as { dataValues: object[] };
        expect(sent.dataValues).toHaveLength(rows.length);
        rows.forEach((row, index) => {
          const { value: valueText, comment, dataElement } = row;
          expect(sent.dataValues[index]).toMatchObject(grouped ? { value: valueText, comment, dataElement } : row);
        });
      }),
      { numRuns: 1000 },
    );
  });
});
