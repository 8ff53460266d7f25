/**
 * Reads files for code that works on bytes: a batch is read ahead into one pooled slab of shared memory, and handed out as views, so
 * that no file is copied and none becomes garbage. Reads are synchronous, as worker threads read fastest that way, and positional.
 * Invariant: at most one slab of read-ahead; a view is valid until the next batch; a file that vanishes, grows or is no file is a reason.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from '../base/errno.js';
import type { LeftOutReason } from '../protocol/index-status.js';

export interface FileToRead {
  /** Absolute. */
  readonly path: string;
  /** As the scan saw it; what is read decides. */
  readonly sizeBytes: number;
}

export type FileRead<File> =
  | { readonly kind: 'read'; readonly file: File; readonly bytes: Uint8Array; readonly mtimeMs: number }
  | { readonly kind: 'failed'; readonly file: File; readonly reason: LeftOutReason };

export interface FileManagerCounters {
  readonly files: number;
  readonly bytesRead: number;
  /** Bytes handed on as views where a message or a fresh buffer would have copied them. */
  readonly copiesAvoidedBytes: number;
  readonly slabsReused: number;
}

/** Never a link, which could lead out of the folder; never waiting on a pipe. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** Room for a file that grew since the scan. */
const slackBytes = 64;

export class AsyncFileManager {
  readonly #slabBytes: number;
  readonly #maxFileBytes: number;
  #slab: Uint8Array | undefined;
  #counters = { files: 0, bytesRead: 0, copiesAvoidedBytes: 0, slabsReused: 0 };

  constructor(limits: { readonly slabBytes: number; readonly maxFileBytes: number }) {
    this.#slabBytes = limits.slabBytes;
    this.#maxFileBytes = limits.maxFileBytes;
  }

  get counters(): FileManagerCounters {
    return this.#counters;
  }

  /** The files in order, each with its bytes or why not. Reads ahead as far as the slab reaches. */
  *readAll<File extends FileToRead>(files: readonly File[]): Generator<FileRead<File>, void> {
    let next = 0;
    while (next < files.length) {
      const slab = this.#takeSlab(files[next]!.sizeBytes);
      const ahead: FileRead<File>[] = [];
      let used = 0;
      while (next < files.length) {
        const file = files[next]!;
        const room = slab.subarray(used);
        if (ahead.length > 0 && room.length < file.sizeBytes + slackBytes) break;
        const read = this.#read(file, room);
        if (read === 'no-room') {
          // It grew: it gets a slab of its own, next.
          if (ahead.length > 0) break;
          ahead.push(this.#readAlone(file));
        } else {
          ahead.push(read);
          // Views start at words, for whoever reads them a word at a time.
          if (read.kind === 'read') used = Math.ceil((used + read.bytes.length) / 8) * 8;
        }
        next++;
      }
      yield* ahead;
    }
  }

  /** Lets the slab go: the thread has nothing to do. */
  release(): void {
    this.#slab = undefined;
  }

  #takeSlab(firstFileBytes: number): Uint8Array {
    const wanted = Math.max(this.#slabBytes, Math.min(firstFileBytes, this.#maxFileBytes) + slackBytes);
    if (this.#slab !== undefined && this.#slab.length >= wanted) {
      this.#counters.slabsReused++;
      return this.#slab;
    }
    const slab = new Uint8Array(new SharedArrayBuffer(wanted));
    // A large file's slab is not kept for the small ones that follow.
    if (wanted === this.#slabBytes) this.#slab = slab;
    return slab;
  }

  #readAlone<File extends FileToRead>(file: File): FileRead<File> {
    const read = this.#read(file, new Uint8Array(new SharedArrayBuffer(this.#maxFileBytes + slackBytes)));
    return read === 'no-room' ? { kind: 'failed', file, reason: 'too-large' } : read;
  }

  #read<File extends FileToRead>(file: File, room: Uint8Array): FileRead<File> | 'no-room' {
    let descriptor: number;
    try {
      descriptor = openSync(file.path, flags);
    } catch (error) {
      return { kind: 'failed', file, reason: reasonOf(error) };
    }
    try {
      const found = fstatSync(descriptor);
      if (!found.isFile()) return { kind: 'failed', file, reason: 'not-a-file' };
      if (found.size > this.#maxFileBytes) return { kind: 'failed', file, reason: 'too-large' };
      if (found.size >= room.length) return 'no-room';
      let length = 0;
      for (;;) {
        if (length === room.length) return 'no-room';
        const n = readSync(descriptor, room, length, room.length - length, length);
        if (n === 0) break;
        length += n;
        // The usual end, without another call to learn that nothing follows.
        if (length === found.size && n < room.length - length + n) break;
      }
      if (length > this.#maxFileBytes) return { kind: 'failed', file, reason: 'too-large' };
      this.#counters.files++;
      this.#counters.bytesRead += length;
      this.#counters.copiesAvoidedBytes += length;
      return { kind: 'read', file, bytes: room.subarray(0, length), mtimeMs: found.mtimeMs };
    } catch (error) {
      return { kind: 'failed', file, reason: reasonOf(error) };
    } finally {
      closeSync(descriptor);
    }
  }
}

function reasonOf(error: unknown): LeftOutReason {
  const code = errnoOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'vanished';
  return code === 'ELOOP' ? 'not-a-file' : 'unreadable';
}
