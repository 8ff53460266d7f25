/**
 * Answers whether a key is certainly absent or perhaps present (wrong for 1 key in 100), to save reading the disk. Keys are hashes
 * already. Pure.
 */

const bitsPerKey = 10;
const nProbes = 7;

export class BloomFilter {
  /** The number of bits is a power of two. */
  readonly words: Uint32Array;

  constructor(words: Uint32Array) {
    this.words = words;
  }

  static for(nKeys: number): BloomFilter {
    const bits = 2 ** Math.ceil(Math.log2(Math.max(64, nKeys * bitsPerKey)));
    return new BloomFilter(new Uint32Array(bits / 32));
  }

  add(key: Uint8Array): void {
    for (const bit of this.#bits(key)) this.words[bit >>> 5]! |= 1 << (bit & 31);
  }

  mayHave(key: Uint8Array): boolean {
    for (const bit of this.#bits(key)) if ((this.words[bit >>> 5]! & (1 << (bit & 31))) === 0) return false;
    return true;
  }

  /** Derives all probes from two parts of the hash (double hashing). */
  *#bits(key: Uint8Array): Generator<number, void, undefined> {
    const mask = this.words.length * 32 - 1;
    const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
    let a = view.getUint32(0, true);
    const b = view.getUint32(4, true) | 1;
    for (let i = 0; i < nProbes; i++, a = (a + b) >>> 0) yield (a & mask) >>> 0;
  }
}
