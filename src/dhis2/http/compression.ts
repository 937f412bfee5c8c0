import type { Log } from '../../core/model/ports';
import { type EncodedBody, encodeBody } from './exchange';
import type { Reading } from './reading';

/**
 * Whether bodies are compressed. Something in front of DHIS2 may not take compressed ones: then they go plain for the rest of the
 * sync.
 */
export class Compression {
  readonly #log: Log;
  #plain = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** The body as it goes over the wire; undefined if there is none. @param mayGzip - Whether DHIS2 unpacks it. */
  async encode(body: string | undefined, mayGzip: boolean): Promise<EncodedBody | undefined> {
    return body === undefined ? undefined : encodeBody(body, 'application/json', mayGzip && !this.#plain);
  }

  /** Whether the answer to a compressed body may be about the compression: 415, or a 400 without DHIS2's JSON. */
  mayBeRefused(reading: Reading): boolean {
    if (reading.kind !== 'answered') return false;
    return reading.status === 415 || (reading.status === 400 && typeof reading.body !== 'object');
  }

  /** Remembers that the same body was taken for itself once it was plain: a firewall's 400 about a value stays as it is. */
  learn(compressed: Reading, plain: Reading): void {
    if (this.#plain || plain.kind !== 'answered' || this.mayBeRefused(plain)) return;
    this.#plain = true;
    const status = compressed.kind === 'answered' ? compressed.status : 0;
    this.#log(
      'WARN',
      `Compressed requests are answered with ${status}: something in front of DHIS2 does not take them. They are sent uncompressed for the rest of this sync.`,
    );
  }
}
