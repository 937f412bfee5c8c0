import { isItem, type Item, parseLenient } from './lenient-json';

/** What is read for, and by whom. */
export interface ItemsWanted {
  /** The property of the answer that holds the list. */
  readonly list: string;
  /** Whether `{}` is a whole answer too, that of an empty list. */
  readonly mayLackList: boolean;
  /**
   * Called for each object of the list as soon as its last byte is there.
   *
   * @param head - The properties that came before the list.
   * @returns False to read no further.
   */
  readonly onItem: (item: Item, head: Item) => boolean;
}

/** A value and a comment of 50,000 characters each, all escaped, have 600 kB; nothing beyond these bounds is DHIS2's. */
const MAX_ITEM_BYTES = 4 * 1024 * 1024;
const MAX_FRAME_BYTES = 64 * 1024;

const NOTHING = Buffer.alloc(0);

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Where a byte of the list, outside its objects, may stand. */
type Place = 'start' | 'behind-item' | 'behind-comma';

/**
 * Reads a JSON object that holds one long list of objects, bytes as they come, and keeps no more than one object of it.
 *
 * Control characters within texts are taken as they are: DHIS2 2.43 does not escape them (recorded exchange 994). Everything
 * else must be JSON. {@link whole} tells at the end whether it was, up to the last bracket.
 */
export class JsonItems {
  readonly #wanted: ItemsWanted;
  readonly #keyBeforeList: RegExp;
  /** The answer without the objects of the list. */
  #frame = '';
  #head: Item | undefined;
  /** Bytes of an object, or of the frame, that earlier chunks brought. */
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #depth = 0;
  /** Where in the chunk that begins which is not kept yet. */
  #from = 0;
  #inText = false;
  #escaped = false;
  #hasControls = false;
  #place: Place | undefined;
  #state: 'open' | 'closed' | 'broken' | 'stopped' = 'open';

  constructor(wanted: ItemsWanted) {
    this.#wanted = wanted;
    this.#keyBeforeList = new RegExp(`"${wanted.list}"\\s*:\\s*$`);
  }

  /** Whether everything up to the last bracket came, and was such an object. */
  get whole(): boolean {
    if (this.#state !== 'closed') return false;
    const frame = parseLenient(this.#frame + this.#textWith(NOTHING), true);
    if (!isItem(frame)) return false;
    return this.#head !== undefined || (this.#wanted.mayLackList && Object.keys(frame).length === 0);
  }

  /** @returns False if what follows is not wanted any more: it is broken, or `onItem` said so. */
  take(bytes: Buffer): boolean {
    this.#from = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at]!;
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inText = false;
        else if (byte < 0x20) this.#hasControls = true;
      } else if (byte > 0x20 && !this.#step(bytes, at)) {
        if (this.#state !== 'stopped') this.#state = 'broken';
        return false;
      }
    }
    if (this.#inList) return true; // between two objects: nothing to keep
    const kept = this.#keep(bytes.subarray(this.#from));
    if (!kept) this.#state = 'broken';
    return kept;
  }

  /** Whether the next byte stands between the objects of the list. */
  get #inList(): boolean {
    return this.#place !== undefined && this.#depth === 2;
  }

  /** Takes a byte that is in no text and no blank. @returns False if it may not stand there, or ends the reading. */
  #step(bytes: Buffer, at: number): boolean {
    const byte = bytes[at]!;
    if (this.#state === 'closed' || (this.#depth === 0 && byte !== OPEN_OBJECT)) return false;
    if (this.#inList) {
      if (!this.#mayStand(byte)) return false;
      this.#from = at;
    }
    switch (byte) {
      case QUOTE:
        this.#inText = true;
        return true;
      case OPEN_OBJECT:
        this.#depth += 1;
        return true;
      case OPEN_LIST:
        this.#depth += 1;
        if (this.#depth === 2 && this.#opensList(bytes.subarray(this.#from, at + 1))) this.#from = at + 1;
        return true;
      case CLOSE_LIST:
        if (this.#inList) this.#place = undefined;
        this.#depth -= 1;
        return true;
      case CLOSE_OBJECT: {
        this.#depth -= 1;
        if (this.#depth === 0) this.#state = 'closed';
        if (!this.#inList) return true;
        const object = bytes.subarray(this.#from, at + 1);
        this.#from = at + 1;
        return this.#takeItem(object);
      }
      default:
        return true;
    }
  }

  /** Between objects there are a comma, the bracket that opens the next one, or the one that closes the list. */
  #mayStand(byte: number): boolean {
    if (byte === CLOSE_LIST) return this.#place !== 'behind-comma';
    if (byte === COMMA) {
      if (this.#place !== 'behind-item') return false;
      this.#place = 'behind-comma';
      return true;
    }
    return byte === OPEN_OBJECT && this.#place !== 'behind-item';
  }

  #opensList(bytes: Buffer): boolean {
    const text = this.#frame + this.#textWith(bytes);
    if (this.#head !== undefined || !this.#keyBeforeList.test(text.slice(0, -1))) return false;
    const head = parseLenient(`${text}]}`, true);
    if (!isItem(head)) return false;
    this.#head = head;
    this.#frame = text;
    this.#clear();
    this.#place = 'start';
    return true;
  }

  /** @returns False if it is no JSON object. */
  #takeItem(bytes: Buffer): boolean {
    const text = this.#textWith(bytes);
    const item = parseLenient(text, this.#hasControls);
    this.#clear();
    this.#place = 'behind-item';
    if (!isItem(item)) return false;
    if (this.#wanted.onItem(item, this.#head!)) return true;
    this.#state = 'stopped';
    return false;
  }

  #keep(bytes: Buffer): boolean {
    if (bytes.length === 0) return true;
    // A chunk may be a part of a larger buffer that is used again.
    this.#pending.push(Buffer.from(bytes));
    this.#pendingBytes += bytes.length;
    return this.#pendingBytes <= (this.#place === undefined ? MAX_FRAME_BYTES : MAX_ITEM_BYTES);
  }

  /** Decoded in one, since a chunk may end within a character. */
  #textWith(bytes: Buffer): string {
    return (this.#pending.length === 0 ? bytes : Buffer.concat([...this.#pending, bytes])).toString('utf8');
  }

  #clear(): void {
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#hasControls = false;
  }
}
