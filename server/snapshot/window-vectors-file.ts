/**
 * The vectors of a chosen embedding model for one folder: a header, then one record per file content with the vectors of its windows as
 * bytes. Records are appended, verified when they are read, and found by content hash, so that renamed and copied files keep theirs. A
 * truncated or damaged record ends the file; the vectors behind it are computed again. Blocking, for worker threads.
 */

import { createHash } from 'node:crypto';
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readdirSync, readSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { openRegularSync } from '../base/regular-file.js';
import { folderStorage } from '../disk/folder-layout.js';
import { replaceFileSync } from '../disk/replace-file.js';
import { featureVersion } from '../segment/format/feature-version.js';

/** The model and the length of its vectors. Rows are padded with zeros to the kernels' row size. */
export interface VectorModel {
  readonly identity: string;
  readonly dimensions: number;
}

/** Vectors of the windows of one content. */
export interface StoredVectors {
  readonly nWindows: number;
  /** `rowBytes` per window. */
  readonly rows: Int8Array;
  /** 1 / length of each row. */
  readonly scales: Float32Array;
}

/** History: 1 first version. */
const version = 1;
const magic = Buffer.from('VIBEVECS');
/** Magic, version u32, dimensions u32, hash of model and windows, checksum of all bytes before it. */
const headerBytes = 64;
const checksumAt = headerBytes - 4;
/** Length of the body u32, its checksum u32. The body holds: content hash 16, windows u32, scales, rows. */
const headBytes = 8;
const hashBytes = 16;
const bodyHeadBytes = hashBytes + 4;
/** More than the largest indexed file needs. */
const maxBodyBytes = 256 * 1024 * 1024;
/** The file is rewritten once it exceeds `wasteFactor` times what is still needed plus `leastWasteBytes`. */
const wasteFactor = 2;
const leastWasteBytes = 4 * 1024 * 1024;

export const rowBytesOf = (dimensions: number): number => Math.ceil(dimensions / 64) * 64;

/** Other windows or another model use another file. */
const modelHash = ({ identity, dimensions }: VectorModel): Buffer =>
  createHash('sha256').update(`${featureVersion}\n${dimensions}\n${identity}`).digest().subarray(0, 16);

export const vectorsFile = (storageDir: string, root: string, model: VectorModel): string =>
  join(folderStorage(storageDir, root), `vectors-${modelHash(model).toString('hex')}`);

export class WindowVectorsFile {
  readonly #path: string;
  readonly #model: VectorModel;
  readonly #records = new Map<string, StoredVectors>();
  /** Up to here the file has been read and is valid. */
  #validBytes = 0;
  #inode = 0;

  constructor(path: string, model: VectorModel) {
    this.#path = path;
    this.#model = model;
    this.refresh();
  }

  get nRecords(): number {
    return this.#records.size;
  }

  /** `key`: the content hash, as hex. */
  get(key: string): StoredVectors | undefined {
    return this.#records.get(key);
  }

  /** Reads what another window has appended since. */
  refresh(): void {
    let descriptor: number;
    try {
      ({ descriptor } = openRegularSync(this.#path, 'refuse'));
    } catch {
      this.#validBytes = 0;
      return;
    }
    try {
      const { size, ino } = fstatSync(descriptor);
      // Another process has rewritten the file. Known vectors still hold, because they are found by content.
      if (ino !== this.#inode || size < this.#validBytes) this.#validBytes = 0;
      this.#inode = ino;
      if (size === this.#validBytes) return;
      const bytes = Buffer.alloc(size - this.#validBytes);
      const read = readSync(descriptor, bytes, 0, bytes.length, this.#validBytes);
      this.#take(bytes.subarray(0, read));
    } finally {
      closeSync(descriptor);
    }
  }

  /** Stores vectors (unit vectors, one after the other) in memory and on the disk. Returns false if the disk refuses them. */
  append(files: readonly { readonly key: string; readonly values: Float32Array }[]): boolean {
    const records = files.map(({ key, values }) => {
      const stored = quantised(values, this.#model.dimensions);
      this.#records.set(key, stored);
      return encode(key, stored);
    });
    try {
      this.refresh();
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      if (this.#validBytes === 0) return this.#rewrite(this.#records);
      const descriptor = openSync(this.#path, 'r+');
      try {
        // Whatever follows the valid part is damaged, or was half written by a killed process.
        for (const record of records) this.#validBytes += writeSync(descriptor, record, 0, record.length, this.#validBytes);
        ftruncateSync(descriptor, this.#validBytes);
      } finally {
        closeSync(descriptor);
      }
      return true;
    } catch {
      return false;
    }
  }

  /** Drops records that `wanted` does not name, if they are most of the file, and the files of other models. */
  tidy(wanted: ReadonlySet<string>): void {
    let wantedBytes = headerBytes;
    for (const [key, { nWindows }] of this.#records) if (wanted.has(key)) wantedBytes += this.#recordBytes(nWindows);
    try {
      for (const name of readdirSync(dirname(this.#path)))
        if (/^vectors-[0-9a-f]+$/.test(name) && join(dirname(this.#path), name) !== this.#path)
          rmSync(join(dirname(this.#path), name), { force: true });
      if (this.#validBytes < wantedBytes * wasteFactor + leastWasteBytes) return;
      for (const key of this.#records.keys()) if (!wanted.has(key)) this.#records.delete(key);
      this.#rewrite(this.#records);
    } catch {
      // A disk that refuses writes keeps what it has.
    }
  }

  #rewrite(records: ReadonlyMap<string, StoredVectors>): boolean {
    const temporary = `${this.#path}.${process.pid}.tmp`;
    const descriptor = openSync(temporary, 'w', 0o600);
    let size = 0;
    try {
      size += writeSync(descriptor, this.#header());
      for (const [key, stored] of records) size += writeSync(descriptor, encode(key, stored));
      this.#inode = fstatSync(descriptor).ino;
    } finally {
      closeSync(descriptor);
    }
    replaceFileSync(temporary, this.#path);
    this.#validBytes = size;
    return true;
  }

  #header(): Buffer {
    const header = Buffer.alloc(headerBytes);
    magic.copy(header);
    header.writeUInt32LE(version, 8);
    header.writeUInt32LE(this.#model.dimensions, 12);
    modelHash(this.#model).copy(header, 16);
    header.writeUInt32LE(crc32(header.subarray(0, checksumAt)), checksumAt);
    return header;
  }

  #recordBytes(nWindows: number): number {
    return headBytes + bodyHeadBytes + nWindows * (4 + rowBytesOf(this.#model.dimensions));
  }

  #take(bytes: Buffer): void {
    let at = 0;
    if (this.#validBytes === 0) {
      // The header contains everything that must match.
      if (bytes.length < headerBytes || !bytes.subarray(0, headerBytes).equals(this.#header())) return;
      at = headerBytes;
    }
    while (at + headBytes + bodyHeadBytes <= bytes.length) {
      const length = bytes.readUInt32LE(at);
      const body = bytes.subarray(at + headBytes, at + headBytes + length);
      if (length > maxBodyBytes || body.length < length || crc32(body) !== bytes.readUInt32LE(at + 4)) break;
      const nWindows = body.readUInt32LE(hashBytes);
      if (headBytes + length !== this.#recordBytes(nWindows)) break;
      const rowsAt = bodyHeadBytes + nWindows * 4;
      this.#records.set(body.toString('hex', 0, hashBytes), {
        nWindows,
        // Copied so that the numbers are aligned to four bytes and the rest of the buffer can be freed.
        scales: new Float32Array(new Uint8Array(body.subarray(bodyHeadBytes, rowsAt)).buffer),
        rows: new Int8Array(body.subarray(rowsAt)),
      });
      at += headBytes + length;
    }
    this.#validBytes += at;
  }
}

function encode(key: string, { nWindows, rows, scales }: StoredVectors): Buffer {
  const length = bodyHeadBytes + scales.byteLength + rows.byteLength;
  const record = Buffer.alloc(headBytes + length);
  record.writeUInt32LE(length, 0);
  record.write(key, headBytes, hashBytes, 'hex');
  record.writeUInt32LE(nWindows, headBytes + hashBytes);
  record.set(new Uint8Array(scales.buffer, scales.byteOffset, scales.byteLength), headBytes + bodyHeadBytes);
  record.set(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength), headBytes + bodyHeadBytes + scales.byteLength);
  record.writeUInt32LE(crc32(record.subarray(headBytes)), 4);
  return record;
}

function quantised(values: Float32Array, dimensions: number): StoredVectors {
  const nWindows = values.length / dimensions;
  const rowBytes = rowBytesOf(dimensions);
  const rows = new Int8Array(nWindows * rowBytes);
  const scales = new Float32Array(nWindows);
  for (let w = 0; w < nWindows; w++) scales[w] = quantise(values.subarray(w * dimensions, (w + 1) * dimensions), rows, w * rowBytes);
  return { nWindows, rows, scales };
}

/** Writes `vector` to `at`, quantised in steps of 1/127 of its largest entry. Returns 1 / length of what was written. */
export function quantise(vector: Float32Array, rows: Int8Array, at: number): number {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  let squares = 0;
  for (let d = 0; d < vector.length; d++) {
    const step = Math.round((vector[d]! * 127) / (largest || 1));
    rows[at + d] = step;
    squares += step * step;
  }
  return squares === 0 ? 0 : 1 / Math.sqrt(squares);
}
