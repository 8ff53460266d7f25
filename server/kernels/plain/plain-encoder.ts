/** Encodes terms as they are stored: the twin of assembly/encode.ts, which describes the layout. */
import type { PlainInverter, PlainPosting } from './plain-inverter.js';
import type { PlainMemory } from './plain-memory.js';
import { putVarint, readBlock, readBlockRows, writePostings } from './plain-postings.js';

const termsPerBlock = 32;
const indexRowBytes = 20;
const dropped = 0xffffffff;
const twoTo32 = 0x1_0000_0000;

export class PlainEncoder {
  readonly #memory: PlainMemory;
  readonly #inverter: PlainInverter;
  #lengths = 0;
  #dictStart = 0;
  #dictAt = 0;
  #dictBefore = 0;
  #indexStart = 0;
  #indexAt = 0;
  #postStart = 0;
  #postAt = 0;
  #postBefore = 0;
  #bloom = 0;
  #bloomMask = 0;
  #inBlock = 0;
  #lastHash = 0;
  #term: PlainPosting[] = [];
  #sorted: ReturnType<PlainInverter['sorted']> = [];
  nWritten = 0;

  constructor(memory: PlainMemory, inverter: PlainInverter) {
    this.#memory = memory;
    this.#inverter = inverter;
  }

  open(lengths: number, dict: number, index: number, postings: number, bloom: number, bloomBlocks: number): void {
    this.#lengths = lengths;
    this.#dictStart = this.#dictAt = dict;
    this.#indexStart = this.#indexAt = index;
    this.#postStart = this.#postAt = postings;
    this.#dictBefore = 0;
    this.#postBefore = 0;
    this.#inBlock = 0;
    this.#lastHash = 0;
    this.#bloom = bloom;
    this.#bloomMask = bloomBlocks - 1;
    this.nWritten = 0;
  }

  get dictBytes(): number {
    return this.#dictAt - this.#dictStart;
  }

  get indexBytes(): number {
    return this.#indexAt - this.#indexStart;
  }

  get postingsBytes(): number {
    return this.#postAt - this.#postStart;
  }

  drainPostings(): void {
    this.#postBefore += this.postingsBytes;
    this.#postAt = this.#postStart;
  }

  drainDictionary(): void {
    this.#dictBefore += this.dictBytes;
    this.#dictAt = this.#dictStart;
    this.#indexAt = this.#indexStart;
  }

  begin(): void {
    this.#term = [];
  }

  /** Adds postings of another segment under their new windows. Returns -1 if they are invalid. */
  addFrom(postings: number, df: number, map: number, nWindows: number): number {
    const rows = readBlockRows(this.#memory, postings, df);
    let added = 0;
    for (let i = 0; i < rows.length; i++)
      for (const posting of readBlock(this.#memory, rows, i)) {
        if (posting.window >= nWindows) return -1;
        const window = this.#memory.u32(map + posting.window * 4);
        if (window === dropped) continue;
        this.#term.push({ ...posting, window });
        added++;
      }
    return added;
  }

  end(hash: number, df: number): void {
    if (df === 0) return;
    const end = writePostings(this.#memory, this.#term, this.#lengths, this.#postAt);
    const size = end - this.#postAt;
    const { bytes, view } = this.#memory;
    if (this.#inBlock === 0) {
      const before = this.#postBefore + this.postingsBytes;
      view.setFloat64(this.#indexAt, hash, true);
      view.setUint32(this.#indexAt + 8, this.#dictBefore + this.dictBytes, true);
      view.setUint32(this.#indexAt + 12, before % twoTo32, true);
      view.setUint32(this.#indexAt + 16, Math.floor(before / twoTo32), true);
      this.#indexAt += indexRowBytes;
      this.#lastHash = hash;
    }
    this.#dictAt = putVarint(bytes, this.#dictAt, hash - this.#lastHash);
    this.#lastHash = hash;
    if (df === 1) this.#dictAt = putVarint(bytes, this.#dictAt, size * 2 + 1);
    else {
      this.#dictAt = putVarint(bytes, this.#dictAt, df * 2);
      this.#dictAt = putVarint(bytes, this.#dictAt, size);
    }
    this.#inBlock = (this.#inBlock + 1) % termsPerBlock;
    this.#postAt = end;
    this.nWritten++;
    this.#addToBloom(hash);
  }

  sort(): void {
    this.#sorted = this.#inverter.sorted().toReversed();
  }

  /** Encodes the inverter's terms until the postings hold `limit` bytes. Returns true while any are left. */
  encode(limit: number): boolean {
    while (this.postingsBytes < limit) {
      const next = this.#sorted.pop();
      if (next === undefined) return false;
      this.#term = [...next.postings];
      this.end(next.hash, next.postings.length);
    }
    return this.#sorted.length > 0;
  }

  #addToBloom(hash: number): void {
    const block = this.#bloom + (((Math.floor(hash / 0x20_0000) % twoTo32) & this.#bloomMask) >>> 0) * 64;
    let word = BigInt.asUintN(64, BigInt(hash % twoTo32) * 0x9e37_79b9_7f4a_7c15n);
    for (let i = 0; i < 6; i++) {
      const bit = Number(word >> 55n);
      word = BigInt.asUintN(64, word << 9n);
      this.#memory.bytes[block + (bit >> 3)]! |= 1 << (bit & 7);
    }
  }
}
