/**
 * One look at a folder, whole or at some paths: scans, finds what changed, and has it indexed in byte-balanced batches.
 * Ends when all of it is in written segments or left out. Several looks may run at once; the newer one prevails.
 */

import type { TaskPriority } from '../pool/scheduler-memory.js';
import type { LeftOutReason } from '../protocol/index-status.js';
import { ProblemError } from '../protocol/problem.js';
import type { FolderFiles } from './folder-files.js';
import type { FoundBatch } from './found-buffer.js';
import type { IndexPool } from './index-pool.js';
import type { FileToIndex, FolderRef } from './index-tasks.js';

export interface LookParts {
  readonly pool: IndexPool;
  readonly files: FolderFiles;
  readonly folder: FolderRef;
  /** Grows from look to look. */
  readonly age: number;
  /** Paths of new files on their way into the index, over all looks. */
  readonly pending: Set<string>;
  /** Folders that the scan entered, for whoever watches them. */
  readonly onFolders: (paths: readonly string[]) => void;
  /** False once the index takes as much of the disk as it may. */
  readonly mayGrow: () => boolean;
  /** Numbers changed. */
  readonly onProgress: () => void;
}

/** Small batches first, so that something can be found soon. */
const firstBatchBytes = 192 * 1024;
const maxBatchBytes = 1024 * 1024;
const maxBatchFiles = 256;
/** A look that changes more files is no longer somebody's save. */
const maxUrgentFiles = 16;

export class Look {
  readonly #parts: LookParts;
  readonly #paths: readonly string[] | undefined;
  readonly #signal: AbortSignal;
  /** Of a partial look: a whole one has touched whatever it met, and nothing else. */
  readonly #met = new Set<string>();
  /** Below these, whatever was not met is gone. */
  readonly #folders = new Set<string>();
  readonly #indexing: Promise<void>[] = [];
  #batch: FileToIndex[] = [];
  #batchBytes = 0;
  #wantedBytes = firstBatchBytes;
  #nChanged = 0;

  /** `paths` undefined looks at everything. */
  constructor(parts: LookParts, paths: readonly string[] | undefined, signal: AbortSignal) {
    this.#parts = parts;
    this.#paths = paths;
    this.#signal = signal;
  }

  /** Resolves to the number of files that were indexed anew. */
  async run(): Promise<number> {
    const { pool, files, folder, age } = this.#parts;
    const priority = this.#paths === undefined ? 'visible' : 'interactive';
    for (const path of this.#paths ?? []) files.touch(path, age);
    try {
      const outcome = await pool.run({ kind: 'scan', folder, paths: this.#paths }, priority, this.#signal, found => this.#take(found));
      if (outcome.kind === 'failed') throw ProblemError.of(outcome.problem);
      for (const path of outcome.kind === 'scanned' ? outcome.gone : []) {
        this.#concernsFolder(path);
        this.#remove(path);
      }
      this.#removeMissing();
      this.#send();
      this.#parts.onProgress();
    } finally {
      // Nobody is left to stop them but the signal.
      await Promise.allSettled(this.#indexing);
    }
    await Promise.all(this.#indexing);
    return this.#nChanged;
  }

  #take({ files: found, leftOut, folders }: FoundBatch): void {
    if (this.#signal.aborted) return;
    const { files, age, pending } = this.#parts;
    const isWhole = this.#paths === undefined;
    const paths = found.paths === '' ? [] : found.paths.split('\0');
    paths.forEach((path, i) => {
      if (!isWhole) this.#met.add(path);
      if (!files.touch(path, age)) return;
      const sizeBytes = found.sizes[i]!;
      const mtimeMs = found.mtimes[i]!;
      const judgement = files.judge(path, sizeBytes, mtimeMs);
      if (judgement.kind === 'unchanged') return;
      if (!files.has(path)) pending.add(path);
      const { known } = judgement;
      this.#add(known.length > 0 ? { path, sizeBytes, mtimeMs, known } : { path, sizeBytes, mtimeMs });
    });
    for (const { path, reason, source } of leftOut) {
      if (!isWhole) this.#met.add(path);
      if (files.touch(path, age)) this.#leaveOut(path, reason, source);
    }
    for (const folder of folders) this.#folders.add(folder);
    if (folders.length > 0) this.#parts.onFolders(folders);
    this.#parts.onProgress();
  }

  #leaveOut(path: string, reason: LeftOutReason, source: string): void {
    this.#concernsFolder(path);
    this.#parts.files.leaveOut(path, { reason, source, signature: undefined });
  }

  #add(file: FileToIndex): void {
    this.#batch.push(file);
    this.#batchBytes += file.sizeBytes;
    this.#nChanged++;
    if (this.#batchBytes < this.#wantedBytes && this.#batch.length < maxBatchFiles) return;
    this.#send();
    this.#wantedBytes = Math.min(maxBatchBytes, this.#wantedBytes * 2);
  }

  #send(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    const work = this.#index(batch);
    work.catch(() => undefined); // Reported by `run`; Node must not see it as unhandled before.
    this.#indexing.push(work);
  }

  async #index(batch: readonly FileToIndex[]): Promise<void> {
    const { pool, files, folder, age, pending, onProgress } = this.#parts;
    if (!this.#parts.mayGrow()) return this.#leaveOutForRoom(batch);
    const isUrgent = this.#paths !== undefined && this.#nChanged <= maxUrgentFiles;
    const priority: TaskPriority = isUrgent ? 'interactive' : 'visible';
    const outcome = await pool.run({ kind: 'files', folder, files: batch, age, flush: isUrgent }, priority, this.#signal);
    if (outcome.kind === 'failed') throw ProblemError.of(outcome.problem);
    if (outcome.kind !== 'indexed') return;
    for (const [index, reason] of outcome.leftOut) {
      const { path, sizeBytes, mtimeMs } = batch[index]!;
      pending.delete(path);
      if (!files.touch(path, age)) continue;
      if (reason === 'vanished') files.remove(path);
      else files.leaveOut(path, { reason, source: '', signature: { sizeBytes, mtimeMs } });
    }
    const lost: FileToIndex[] = [];
    for (const { index, segment, file, mtimeMs } of outcome.same) {
      const { path, sizeBytes } = batch[index]!;
      pending.delete(path);
      // A merge may have taken the stored version away meanwhile.
      if (files.touch(path, age) && !files.keep(path, segment, file, mtimeMs)) lost.push({ path, sizeBytes, mtimeMs });
    }
    onProgress();
    if (lost.length > 0) await this.#index(lost);
  }

  #leaveOutForRoom(batch: readonly FileToIndex[]): void {
    const { files, age, pending, onProgress } = this.#parts;
    for (const { path } of batch) {
      pending.delete(path);
      if (files.touch(path, age)) files.leaveOut(path, { reason: 'excluded', source: 'the quota of the index', signature: undefined });
    }
    onProgress();
  }

  /** Gone or left out now: what was known below it goes with it. A known file has nothing below. */
  #concernsFolder(path: string): void {
    if (!this.#parts.files.has(path)) this.#folders.add(path);
  }

  /** What was known where this look has been, and was not met. */
  #removeMissing(): void {
    const { files, age } = this.#parts;
    if (this.#paths === undefined) for (const path of files.missing(age)) this.#remove(path);
    else for (const path of files.pathsBelow(this.#folders)) if (!this.#met.has(path)) this.#remove(path);
  }

  #remove(path: string): void {
    const { files, age, pending } = this.#parts;
    if (!files.touch(path, age)) return;
    pending.delete(path);
    files.remove(path);
  }
}
