/** Finds terms in a segment's dictionary: bloom filter, index, then one block of 32 terms. Answers are cached. */

import { lowerBound } from '../../base/lower-bound.js';
import type { TermSections } from '../build/inversion.js';
import type { SegmentReader } from './segment-reader.js';

export interface TermEntry {
  /** Number of windows (or files, for paths) that contain the term. */
  readonly df: number;
  /** Offset and size of its postings in their section. */
  readonly start: number;
  readonly length: number;
}

const indexRowBytes = 20;
const maxRemembered = 8192;
const twoTo32 = 0x1_0000_0000;

export class TermLookup {
  readonly #segment: SegmentReader;
  readonly #sections: TermSections;
  /** Null for a term that the segment does not contain. */
  readonly #known = new Map<number, TermEntry | null>();
  #nSkipped = 0;

  constructor(segment: SegmentReader, sections: TermSections) {
    this.#segment = segment;
    this.#sections = sections;
  }

  /** Number of look-ups that the bloom filter answered. */
  get nSkipped(): number {
    return this.#nSkipped;
  }

  /** Throws SegmentDamage. */
  find(term: number): TermEntry | undefined {
    const known = this.#known.get(term);
    if (known !== undefined) return known ?? undefined;
    const entry = this.#search(term);
    if (this.#known.size >= maxRemembered) this.#known.clear();
    this.#known.set(term, entry ?? null);
    return entry;
  }

  #search(term: number): TermEntry | undefined {
    const index = this.#segment.whole(this.#sections.index);
    if (index.length === 0) return undefined;
    if (!this.#mayHold(term)) {
      this.#nSkipped++;
      return undefined;
    }
    const rows = new DataView(index.buffer);
    const behind = lowerBound(0, index.length / indexRowBytes, row => rows.getFloat64(row * indexRowBytes, true) > term);
    if (behind === 0) return undefined;
    const at = (behind - 1) * indexRowBytes;
    const start = rows.getUint32(at + 8, true);
    const end =
      behind * indexRowBytes < index.length
        ? rows.getUint32(at + indexRowBytes + 8, true)
        : this.#segment.lengthOf(this.#sections.dictionary);
    const postings = rows.getUint32(at + 12, true) + rows.getUint32(at + 16, true) * twoTo32;
    return findInBlock(this.#segment.read(this.#sections.dictionary, start, end - start), rows.getFloat64(at, true), postings, term);
  }

  #mayHold(term: number): boolean {
    const bytes = this.#segment.lengthOf(this.#sections.bloom);
    if (bytes === 0) return true;
    const low = term % twoTo32;
    const block = ((Math.floor(term / 0x20_0000) % twoTo32) & (bytes / 64 - 1)) >>> 0;
    const bits = this.#segment.read(this.#sections.bloom, block * 64, 64);
    let word = BigInt.asUintN(64, BigInt(low) * 0x9e37_79b9_7f4a_7c15n);
    for (let i = 0; i < 6; i++) {
      const bit = Number(word >> 55n);
      word = BigInt.asUintN(64, word << 9n);
      if ((bits[bit >> 3]! & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  }
}

function findInBlock(block: Uint8Array, firstHash: number, firstPostings: number, term: number): TermEntry | undefined {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = block[at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  };
  let hash = firstHash;
  let start = firstPostings;
  while (at < block.length) {
    hash += varint();
    if (hash > term) return undefined;
    const head = varint();
    const isSingle = head % 2 === 1;
    const length = isSingle ? (head - 1) / 2 : varint();
    if (hash === term) return { df: isSingle ? 1 : head / 2, start, length };
    start += length;
  }
  return undefined;
}
