/**
 * The names of a segment: each once, in folded order, sixteen to a block, without the bytes that a name shares with the one before it in
 * its block. Each name is followed by the symbols that have it. Entry: varint shared bytes, varint other bytes, the other bytes, varint
 * number of symbols, their numbers as varint differences.
 */

import { lowerBound } from '../../base/lower-bound.js';
import type { SegmentWriter } from '../build/segment-writer.js';
import { usedBytes, withCapacity } from '../format/growing.js';
import { bloomBlockBytes, bloomBlockOf, bloomMayHold, hashOfNameBytes, nameBloom } from '../format/name-bloom.js';
import { NameWalk, WantedName } from './name-walk.js';
import { SegmentDamage } from './page-cache.js';
import type { SegmentReader } from './segment-reader.js';

export const namesPerBlock = 16;
/** Number of blocks whose first names are cached for the binary search. */
const maxCachedFirsts = 8192;
const encoder = new TextEncoder();
const anyName = new WantedName('');

export class NameTableBuilder {
  #starts: Uint32Array<ArrayBuffer> = new Uint32Array(256);
  #text: Uint8Array<ArrayBuffer> = new Uint8Array(1 << 14);
  #at = 0;
  #count = 0;
  #last: Uint8Array<ArrayBuffer> = new Uint8Array(256);
  #lastSize = 0;
  #hashes: Uint32Array<ArrayBuffer> = new Uint32Array(256);

  get count(): number {
    return this.#count;
  }

  /** Appends a name, which must follow all earlier ones in order, and returns its number. `symbols` ascend. */
  add(name: string, symbols: ArrayLike<number>): number {
    return this.addBytes(encoder.encode(name), symbols);
  }

  /** Like `add`, for a name in UTF-8. The caller may reuse its bytes. */
  addBytes(bytes: Uint8Array, symbols: ArrayLike<number>): number {
    let shared = 0;
    if (this.#count % namesPerBlock === 0) {
      const block = this.#count / namesPerBlock;
      this.#starts = withCapacity(this.#starts, block + 2);
      this.#starts[block] = this.#at;
    } else {
      const most = Math.min(bytes.length, this.#lastSize);
      while (shared < most && bytes[shared] === this.#last[shared]) shared++;
    }
    this.#text = withCapacity(this.#text, this.#at + bytes.length + 15 + symbols.length * 5);
    this.#varint(shared);
    this.#varint(bytes.length - shared);
    for (let i = shared; i < bytes.length; i++) this.#text[this.#at++] = bytes[i]!;
    this.#varint(symbols.length);
    for (let i = 0; i < symbols.length; i++) this.#varint(symbols[i]! - (i === 0 ? 0 : symbols[i - 1]!));
    this.#last = withCapacity(this.#last, bytes.length);
    for (let i = shared; i < bytes.length; i++) this.#last[i] = bytes[i]!;
    this.#lastSize = bytes.length;
    this.#hashes = withCapacity(this.#hashes, this.#count + 1);
    this.#hashes[this.#count] = hashOfNameBytes(bytes);
    return this.#count++;
  }

  write(writer: SegmentWriter): void {
    const nBlocks = Math.ceil(this.#count / namesPerBlock);
    this.#starts = withCapacity(this.#starts, nBlocks + 1);
    this.#starts[nBlocks] = this.#at;
    writer.write('names', this.#text.subarray(0, this.#at));
    writer.write('nameStarts', usedBytes(this.#starts, nBlocks + 1));
    writer.write('nameBloom', nameBloom(this.#hashes.subarray(0, this.#count)));
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
  readonly symbols: readonly number[];
}

export class NameTable {
  readonly #segment: SegmentReader;
  readonly #firsts = new Map<number, string>();

  constructor(segment: SegmentReader) {
    this.#segment = segment;
  }

  get count(): number {
    return this.#segment.numbers.nNames;
  }

  /** Returns false if certainly no name has this folded form. Throws SegmentDamage. */
  mayHold({ hash }: WantedName): boolean {
    const nBlocks = this.#segment.lengthOf('nameBloom') / bloomBlockBytes;
    if (nBlocks === 0) return false;
    const at = this.#segment.spot('nameBloom', bloomBlockOf(hash, nBlocks) * bloomBlockBytes, bloomBlockBytes);
    return bloomMayHold(this.#segment.views.bytes, at, hash);
  }

  /** Returns the name with this number. Throws SegmentDamage. */
  name(number: number): string {
    const walk = new NameWalk(anyName);
    walk.enter(this.#bytes(Math.floor(number / namesPerBlock)));
    for (let i = number % namesPerBlock; i >= 0; i--) if (!walk.next()) throw new SegmentDamage(`it has no name ${number}`);
    return walk.name;
  }

  /**
   * Calls `visit` at each name, beginning with the first whose folded form is not below the wanted one, until it returns false or `limit`
   * names have been visited.
   */
  from(wanted: WantedName, limit: number, visit: (walk: NameWalk) => boolean): void {
    const nBlocks = Math.ceil(this.count / namesPerBlock);
    const behind = lowerBound(0, nBlocks, i => this.#first(i) >= wanted.folded);
    const walk = new NameWalk(wanted);
    let left = limit;
    let isThere = false;
    for (let block = Math.max(0, behind - 1); block < nBlocks; block++) {
      walk.enter(this.#bytes(block));
      while (walk.next()) {
        isThere ||= walk.order() >= 0;
        if (!isThere) continue;
        if (left-- === 0 || !visit(walk)) return;
      }
    }
  }

  /** Returns the names of one block. Throws SegmentDamage. */
  block(block: number): readonly NameEntry[] {
    const walk = new NameWalk(anyName);
    walk.enter(this.#bytes(block));
    const entries: NameEntry[] = [];
    while (walk.next()) entries.push({ name: walk.name, symbols: walk.symbols });
    return entries;
  }

  /** Returns the folded first name of a block. */
  #first(block: number): string {
    const known = this.#firsts.get(block);
    if (known !== undefined) return known;
    const walk = new NameWalk(anyName);
    walk.enter(this.#bytes(block));
    const first = walk.next() ? walk.folded : '';
    if (this.#firsts.size >= maxCachedFirsts) this.#firsts.clear();
    this.#firsts.set(block, first);
    return first;
  }

  #bytes(block: number): Uint8Array {
    const start = this.#segment.u32('nameStarts', block);
    return this.#segment.read('names', start, this.#segment.u32('nameStarts', block + 1) - start);
  }
}
