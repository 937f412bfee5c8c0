import { cutRow } from '../../src/report/cut-row';

const values = (...texts: readonly string[]): string =>
  `[${texts.map((text) => `{"dataElement":"${text}", "value":12345678901234567890.50}`).join(' , ')}]`;
const packaged = { body: 'payload' };

describe('cutRow', () => {
  test('leaves of a wide row its refused columns and whatever is no value, digits and all', () => {
    const row = '{"org_unit" : "a", "anc1": 12345678901234567890.10, "anc2":2, "id": 9007199254740993, "anc3":null}';
    const parts = { indicators: new Set(['anc1', 'anc2', 'anc3']) };
    expect(cutRow(row, parts, ['anc1'])).toEqual({
      text: '{"org_unit":"a","anc1":12345678901234567890.10,"id":9007199254740993}',
      leftOut: ['anc2', 'anc3'],
    });
  });

  test.each([
    ['an array', values('a', 'b', 'c'), [1], values('b')],
    [
      'the values of a set',
      `{"period":"202501","dataValues":${values('a', 'b')}}`,
      [0],
      `{"period":"202501","dataValues":${values('a')}}`,
    ],
    [
      'an array of sets, those without a refused value left out',
      `[{"period":"1","dataValues":${values('a', 'b')}},{"period":"2","data_values":${values('c')}},{"dataValues":${values('d', 'e')}}]`,
      [0, 4],
      `[{"period":"1","dataValues":${values('a')}},{"dataValues":${values('e')}}]`,
    ],
  ])('leaves of a packaged row the refused values: %s', (_, body, refused, left) => {
    expect(cutRow(`{"payload":${body},"ou":1}`, packaged, refused).text).toBe(`{"payload":${left},"ou":1}`);
    // As text in a column the body stays text.
    const cut = JSON.parse(cutRow(JSON.stringify({ payload: body }), packaged, refused).text) as { payload: string };
    expect(cut.payload).toBe(left);
  });

  test.each([
    ['nobody knows which part was refused', packaged, [0, undefined]],
    ['it is a long one', {}, [undefined]],
    ['its body is no array', packaged, [0]],
    ['it has no body', { body: 'other' }, [0]],
  ])('leaves the whole row where %s', (_, parts, refused) => {
    expect(cutRow('{"payload":7}', parts, refused)).toEqual({ text: '{"payload":7}', leftOut: [] });
  });
});
