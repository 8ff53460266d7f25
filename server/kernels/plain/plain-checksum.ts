/** The twin of assembly/checksum.ts. Pure. */

const prime = 0x9e3779b1;
const lanes = new Uint32Array(8);

/** Returns the checksum of `size` bytes at `at`. Up to 31 bytes behind them, which complete the last step, are zeroed. */
export function checksum(bytes: Uint8Array, at: number, size: number): { readonly low: number; readonly high: number } {
  const padded = Math.ceil(size / 32) * 32;
  bytes.fill(0, at + size, at + padded);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let i = 0; i < 8; i++) lanes[i] = i + 1;
  for (let i = 0; i < padded; i += 32)
    for (let lane = 0; lane < 8; lane++) {
      const mixed = Math.imul(lanes[lane]! ^ view.getUint32(at + i + lane * 4, true), prime);
      lanes[lane] = mixed ^ (mixed >>> 15);
    }
  let low = size ^ 0x85ebca6b;
  let high = size ^ 0xc2b2ae35;
  for (const lane of lanes) {
    low = Math.imul(low ^ lane, 0x85ebca6b);
    low ^= low >>> 13;
    high = Math.imul(high ^ lane, 0xc2b2ae35);
    high ^= high >>> 16;
  }
  return { low: low >>> 0, high: high >>> 0 };
}
