/**
 * The names of a segment: each once, in folded order, sixteen to a block, without the bytes that a name shares with the one before it in
 * its block. Behind each stand the symbols that bear it. Entry: varint shared bytes, varint other bytes, these, varint number of
 * symbols, their numbers as varint differences.
 */
import { fold } from './fold.js';
import { bytesOf, withRoom } from './growing.js';
import { SegmentDamage } from './page-cache.js';
import type { SegmentReader } from './segment-reader.js';
import type { SegmentWriter } from './segment-writer.js';

const namesPerBlock = 16;
const maxCachedBlocks = 512;
/** First names of blocks, which searches halve their way by. */
const maxCachedFirsts = 8192;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class NameTableBuilder {
  #starts: Uint32Array<ArrayBuffer> = new Uint32Array(256);
  #text: Uint8Array<ArrayBuffer> = new Uint8Array(1 << 14);
  #at = 0;
  #count = 0;
  #last: Uint8Array<ArrayBuffer> = new Uint8Array(256);
  #lastSize = 0;

  get count(): number {
    return this.#count;
  }

  /** Appends a name, after all that come before it in order, and returns its number. `symbols` ascend. */
  add(name: string, symbols: ArrayLike<number>): number {
    return this.addBytes(encoder.encode(name), symbols);
  }

  /** As `add`, of a name in UTF-8, whose bytes are the caller's again. */
  addBytes(bytes: Uint8Array, symbols: ArrayLike<number>): number {
    let shared = 0;
    if (this.#count % namesPerBlock === 0) {
      const block = this.#count / namesPerBlock;
      this.#starts = withRoom(this.#starts, block + 2);
      this.#starts[block] = this.#at;
    } else {
      const most = Math.min(bytes.length, this.#lastSize);
      while (shared < most && bytes[shared] === this.#last[shared]) shared++;
    }
    this.#text = withRoom(this.#text, this.#at + bytes.length + 15 + symbols.length * 5);
    this.#varint(shared);
    this.#varint(bytes.length - shared);
    for (let i = shared; i < bytes.length; i++) this.#text[this.#at++] = bytes[i]!;
    this.#varint(symbols.length);
    for (let i = 0; i < symbols.length; i++) this.#varint(symbols[i]! - (i === 0 ? 0 : symbols[i - 1]!));
    this.#last = withRoom(this.#last, bytes.length);
    for (let i = shared; i < bytes.length; i++) this.#last[i] = bytes[i]!;
    this.#lastSize = bytes.length;
    return this.#count++;
  }

  write(writer: SegmentWriter): void {
    const nBlocks = Math.ceil(this.#count / namesPerBlock);
    this.#starts = withRoom(this.#starts, nBlocks + 1);
    this.#starts[nBlocks] = this.#at;
    writer.write('names', this.#text.subarray(0, this.#at));
    writer.write('nameStarts', bytesOf(this.#starts, nBlocks + 1));
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#text[this.#at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#text[this.#at++] = rest;
  }
}

export interface NameEntry {
  readonly name: string;
  readonly folded: string;
  readonly symbols: readonly number[];
}

export class NameTable {
  readonly #segment: SegmentReader;
  readonly #blocks = new Map<number, readonly NameEntry[]>();
  readonly #firsts = new Map<number, string>();

  constructor(segment: SegmentReader) {
    this.#segment = segment;
  }

  get count(): number {
    return this.#segment.numbers.nNames;
  }

  /** Throws SegmentDamage. */
  entry(number: number): NameEntry {
    const entry = this.block(Math.floor(number / namesPerBlock))[number % namesPerBlock];
    if (entry === undefined) throw new SegmentDamage(`it has no name ${number}`);
    return entry;
  }

  /** Calls `visit` with the names from the first whose folded form is at least `folded` on, at most `limit`, until it returns false. */
  from(folded: string, limit: number, visit: (entry: NameEntry) => boolean): void {
    const nBlocks = Math.ceil(this.count / namesPerBlock);
    let low = 0;
    let high = nBlocks;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#first(middle) < folded) low = middle + 1;
      else high = middle;
    }
    let left = limit;
    for (let block = Math.max(0, low - 1); block < nBlocks; block++)
      for (const entry of this.block(block)) {
        if (entry.folded < folded) continue;
        if (left-- === 0 || !visit(entry)) return;
      }
  }

  /** The names of one block. Throws SegmentDamage. */
  block(block: number): readonly NameEntry[] {
    let entries = this.#blocks.get(block);
    if (entries === undefined) {
      entries = this.#read(block);
      if (this.#blocks.size >= maxCachedBlocks) this.#blocks.clear();
      this.#blocks.set(block, entries);
    }
    return entries;
  }

  /** The folded first name of a block, which shares no bytes with another. */
  #first(block: number): string {
    const known = this.#firsts.get(block);
    if (known !== undefined) return known;
    const start = this.#segment.u32('nameStarts', block);
    const nBytes = this.#segment.u32('nameStarts', block + 1) - start;
    const head = this.#segment.read('names', start, Math.min(nBytes, 64));
    // One byte says that nothing is shared, the next ones how long the name is.
    const length = head[1]!;
    const first = length < 63 ? fold(decoder.decode(head.subarray(2, 2 + length))) : this.block(block)[0]!.folded;
    if (this.#firsts.size >= maxCachedFirsts) this.#firsts.clear();
    this.#firsts.set(block, first);
    return first;
  }

  #read(block: number): readonly NameEntry[] {
    const start = this.#segment.u32('nameStarts', block);
    const bytes = this.#segment.read('names', start, this.#segment.u32('nameStarts', block + 1) - start);
    let at = 0;
    const varint = (): number => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++] ?? 0;
        value += (byte & 127) * 2 ** shift;
        if (byte < 128) return value;
      }
    };
    const entries: NameEntry[] = [];
    let last: Uint8Array = new Uint8Array(0);
    while (at < bytes.length) {
      const shared = varint();
      const rest = varint();
      const name = new Uint8Array(shared + rest);
      name.set(last.subarray(0, shared));
      name.set(bytes.subarray(at, at + rest), shared);
      at += rest;
      last = name;
      const symbols: number[] = [];
      for (let n = varint(), symbol = 0; n > 0; n--) {
        symbol += varint();
        symbols.push(symbol);
      }
      const text = decoder.decode(name);
      entries.push({ name: text, folded: fold(text), symbols });
    }
    return entries;
  }
}
