/**
 * A bloom filter over the folded names of a segment: most names that a question may mean are nowhere, and a segment says so at the price of one
 * line of memory. Blocks of 64 bytes, four bits of one block a name. Pure.
 */
import { fold } from './fold.js';

export const bloomBlockBytes = 64;
/** About twelve bits a name. */
const namesPerBlock = 42;
const basis = 0x811c9dc5;
const prime = 0x01000193;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Hash of a folded name. */
export function hashOfName(folded: string): number {
  let hash = basis;
  for (let i = 0; i < folded.length; i++) {
    const unit = folded.charCodeAt(i);
    if (unit >= 0x80) return hashOfBytes(encoder.encode(folded));
    hash = Math.imul(hash ^ unit, prime);
  }
  return mixed(hash);
}

/** Hash of the folded form of a name in UTF-8. */
export function hashOfNameBytes(name: Uint8Array): number {
  let hash = basis;
  for (let i = 0; i < name.length; i++) {
    const byte = name[i]!;
    if (byte >= 0x80) return hashOfName(fold(decoder.decode(name)));
    hash = Math.imul(hash ^ (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte), prime);
  }
  return mixed(hash);
}

/** The filter of names by their hashes: a whole number of blocks. */
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

/** False where no name of this hash was put in; the name's block begins at `at`. */
export function bloomMayHold(bytes: Uint8Array, at: number, hash: number): boolean {
  for (let i = 0; i < 4; i++) {
    const bit = bitOf(hash, i);
    if ((bytes[at + (bit >> 3)]! & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}

/** Three take nine bits of one product, the fourth those of another: the block was chosen by the hash's upper bits. */
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
