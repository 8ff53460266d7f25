/** Remembers the terms of identifiers: each distinct one is split, stemmed and hashed once, in however many segments it occurs. */
import { giveTable, takeTable } from './arena';

// Slots of 16 bytes: [key u64, value u32, unused]. Value: 0 for a free slot, 1 for no term, term number + 2, or a list if the top bit is
// set.
export let memo: usize = 0;
export let memoMask: u32 = 0;
let memoUsed: u32 = 0;

/** Forgets everything; the host has taken the table back. */
export function memoReset(): void {
  memoMask = (1 << 13) - 1;
  memo = takeTable((memoMask + 1) * 16);
  memoUsed = 0;
}

/** Call when a slot has been filled. */
export function memoFilled(): void {
  if (++memoUsed * 2 > memoMask) grow();
}

function grow(): void {
  const old = memo;
  const oldSlots = memoMask + 1;
  memoMask = oldSlots * 2 - 1;
  memo = takeTable((memoMask + 1) * 16);
  for (let i: u32 = 0; i < oldSlots; i++) {
    const value = load<u32>(old + i * 16, 8);
    if (value == 0) continue;
    const key = load<u64>(old + i * 16);
    let slot = memo + ((<u32>(key >> 20)) & memoMask) * 16;
    while (load<u32>(slot, 8) != 0) {
      slot += 16;
      if (slot == memo + (memoMask + 1) * 16) slot = memo;
    }
    store<u64>(slot, key);
    store<u32>(slot, value, 8);
  }
  giveTable(old);
}

// @ts-ignore: decorator
@inline
export function keyOf(at: usize, size: u32): u64 {
  let key: u64 = <u64>size * 0xd6e8feb86659fd93;
  while (size > 8) {
    key = (key ^ load<u64>(at)) * 0x9e3779b97f4a7c15;
    key ^= key >> 29;
    at += 8;
    size -= 8;
  }
  key = (key ^ (load<u64>(at) & ((<u64>-1) >> (64 - size * 8)))) * 0x9e3779b97f4a7c15;
  key ^= key >> 32;
  return key * 0xff51afd7ed558ccd;
}
