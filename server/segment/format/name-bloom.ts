/**
 * A bloom filter over the folded names of a segment. Most names that a question may mean occur in no segment, and the filter answers that
 * at the cost of one cache line. Blocks of 64 bytes; each name sets four bits of one block. Pure.
 */
import { fold } from './fold.js';

export const bloomBlockBytes = 64;
/** About 12 bits per name. */
const namesPerBlock = 42;
const basis = 0x811c9dc5;
const prime = 0x01000193;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Returns the hash of a folded name. */
export function hashOfName(folded: string): number {
  let hash = basis;
  for (let i = 0; i < folded.length; i++) {
    const unit = folded.charCodeAt(i);
    if (unit >= 0x80) return hashOfBytes(encoder.encode(folded));
    hash = Math.imul(hash ^ unit, prime);
  }
  return mixed(hash);
}

/** Returns the hash of the folded form of a name in UTF-8. */
export function hashOfNameBytes(name: Uint8Array): number {
  let hash = basis;
  for (let i = 0; i < name.length; i++) {
    const byte = name[i]!;
    if (byte >= 0x80) return hashOfName(fold(decoder.decode(name)));
    hash = Math.imul(hash ^ (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte), prime);
  }
  return mixed(hash);
}

/** Builds the filter of these name hashes, in whole blocks. */
export function nameBloom(hashes: Uint32Array): Uint8Array {
  const nBlocks = Math.ceil(hashes.length / namesPerBlock);
  const bytes = new Uint8Array(nBlocks * bloomBlockBytes);
  for (const hash of hashes) {
    const at = bloomBlockOf(hash, nBlocks) * bloomBlockBytes;
    for (let i = 0; i < 4; i++) {
      const bit = bitOf(hash, i);
      bytes[at + (bit >> 3)]! |= 1 << (bit & 7);
    }
  }
  return bytes;
}

export const bloomBlockOf = (hash: number, nBlocks: number): number => Math.floor((hash / 0x1_0000_0000) * nBlocks);

/** Returns false if no name with this hash was added. The name's block begins at `at`. */
export function bloomMayHold(bytes: Uint8Array, at: number, hash: number): boolean {
  for (let i = 0; i < 4; i++) {
    const bit = bitOf(hash, i);
    if ((bytes[at + (bit >> 3)]! & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}

/**
 * The first three bits take nine bits each of one product, the fourth of another: the upper bits of the hash have already chosen the block.
 */
const bitOf = (hash: number, i: number): number =>
  (i < 3 ? Math.imul(hash, 0x9e3779b1) >>> (5 + i * 9) : Math.imul(hash, 0x85ebca6b) >>> 23) & 511;

function hashOfBytes(bytes: Uint8Array): number {
  let hash = basis;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, prime);
  return mixed(hash);
}

function mixed(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
