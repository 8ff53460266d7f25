/**
 * Reads files for code that works on bytes: a batch is read ahead into one reused slab of shared memory and handed out as views, so that no
 * file is copied or becomes garbage. Reads are synchronous, which is the fastest way in a worker thread, and positional.
 * Invariant: at most one slab of read-ahead; a view is valid until the next batch; a file that vanishes, grows or is not a regular file is
 * reported with a reason.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from '../base/errno.js';

export interface FileToRead {
  /** Absolute. */
  readonly path: string;
  /** Size that the scan saw; the size at the time of reading decides. */
  readonly sizeBytes: number;
}

/** Why a file could not be read. */
export type ReadFailure = 'vanished' | 'unreadable' | 'not-a-file' | 'too-large';

export type FileRead<File> =
  | { readonly kind: 'read'; readonly file: File; readonly bytes: Uint8Array; readonly mtimeMs: number }
  | { readonly kind: 'failed'; readonly file: File; readonly reason: ReadFailure };

export interface SlabCounters {
  readonly files: number;
  readonly bytesRead: number;
  /** Bytes handed out as views where a message or a fresh buffer would have copied them. */
  readonly copiesAvoidedBytes: number;
  readonly slabsReused: number;
}

/** Never follows a link, which could lead out of the folder; never waits on a pipe. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** Space for a file that has grown since the scan. */
const slackBytes = 64;

export class SlabReader {
  readonly #slabBytes: number;
  readonly #maxFileBytes: number;
  #slab: Uint8Array | undefined;
  #counters = { files: 0, bytesRead: 0, copiesAvoidedBytes: 0, slabsReused: 0 };

  constructor(limits: { readonly slabBytes: number; readonly maxFileBytes: number }) {
    this.#slabBytes = limits.slabBytes;
    this.#maxFileBytes = limits.maxFileBytes;
  }

  get counters(): SlabCounters {
    return this.#counters;
  }

  /** Yields the files in order, each with its bytes or the reason for leaving it out. Reads ahead as far as the slab allows. */
  *readAll<File extends FileToRead>(files: readonly File[]): Generator<FileRead<File>, void> {
    let next = 0;
    while (next < files.length) {
      const slab = this.#takeSlab(files[next]!.sizeBytes);
      const ahead: FileRead<File>[] = [];
      let used = 0;
      while (next < files.length) {
        const file = files[next]!;
        const space = slab.subarray(used);
        if (ahead.length > 0 && space.length < file.sizeBytes + slackBytes) break;
        const read = this.#read(file, space);
        if (read === 'no-space') {
          // The file has grown and gets a slab of its own next.
          if (ahead.length > 0) break;
          ahead.push(this.#readAlone(file));
        } else {
          ahead.push(read);
          // Views are aligned to 8 bytes, for readers that read whole words.
          if (read.kind === 'read') used = Math.ceil((used + read.bytes.length) / 8) * 8;
        }
        next++;
      }
      yield* ahead;
    }
  }

  /** Frees the slab while the thread has nothing to do. */
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
    // The slab of a large file is not kept for the small ones that follow.
    if (wanted === this.#slabBytes) this.#slab = slab;
    return slab;
  }

  #readAlone<File extends FileToRead>(file: File): FileRead<File> {
    const read = this.#read(file, new Uint8Array(new SharedArrayBuffer(this.#maxFileBytes + slackBytes)));
    return read === 'no-space' ? { kind: 'failed', file, reason: 'too-large' } : read;
  }

  #read<File extends FileToRead>(file: File, space: Uint8Array): FileRead<File> | 'no-space' {
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
      if (found.size >= space.length) return 'no-space';
      let length = 0;
      for (;;) {
        if (length === space.length) return 'no-space';
        const n = readSync(descriptor, space, length, space.length - length, length);
        if (n === 0) break;
        length += n;
        // The usual end of a file, without another call to learn that nothing follows.
        if (length === found.size && n < space.length - length + n) break;
      }
      if (length > this.#maxFileBytes) return { kind: 'failed', file, reason: 'too-large' };
      this.#counters.files++;
      this.#counters.bytesRead += length;
      this.#counters.copiesAvoidedBytes += length;
      return { kind: 'read', file, bytes: space.subarray(0, length), mtimeMs: found.mtimeMs };
    } catch (error) {
      return { kind: 'failed', file, reason: reasonOf(error) };
    } finally {
      closeSync(descriptor);
    }
  }
}

function reasonOf(error: unknown): ReadFailure {
  const code = errnoOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'vanished';
  return code === 'ELOOP' ? 'not-a-file' : 'unreadable';
}
