/** A stream of bits, lowest first, with numbers in exponential Golomb code with parameter k. */

let outAt: usize = 0;
let word: u64 = 0;
let nBits: u64 = 0;

export function openWriter(ptr: usize): void {
  outAt = ptr;
  word = 0;
  nBits = 0;
}

// @ts-ignore: decorator
@inline
export function writeBits(value: u64, count: u64): void {
  word |= value << nBits;
  nBits += count;
  if (nBits >= 32) {
    store<u32>(outAt, <u32>word);
    outAt += 4;
    word >>= 32;
    nBits -= 32;
  }
}

/** Unary length, then value + 2^k without its top bit; `value` below 2^22 and k at most 22. */
// @ts-ignore: decorator
@inline
export function writeGolomb(value: u32, k: u32): void {
  const v = <u64>(value >> k) + 1;
  const n: u64 = 63 - clz(v);
  // n zeros and a one.
  writeBits(<u64>1 << n, n + 1);
  const low = <u64>value & ((<u64>1 << k) - 1);
  writeBits(((v - (<u64>1 << n)) << k) | low, n + k);
}

/** Flushes to whole bytes and returns the end. */
export function closeWriter(): usize {
  while (nBits > 0) {
    store<u8>(outAt++, <u8>word);
    word >>= 8;
    nBits = nBits > 8 ? nBits - 8 : 0;
  }
  return outAt;
}
