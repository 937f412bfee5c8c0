import type { Writable } from 'node:stream';

/** The one way to stdout: whole lines, in the order they were given. */
export interface LineWriter {
  /** Writes a line and resolves when the reader on the other side keeps up; await it where much is written. */
  write(line: string): Promise<void>;
  /** Resolves when everything written so far is on its way, so that the process may end. */
  flush(): Promise<void>;
}

/**
 * Makes the writer of protocol lines.
 * @param stream - stdout.
 * @param onBroken - Called once when nobody reads any more (EPIPE) or the stream fails; nothing can be printed then.
 */
export function createLineWriter(stream: Writable, onBroken: () => void): LineWriter {
  let broken = false;
  let draining: Promise<void> | undefined;

  const fail = (): void => {
    if (broken) return;
    broken = true;
    onBroken();
  };
  stream.on('error', fail);

  const drained = (): Promise<void> =>
    (draining ??= new Promise((resolve) => {
      const done = (): void => {
        stream.off('drain', done);
        stream.off('close', done);
        draining = undefined;
        resolve();
      };
      stream.once('drain', done);
      stream.once('close', done);
    }));

  return {
    async write(line) {
      if (broken || stream.destroyed) return fail();
      if (!stream.write(line + '\n')) await drained();
    },
    async flush() {
      if (!broken && !stream.destroyed) await new Promise((resolve) => stream.write('', resolve));
    },
  };
}
