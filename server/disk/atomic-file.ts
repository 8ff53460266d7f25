/**
 * Files that are either old or new, whatever happens. A file is written under a temporary name, synced and renamed, and the rename is
 * synced. Worker threads that should not wait for the disk rename first; the file is then synced before anything refers to it. A full or
 * read-only disk is a Problem. Every file of the index and the catalogue is written through this module.
 */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';
import { errnoOf } from '../base/errno.js';
import { errorText } from '../protocol/error-text.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import { replaceFile, replaceFileSync } from './replace-file.js';

/** The calls that can find a disk full or read-only. Tests replace them with a small disk. */
export interface Disk {
  /** Writes a whole new file and syncs its content. */
  write(path: string, parts: readonly Uint8Array[]): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Syncs the content of a file that another process or thread wrote. */
  sync(path: string): Promise<void>;
  /** Syncs the renames made in a folder. */
  syncFolder(path: string): Promise<void>;
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
}

export const systemDisk: Disk = {
  async write(path, parts) {
    const file = await open(path, 'w', 0o600);
    try {
      for (const bytes of parts) for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename: (from, to) => replaceFile(from, to),
  async sync(path) {
    // Windows syncs only files that are open for writing.
    const file = await open(path, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  },
  async syncFolder(path) {
    // Windows cannot open a folder and does not need this.
    if (process.platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  remove: path => rm(path, { force: true }),
  makeFolder: async path => void (await mkdir(path, { recursive: true, mode: 0o700 })),
};

let nTemporary = 0;
const temporaryFor = (path: string): string => `${path}.${process.pid}-${threadId}-${++nTemporary}.tmp`;

/** Rejects with a ProblemError `storage-unwritable`; the old file is then unchanged and no temporary file is left. */
export async function writeAtomically(path: string, parts: readonly Uint8Array[], disk: Disk): Promise<void> {
  const temporary = temporaryFor(path);
  try {
    await disk.write(temporary, parts);
    await disk.rename(temporary, path);
    await disk.syncFolder(dirname(path));
  } catch (error) {
    // A disk that refuses writes may refuse removals too; a later sweep removes the file.
    await disk.remove(temporary).catch(() => undefined);
    throw unwritable(path, error);
  }
}

/**
 * A file that is written part by part and appears only when it is complete. Blocking, for worker threads. Its methods throw a ProblemError
 * `storage-unwritable`; what has been written until then can be read back with `takeBack`, and the file must then be abandoned.
 */
export class AtomicFileSync {
  readonly #path: string;
  readonly #temporary: string;
  #descriptor: number | undefined;
  #sizeBytes = 0;

  constructor(path: string) {
    this.#path = path;
    this.#temporary = temporaryFor(path);
    this.#descriptor = this.#orUnwritable(() => openSync(this.#temporary, 'wx+', 0o600));
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  write(bytes: Uint8Array): void {
    this.#orUnwritable(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor!, bytes, at, bytes.length - at, this.#sizeBytes + at);
    });
    this.#sizeBytes += bytes.length;
  }

  /** Reads back what has been written so far; a full disk can still be read. */
  takeBack(): Uint8Array {
    const bytes = new Uint8Array(this.#sizeBytes);
    this.#orUnwritable(() => {
      for (let at = 0; at < bytes.length; ) at += readSync(this.#descriptor!, bytes, at, bytes.length - at, at);
    });
    return bytes;
  }

  /** Renames the complete file to its final name. Nothing may refer to it before `makeDurable`, because the machine may crash. */
  commit(): void {
    this.#orUnwritable(() => replaceFileSync(this.#temporary, this.#path));
    this.#close();
  }

  /** Removes the temporary file. */
  abandon(): void {
    this.#close();
    try {
      rmSync(this.#temporary, { force: true });
    } catch {
      // A later sweep removes it.
    }
  }

  #orUnwritable<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw unwritable(this.#path, error);
    }
  }

  #close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

/** Syncs files of one folder that other threads wrote. Rejects with a ProblemError `storage-unwritable`. */
export async function makeDurable(paths: readonly string[], disk: Disk): Promise<void> {
  const makeOne = async (path: string): Promise<void> => {
    try {
      await disk.sync(path);
    } catch (error) {
      // The file was deleted meanwhile; its reader will notice.
      if (errnoOf(error) !== 'ENOENT') throw unwritable(path, error);
    }
  };
  await Promise.all(paths.map(makeOne));
  const [first] = paths;
  if (first === undefined) return;
  try {
    await disk.syncFolder(dirname(first));
  } catch (error) {
    throw unwritable(dirname(first), error);
  }
}

/** Rejects with a ProblemError `storage-unwritable`. */
export async function makeFolder(path: string, disk: Disk): Promise<void> {
  try {
    await disk.makeFolder(path);
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, error: unknown): ProblemError {
  const code = errnoOf(error);
  const [why, remedy] =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? [say('diskFull'), say('freeSpace')]
      : code === 'EROFS' || code === 'EACCES' || code === 'EPERM'
        ? [say('mayNotBeWritten'), say('makeFolderWritable')]
        : [errorText(error), say('checkDisk')];
  return new ProblemError('storage-unwritable', say('unwritable', { path, why }), remedy, { cause: error });
}
