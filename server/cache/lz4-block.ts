/**
 * Bytes to LZ4 blocks and back. The library finds no damage, and some damage hangs it: whoever stores a block keeps its length and
 * a hash, and checks the hash before decoding. Here the traps of its block API are closed, nothing more.
 */
import { compressBlock, compressBound, decompressBlock } from 'lz4js';

/** The library's table holds a position for each hash of four bytes; left-overs of another block would corrupt this one. */
const table = new Uint32Array(1 << 16);

/** Undefined where compression does not pay: the bytes are then stored as they are. */
export function packLz4(raw: Uint8Array): Uint8Array | undefined {
  if (raw.length < 64) return undefined;
  table.fill(0);
  const target = new Uint8Array(compressBound(raw.length));
  const size = compressBlock(raw, target, 0, raw.length, table);
  // Zero stands for "cannot be made smaller".
  return size > 0 && size < raw.length * 0.95 ? target.subarray(0, size) : undefined;
}

/** `packed` must have passed its hash, and `rawLength` come from the same checked record. Undefined when they do not fit together. */
export function unpackLz4(packed: Uint8Array, rawLength: number): Uint8Array | undefined {
  const raw = new Uint8Array(rawLength);
  return decompressBlock(packed, raw, 0, packed.length, 0) === rawLength ? raw : undefined;
}
