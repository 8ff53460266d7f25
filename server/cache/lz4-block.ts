/**
 * Compresses and decompresses LZ4 blocks. The library detects no damage, and some damage makes it hang, so callers store a block with its
 * length and a hash and check the hash before decoding. This module only avoids the traps of the library's block API.
 */
import { compressBlock, compressBound, decompressBlock } from 'lz4js';

/**
 * The library's table holds a position for each hash of four bytes. Left-overs of another block would corrupt this one, so it is cleared
 * first.
 */
const table = new Uint32Array(1 << 16);

/** Returns undefined if compression does not pay; the bytes are then stored as they are. */
export function packLz4(raw: Uint8Array): Uint8Array | undefined {
  if (raw.length < 64) return undefined;
  table.fill(0);
  const target = new Uint8Array(compressBound(raw.length));
  const size = compressBlock(raw, target, 0, raw.length, table);
  // Zero means that the block cannot be made smaller.
  return size > 0 && size < raw.length * 0.95 ? target.subarray(0, size) : undefined;
}

/**
 * `packed` must have passed its hash check, and `rawLength` must come from the same checked record. Returns undefined if they do not
 * match.
 */
export function unpackLz4(packed: Uint8Array, rawLength: number): Uint8Array | undefined {
  const raw = new Uint8Array(rawLength);
  return decompressBlock(packed, raw, 0, packed.length, 0) === rawLength ? raw : undefined;
}
