import { PassThrough, Writable } from 'node:stream';
import { createLineWriter } from '../../src/airbyte/stdout';

describe('createLineWriter', () => {
  it('writes whole lines in order, and waits for a reader that is slow', async () => {
    const pipe = new PassThrough({ highWaterMark: 10 });
    const writer = createLineWriter(pipe, () => undefined);
    let done = 0;
    const writes = ['first line', 'second line', 'third line'].map((line) =>
      writer.write(line).then(() => (done += 1)),
    );
    await Promise.resolve();
    expect(done).toBe(0);

    const read: Buffer[] = [];
    pipe.on('data', (chunk: Buffer) => read.push(chunk));
    await Promise.all(writes);
    await writer.flush();
    expect(Buffer.concat(read).toString()).toBe('first line\nsecond line\nthird line\n');
  });

  it('tells once when nobody reads any more, and throws at nobody', async () => {
    const broken = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error(), { code: 'EPIPE' })),
    });
    let told = 0;
    const writer = createLineWriter(broken, () => (told += 1));
    await writer.write('a');
    await new Promise(setImmediate);
    await writer.write('b');
    await writer.flush();
    expect(told).toBe(1);
  });

  it('lets go of a writer that waits when the pipe breaks', async () => {
    const pipe = new PassThrough({ highWaterMark: 1 });
    const writer = createLineWriter(pipe, () => undefined);
    const waiting = writer.write('more than the pipe takes');
    pipe.destroy(new Error('gone'));
    await expect(waiting).resolves.toBeUndefined();
  });
});
