import { ReadSize } from '../../../src/dhis2/cells/read-size';

describe('the size of reads', () => {
  it('grows with fast reads up to its bound', () => {
    const size = new ReadSize(20_000, 100_000);
    expect(size.current).toBe(25_000);
    for (let times = 0; times < 5; times += 1) size.took(500, size.current);
    expect(size.current).toBe(100_000);
  });

  it('shrinks with slow reads, and stays where they are neither', () => {
    const size = new ReadSize(20_000, 100_000);
    size.took(6_000, 25_000);
    expect(size.current).toBe(12_500);
    size.took(3_000, 12_500);
    expect(size.current).toBe(12_500);
    for (let times = 0; times < 20; times += 1) size.took(20_000, 10);
    expect(size.current).toBe(1_000);
  });

  it('does not grow by small reads', () => {
    const size = new ReadSize(20_000, 100_000);
    size.took(10, 20);
    expect(size.current).toBe(25_000);
  });

  it('keeps to a bound below a thousand', () => {
    const size = new ReadSize(20_000, 3);
    for (let times = 0; times < 5; times += 1) size.took(20_000, 3);
    expect(size.current).toBe(1);
  });
});
