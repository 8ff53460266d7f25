/** Where the kernels get memory: slabs that the host hands out, bump-allocated, all given back together by the host. */

// @ts-ignore: decorator
@external("env", "takeSlab")
declare function takeSlab(bytes: u32): u32;

const slabBytes: u32 = 1 << 18;

let at: usize = 0;
let end: usize = 0;

/** Forgets the current slab: the host has taken all of them back. */
export function arenaForget(): void {
  at = 0;
  end = 0;
}

/** `bytes` rounded up to 8, aligned to 8. Not zeroed. */
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

/** As `take`, zeroed. */
export function takeZeroed(bytes: u32): usize {
  const ptr = take(bytes);
  memory.fill(ptr, 0, bytes);
  return ptr;
}
