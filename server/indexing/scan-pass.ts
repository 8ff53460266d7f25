/**
 * One scan pass over a folder or over some of its paths: scans, finds what changed, and has it indexed in batches of similar size in bytes.
 * Ends when every file is in a written segment or left out. Several passes may run at once; the result of the newest one counts.
 */

import type { TaskPriority } from '../pool/scheduler-memory.js';
import type { LeftOutReason } from '../protocol/index-status.js';
import { ProblemError } from '../protocol/problem.js';
import { AsyncFileManager } from './async-file-manager.js';
import type { FolderFiles } from './folder-files.js';
import type { IndexPool } from './index-pool.js';
import type { FileToIndex, FolderRef } from './index-tasks.js';
import type { FoundBatch } from './scan/found-buffer.js';

export interface ScanPassParts {
  readonly pool: IndexPool;
  readonly files: FolderFiles;
  readonly folder: FolderRef;
  /** Grows from pass to pass. */
  readonly age: number;
  /** Paths of new files on their way into the index, over all passes. */
  readonly pending: Set<string>;
  /** Called with folders that the scan entered, for a watcher. */
  readonly onFolders: (paths: readonly string[]) => void;
  /** Returns false once the index has reached its limit on the disk. */
  readonly mayGrow: () => boolean;
  /** Called when the numbers of the status changed. */
  readonly onProgress: () => void;
}

/** A pass that changes more files than this does not come from a person saving. */
const maxUrgentFiles = 16;

export class ScanPass {
  readonly #parts: ScanPassParts;
  readonly #paths: readonly string[] | undefined;
  readonly #signal: AbortSignal;
  /** Paths met by a partial pass. A whole pass marks them with `touch` instead. */
  readonly #met = new Set<string>();
  /** Below these folders, every path that was not met is gone. */
  readonly #folders = new Set<string>();
  readonly #manager = new AsyncFileManager(batch => this.#index(batch));
  #nChanged = 0;

  /** Scans everything if `paths` is undefined. */
  constructor(parts: ScanPassParts, paths: readonly string[] | undefined, signal: AbortSignal) {
    this.#parts = parts;
    this.#paths = paths;
    this.#signal = signal;
  }

  /** Resolves to the number of files that were indexed again. */
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
      this.#manager.flush();
      this.#parts.onProgress();
    } finally {
      // From here on only the signal can stop them.
      await this.#manager.idle();
    }
    await this.#manager.ended();
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
      this.#nChanged++;
      this.#manager.add(known.length > 0 ? { path, sizeBytes, mtimeMs, known } : { path, sizeBytes, mtimeMs });
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

  async #index(batch: readonly FileToIndex[]): Promise<void> {
    const { pool, files, folder, age, pending, onProgress } = this.#parts;
    if (!this.#parts.mayGrow()) return this.#leaveOutForSpace(batch);
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
      // A merge may have removed the stored version meanwhile.
      if (files.touch(path, age) && !files.keep(path, segment, file, mtimeMs)) lost.push({ path, sizeBytes, mtimeMs });
    }
    onProgress();
    if (lost.length > 0) await this.#index(lost);
  }

  #leaveOutForSpace(batch: readonly FileToIndex[]): void {
    const { files, age, pending, onProgress } = this.#parts;
    for (const { path } of batch) {
      pending.delete(path);
      if (files.touch(path, age)) files.leaveOut(path, { reason: 'excluded', source: 'the quota of the index', signature: undefined });
    }
    onProgress();
  }

  /** The path is gone or left out, and so is everything known below it. A known file has nothing below it. */
  #concernsFolder(path: string): void {
    if (!this.#parts.files.has(path)) this.#folders.add(path);
  }

  /** Removes known paths that this pass should have met but did not. */
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
