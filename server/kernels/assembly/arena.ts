/**
 * Memory of the kernels: slabs from the host, bump-allocated. What is learnt about words is kept from one segment to the next; the host
 * takes back the memory of a segment together with the segment.
 */

// @ts-ignore: decorator
@external("env", "takeSlab")
declare function takeSlab(bytes: u32): u32;
// @ts-ignore: decorator
@external("env", "takeKeptSlab")
declare function takeKeptSlab(bytes: u32): u32;
// @ts-ignore: decorator
@external("env", "giveKeptSlab")
declare function giveKeptSlab(at: u32): void;

const slabBytes: u32 = 1 << 18;

let at: usize = 0;
let end: usize = 0;
let keptAt: usize = 0;
let keptEnd: usize = 0;

/** Forgets the slabs of the segment: the host has taken them back. */
export function arenaForget(): void {
  at = 0;
  end = 0;
}

/** Forgets what was kept: the host has taken it back as well. */
export function arenaForgetKept(): void {
  keptAt = 0;
  keptEnd = 0;
}

/** Returns `bytes` rounded up to 8, aligned to 8 and not zeroed. Valid until the segment ends. */
export function take(bytes: u32): usize {
  const size: usize = (<usize>bytes + 7) & ~7;
  if (size > slabBytes / 4) return <usize>takeSlab(<u32>size);
  if (at + size > end) {
    at = <usize>takeSlab(slabBytes);
    end = at + slabBytes;
  }
  const ptr = at;
  at += size;
  return ptr;
}

/** Like `take`, but valid until everything is forgotten. */
export function takeKept(bytes: u32): usize {
  const size: usize = (<usize>bytes + 7) & ~7;
  if (keptAt + size > keptEnd) {
    keptAt = <usize>takeKeptSlab(slabBytes);
    keptEnd = keptAt + slabBytes;
  }
  const ptr = keptAt;
  keptAt += size;
  return ptr;
}

/** Returns a separate, zeroed table. `giveTable` frees it when a larger one has replaced it. */
export function takeTable(bytes: u32): usize {
  const ptr = <usize>takeKeptSlab(bytes);
  memory.fill(ptr, 0, bytes);
  return ptr;
}

export function giveTable(table: usize): void {
  giveKeptSlab(<u32>table);
}
