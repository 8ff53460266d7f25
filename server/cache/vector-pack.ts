/**
 * Vectors in one immutable file: a bloom filter, the sorted keys, and for each key a vector of bytes with its scale and checksum. Header,
 * filter and keys are verified when the file is opened, each vector when it is read; damaged ones count as absent.
 */

import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { lowerBound } from '../base/lower-bound.js';
import { openRegularSync } from '../base/regular-file.js';
import { BloomFilter } from './bloom-filter.js';

/** History: 1 first version. Another version uses another magic, and its files are not seen. */
const magic = 0x31435656;
/** magic, dimensions, count, words of the filter: u32 each; identity 16 bytes; hash 16 bytes; then zeros. */
const headerBytes = 64;
const identityAt = 16;
const hashAt = 32;
export const keyBytes = 16;
/** Scale f32 and checksum u32 before each vector. */
const recordHead = 8;

export interface PackedVector {
  readonly key: Buffer;
  readonly values: Float32Array;
}

export const identityHash = (identity: string): Buffer => createHash('sha256').update(identity).digest().subarray(0, 16);

/** Writes a pack and returns its path. Keys must be distinct. */
export function writePack(folder: string, identity: string, dimensions: number, vectors: readonly PackedVector[]): string {
  const sorted = vectors.toSorted((a, b) => a.key.compare(b.key));
  const filter = BloomFilter.for(sorted.length);
  for (const { key } of sorted) filter.add(key);
  const recordBytes = recordHead + dimensions;
  const keysAt = headerBytes + filter.words.byteLength;
  const recordsAt = keysAt + sorted.length * keyBytes;
  const file = Buffer.alloc(recordsAt + sorted.length * recordBytes);
  file.writeUInt32LE(magic, 0);
  file.writeUInt32LE(dimensions, 4);
  file.writeUInt32LE(sorted.length, 8);
  file.writeUInt32LE(filter.words.length, 12);
  identityHash(identity).copy(file, identityAt);
  Buffer.from(filter.words.buffer).copy(file, headerBytes);
  for (const [i, { key, values }] of sorted.entries()) {
    key.copy(file, keysAt + i * keyBytes);
    const at = recordsAt + i * recordBytes;
    let largest = 0;
    for (const value of values) largest = Math.max(largest, Math.abs(value));
    const scale = largest / 127 || 1;
    file.writeFloatLE(scale, at);
    for (let d = 0; d < dimensions; d++) file.writeInt8(Math.max(-127, Math.min(127, Math.round(values[d]! / scale))), at + recordHead + d);
    file.writeUInt32LE(checksum(key, file.subarray(at, at + 4), file.subarray(at + recordHead, at + recordBytes)), at + 4);
  }
  hashOf(file.subarray(0, recordsAt)).copy(file, hashAt);
  const path = join(folder, `${identityHash(identity).toString('hex').slice(0, 12)}-${randomUUID()}.vec`);
  const temporary = `${path}.new`;
  const descriptor = openSync(temporary, 'w', 0o600);
  try {
    writeSync(descriptor, file);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, path);
  return path;
}

export class VectorPack {
  readonly path: string;
  readonly sizeBytes: number;
  readonly count: number;
  readonly #descriptor: number;
  readonly #filter: BloomFilter;
  readonly #keys: Buffer;
  readonly #recordsAt: number;
  readonly #dimensions: number;

  /** Returns 'other' for an undamaged pack of another model, and undefined for a damaged one. */
  static open(path: string, identity: string, dimensions: number): VectorPack | 'other' | undefined {
    let descriptor: number | undefined;
    try {
      ({ descriptor } = openRegularSync(path, 'refuse'));
      const { size } = statSync(path);
      const header = Buffer.alloc(headerBytes);
      readSync(descriptor, header, 0, headerBytes, 0);
      const count = header.readUInt32LE(8);
      const recordsAt = headerBytes + header.readUInt32LE(12) * 4 + count * keyBytes;
      const stored = header.readUInt32LE(4);
      if (header.readUInt32LE(0) === magic && size === recordsAt + count * (recordHead + stored)) {
        const front = Buffer.alloc(recordsAt);
        readSync(descriptor, front, 0, recordsAt, 0);
        const isValid = hashOf(front).equals(front.subarray(hashAt, hashAt + 16));
        const isOurs = stored === dimensions && header.subarray(identityAt, hashAt).equals(identityHash(identity));
        if (isValid && isOurs) return new VectorPack(path, descriptor, front, size);
        if (isValid) {
          closeSync(descriptor);
          return 'other';
        }
      }
    } catch {
      // Deleted or truncated: treated as absent.
    }
    if (descriptor !== undefined) closeSync(descriptor);
    return undefined;
  }

  private constructor(path: string, descriptor: number, front: Buffer, sizeBytes: number) {
    this.path = path;
    this.sizeBytes = sizeBytes;
    this.#descriptor = descriptor;
    this.#dimensions = front.readUInt32LE(4);
    this.count = front.readUInt32LE(8);
    const words = front.readUInt32LE(12);
    // Copied so that the words are aligned to four bytes.
    this.#filter = new BloomFilter(new Uint32Array(new Uint8Array(front.subarray(headerBytes, headerBytes + words * 4)).buffer));
    this.#keys = front.subarray(headerBytes + words * 4);
    this.#recordsAt = front.length;
  }

  /** Returns false if the key is certainly absent. */
  mayHave(key: Buffer): boolean {
    return this.#filter.mayHave(key);
  }

  /** Returns the vector of a key, or undefined if it is absent or damaged. */
  get(key: Buffer): Float32Array | undefined {
    const at = lowerBound(0, this.count, i => this.#keyAt(i).compare(key) >= 0);
    return at < this.count && this.#keyAt(at).equals(key) ? this.#vectorAt(at, key) : undefined;
  }

  *entries(): Generator<PackedVector, void, undefined> {
    for (let i = 0; i < this.count; i++) {
      const key = this.#keyAt(i);
      const values = this.#vectorAt(i, key);
      if (values !== undefined) yield { key, values };
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #keyAt(i: number): Buffer {
    return this.#keys.subarray(i * keyBytes, (i + 1) * keyBytes);
  }

  #vectorAt(i: number, key: Buffer): Float32Array | undefined {
    const record = Buffer.alloc(recordHead + this.#dimensions);
    try {
      if (readSync(this.#descriptor, record, 0, record.length, this.#recordsAt + i * record.length) !== record.length) return undefined;
    } catch {
      return undefined;
    }
    const bytes = record.subarray(recordHead);
    if (checksum(key, record.subarray(0, 4), bytes) !== record.readUInt32LE(4)) return undefined;
    const scale = record.readFloatLE(0);
    return Float32Array.from(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), value => value * scale);
  }
}

const checksum = (key: Buffer, scale: Buffer, bytes: Buffer): number => crc32(bytes, crc32(scale, crc32(key)));

/** Hash of everything before the vectors, except the hash itself. */
const hashOf = (front: Buffer): Buffer =>
  createHash('sha256').update(front.subarray(0, hashAt)).update(front.subarray(headerBytes)).digest().subarray(0, 16);
