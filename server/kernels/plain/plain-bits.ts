/** A stream of bits, lowest first, with exponential Golomb codes: the twin of assembly/bits.ts. Pure. */

export class BitWriter {
  readonly #bytes: Uint8Array;
  #at: number;
  #nBits = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  bit(value: number): void {
    if (this.#nBits === 0) this.#bytes[this.#at] = 0;
    this.#bytes[this.#at]! |= value << this.#nBits;
    if (++this.#nBits === 8) {
      this.#nBits = 0;
      this.#at++;
    }
  }

  bits(value: number, count: number): void {
    for (let i = 0; i < count; i++) this.bit((value >>> i) & 1);
  }

  golomb(value: number, k: number): void {
    const v = (value >>> k) + 1;
    const n = 31 - Math.clz32(v);
    this.bits(0, n);
    this.bit(1);
    this.bits(value, k);
    this.bits(v - 2 ** n, n);
  }

  /** Returns the end in whole bytes. */
  close(): number {
    return this.#nBits === 0 ? this.#at : this.#at + 1;
  }
}

export class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;

  /** Begins at the first bit of byte `at`. */
  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at * 8;
  }

  bit(): number {
    const bit = (this.#bytes[this.#at >>> 3]! >>> (this.#at & 7)) & 1;
    this.#at++;
    return bit;
  }

  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value |= this.bit() << i;
    return value;
  }

  golomb(k: number): number {
    let n = 0;
    while (this.bit() === 0) if (++n > 31) throw new RangeError('A Golomb code of these bits has no end');
    const low = this.bits(k);
    return ((this.bits(n) + 2 ** n - 1) << k) | low;
  }
}
