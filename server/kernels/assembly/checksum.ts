/**
 * A 64-bit checksum at the speed of memory: eight lanes of 32-bit xor and multiply. Each step is a bijection, so damage within one word of
 * four bytes is always detected.
 */
const prime: u32 = 0x9e3779b1;

/**
 * Checksum of `size` bytes at `at`; up to 31 bytes behind them are overwritten with zeros. Returns the low word and leaves the high word in
 * `checksumHigh`.
 */
export let checksumHigh: u32 = 0;

export function checksum(at: usize, size: u32): u32 {
  const rest = size & 31;
  const padded = rest == 0 ? size : size + 32 - rest;
  if (rest != 0) memory.fill(at + size, 0, 32 - rest);
  let a = i32x4(1, 2, 3, 4);
  let b = i32x4(5, 6, 7, 8);
  const p = i32x4.splat(prime);
  for (let i: u32 = 0; i < padded; i += 32) {
    a = i32x4.mul(v128.xor(a, v128.load(at + i)), p);
    b = i32x4.mul(v128.xor(b, v128.load(at + i, 16)), p);
    a = v128.xor(a, i32x4.shr_u(a, 15));
    b = v128.xor(b, i32x4.shr_u(b, 15));
  }
  let low: u32 = size ^ 0x85ebca6b;
  let high: u32 = size ^ 0xc2b2ae35;
  const lanes = memory.data(32);
  v128.store(lanes, a);
  v128.store(lanes, b, 16);
  for (let i = 0; i < 8; i++) {
    const lane = load<u32>(lanes + i * 4);
    low = (low ^ lane) * 0x85ebca6b;
    low ^= low >> 13;
    high = (high ^ lane) * 0xc2b2ae35;
    high ^= high >> 16;
  }
  checksumHigh = high;
  return low;
}
