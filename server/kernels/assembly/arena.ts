/**
 * Where the kernels get memory: slabs that the host hands out, bump-allocated. What is learnt of words stays from one segment to the next;
 * what a segment holds is given back by the host with the segment.
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

/** `bytes` rounded up to 8, aligned to 8, until the segment ends. Not zeroed. */
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

/** As `take`, until everything is forgotten. */
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

/** A table of its own, zeroed: `giveTable` gives it back when a larger one has taken its place. */
export function takeTable(bytes: u32): usize {
  const ptr = <usize>takeKeptSlab(bytes);
  memory.fill(ptr, 0, bytes);
  return ptr;
}

export function giveTable(table: usize): void {
  giveKeptSlab(<u32>table);
}
