/**
 * Stores values on disk in one append-only file. Each record is checked by hash before it is decoded, compressed if that pays, and expires
 * after its time. Bounded: a file that has grown too large is rewritten with the youngest records. Several processes may append to one
 * file.
 * Invariant: a damaged, truncated or foreign record is a miss, never an error and never the value of another key.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposables.js';
import { isHeldOpen } from '../disk/replace-file.js';
import type { Recorder } from '../monitor/recorder.js';
import { packLz4, unpackLz4 } from './lz4-block.js';

export interface DiskCacheOptions {
  readonly path: string;
  readonly maxBytes: number;
  readonly timeToLiveMs: number;
  readonly clock: Clock;
  readonly recorder: Recorder;
}

/** History: 1 first version. Another version uses another magic, and its records are not seen. */
const magic = 0x31434256;
/** magic u32, flags u32, stored length u32, raw length u32, written at f64, key 16 bytes, hash 16 bytes of all that and of the payload. */
const headerBytes = 56;
const hashAt = 40;
const isPacked = 1;
const maxValueBytes = 8 * 1024 * 1024;
const scanBytes = 1024 * 1024;
/** After the clock was set back, records seem to come from the future. They are valid up to this far ahead. */
const futureMs = 24 * 3600_000;

interface Entry {
  readonly at: number;
  readonly storedLength: number;
  readonly writtenAt: number;
}

export class DiskCache implements Disposable {
  readonly #options: DiskCacheOptions;
  readonly #entries = new Map<string, Entry>();
  #file: { readonly descriptor: number; readonly inode: number } | undefined;
  /** End of the part of the file that has been read; another process may have appended since. */
  #scannedBytes = 0;

  constructor(options: DiskCacheOptions) {
    this.#options = options;
  }

  /** Number of values that can be found. */
  get size(): number {
    this.#refresh();
    return this.#entries.size;
  }

  get(key: string): Uint8Array | undefined {
    const { recorder } = this.#options;
    const id = keyOf(key);
    this.#refresh();
    const value = this.#read(id.toString('hex'));
    recorder.count('DiskCache', value === undefined ? 'misses' : 'hits');
    return value;
  }

  set(key: string, value: Uint8Array): void {
    if (value.length > maxValueBytes) return;
    const { recorder, clock } = this.#options;
    const packed = packLz4(value);
    const payload = packed ?? value;
    const record = Buffer.alloc(headerBytes + payload.length);
    const id = keyOf(key);
    const writtenAt = clock.wall();
    record.writeUInt32LE(magic, 0);
    record.writeUInt32LE(packed === undefined ? 0 : isPacked, 4);
    record.writeUInt32LE(payload.length, 8);
    record.writeUInt32LE(value.length, 12);
    record.writeDoubleLE(writtenAt, 16);
    id.copy(record, 24);
    record.set(payload, headerBytes);
    hashOf(record).copy(record, hashAt);
    if (!this.#append(record)) return;
    recorder.count('DiskCache', 'values written');
    recorder.count('DiskCache', 'bytes before compression', value.length);
    recorder.count('DiskCache', 'bytes written', record.length);
    this.#refresh();
    if (this.#scannedBytes > this.#options.maxBytes) this.#compact();
  }

  /** Yields every live value, youngest first. Caches warm themselves with it. */
  *values(): Generator<Uint8Array, void, undefined> {
    this.#refresh();
    const ids = [...this.#entries].toSorted((a, b) => b[1].writtenAt - a[1].writtenAt).map(([id]) => id);
    for (const id of ids) {
      const value = this.#read(id);
      if (value !== undefined) yield value;
    }
  }

  /** Deletes everything. */
  clear(): void {
    this.#close();
    const descriptor = this.#tryOpen('w');
    if (descriptor !== undefined) closeSync(descriptor);
  }

  dispose(): void {
    this.#close();
  }

  #read(id: string): Uint8Array | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined || this.#file === undefined) return undefined;
    if (this.#isOld(entry.writtenAt)) {
      this.#entries.delete(id);
      this.#options.recorder.count('DiskCache', 'expired');
      return undefined;
    }
    const record = Buffer.alloc(headerBytes + entry.storedLength);
    const value = readFully(this.#file.descriptor, record, entry.at) ? decode(record, id) : undefined;
    if (value === undefined) {
      this.#entries.delete(id);
      this.#options.recorder.count('DiskCache', 'damaged');
    }
    return value;
  }

  #isOld(writtenAt: number): boolean {
    const ageMs = this.#options.clock.wall() - writtenAt;
    return ageMs > this.#options.timeToLiveMs || ageMs < -futureMs;
  }

  #append(record: Buffer): boolean {
    const descriptor = this.#tryOpen('a');
    if (descriptor === undefined) return false;
    try {
      // A single write, so that two processes do not mix their records.
      return writeSync(descriptor, record) === record.length;
    } catch {
      return false;
    } finally {
      closeSync(descriptor);
    }
  }

  /** Reads what any process has appended since; starts again if the file was replaced. */
  #refresh(): void {
    let inode: number;
    try {
      inode = statSync(this.#options.path).ino;
    } catch {
      this.#close();
      return;
    }
    if (this.#file?.inode !== inode) {
      this.#close();
      const descriptor = this.#tryOpen('r');
      if (descriptor === undefined) return;
      this.#file = { descriptor, inode: fstatSync(descriptor).ino };
    }
    const { size } = fstatSync(this.#file.descriptor);
    if (size < this.#scannedBytes) {
      this.#entries.clear();
      this.#scannedBytes = 0;
    }
    if (size > this.#scannedBytes) this.#scan(this.#file.descriptor, size);
  }

  /** Checks every record, because a wrong length in a truncated one would hide what follows it. */
  #scan(descriptor: number, size: number): void {
    let at = this.#scannedBytes;
    while (at + headerBytes <= size) {
      const record = recordAt(descriptor, at, size);
      if (record !== undefined) {
        this.#entries.set(record.toString('hex', 24, 40), {
          at,
          storedLength: record.length - headerBytes,
          writtenAt: record.readDoubleLE(16),
        });
        at += record.length;
        continue;
      }
      const next = nextMagic(descriptor, at + 1, size);
      // The last record may be one that another process is still writing; it is read again later.
      if (next >= size) break;
      at = next;
    }
    this.#scannedBytes = at;
  }

  /** Keeps the youngest records that fill half of the bound. What another process appends meanwhile is lost, which a cache may do. */
  #compact(): void {
    const { path, maxBytes, recorder } = this.#options;
    const source = this.#file?.descriptor;
    if (source === undefined) return;
    const temporary = `${path}.${process.pid}`;
    try {
      const target = openSync(temporary, 'w', 0o600);
      let kept = 0;
      for (const [id, entry] of [...this.#entries].toSorted((a, b) => b[1].writtenAt - a[1].writtenAt)) {
        const record = Buffer.alloc(headerBytes + entry.storedLength);
        if (kept + record.length > maxBytes / 2) break;
        if (this.#isOld(entry.writtenAt) || !readFully(source, record, entry.at) || decode(record, id) === undefined) continue;
        writeSync(target, record);
        kept += record.length;
      }
      closeSync(target);
      this.#close();
      putInPlace(temporary, path);
      recorder.count('DiskCache', 'compactions');
      this.#refresh();
    } catch {
      // The next append tries again.
    }
  }

  #tryOpen(flags: 'r' | 'a' | 'w'): number | undefined {
    try {
      if (flags !== 'r') mkdirSync(dirname(this.#options.path), { recursive: true });
      return openSync(this.#options.path, flags, 0o600);
    } catch {
      return undefined;
    }
  }

  #close(): void {
    if (this.#file !== undefined) closeSync(this.#file.descriptor);
    this.#file = undefined;
    this.#entries.clear();
    this.#scannedBytes = 0;
  }
}

/**
 * Replaces the file at `to`. Windows refuses the rename while another window has the file open; the content is then written over, and readers
 * notice that the file became shorter.
 */
function putInPlace(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!isHeldOpen(process.platform, error)) throw error;
    writeFileSync(to, readFileSync(from));
    rmSync(from, { force: true });
  }
}

const keyOf = (key: string): Buffer => createHash('sha256').update(key).digest().subarray(0, 16);

/** Hash of the header before the hash field, and of the payload. */
const hashOf = (record: Buffer): Buffer =>
  createHash('sha256').update(record.subarray(0, hashAt)).update(record.subarray(headerBytes)).digest().subarray(0, 16);

/** Returns the record that begins at `at` if it is complete and its hash matches. */
function recordAt(descriptor: number, at: number, size: number): Buffer | undefined {
  const header = Buffer.alloc(headerBytes);
  if (!readFully(descriptor, header, at) || header.readUInt32LE(0) !== magic) return undefined;
  const length = headerBytes + header.readUInt32LE(8);
  if (length > headerBytes + maxValueBytes || at + length > size) return undefined;
  const record = Buffer.alloc(length);
  return readFully(descriptor, record, at) && hashOf(record).equals(record.subarray(hashAt, headerBytes)) ? record : undefined;
}

function decode(record: Buffer, id: string): Uint8Array | undefined {
  if (record.readUInt32LE(0) !== magic || record.toString('hex', 24, 40) !== id) return undefined;
  if (record.readUInt32LE(8) !== record.length - headerBytes) return undefined;
  if (!hashOf(record).equals(record.subarray(hashAt, headerBytes))) return undefined;
  const payload = record.subarray(headerBytes);
  const rawLength = record.readUInt32LE(12);
  if ((record.readUInt32LE(4) & isPacked) === 0) return payload.length === rawLength ? payload : undefined;
  return unpackLz4(payload, rawLength);
}

function readFully(descriptor: number, target: Buffer, at: number): boolean {
  try {
    return readSync(descriptor, target, 0, target.length, at) === target.length;
  } catch {
    return false;
  }
}

/** Returns where the next record may begin after damage. */
function nextMagic(descriptor: number, from: number, size: number): number {
  const wanted = Buffer.alloc(4);
  wanted.writeUInt32LE(magic, 0);
  for (let at = from; at < size; at += scanBytes) {
    const piece = Buffer.alloc(Math.min(scanBytes + 3, size - at));
    if (!readFully(descriptor, piece, at)) return size;
    const found = piece.indexOf(wanted);
    if (found >= 0) return at + found;
  }
  return size;
}
