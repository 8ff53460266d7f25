/**
 * The looks at one folder. At most one look at everything and one at changed paths run at a time: calls made meanwhile share the running one
 * or the next. Invariant: what is known of paths on their way into the index is dropped only when no look runs.
 */
import { raceAbort } from '../base/signals.js';
import type { Recorder } from '../monitor/recorder.js';
import { abortError } from '../protocol/abort-error.js';
import type { FolderFiles } from './folder-files.js';
import type { IndexPool } from './index-pool.js';
import type { FolderRef } from './index-tasks.js';
import { Look } from './look.js';

export interface FolderLooksParts {
  readonly pool: IndexPool;
  readonly recorder: Recorder;
  /** The index may take this much of the disk. */
  readonly quotaBytes: number;
  readonly files: () => FolderFiles;
  readonly folder: () => FolderRef;
  /** Called with the folders that a scan entered. */
  readonly onFolders: (paths: readonly string[]) => void;
  readonly onProgress: () => void;
  /** Makes what a look found searchable. */
  readonly commit: () => Promise<void>;
  /** Runs around a look at everything, which its argument does. */
  readonly aroundWhole: (look: () => Promise<void>) => Promise<void>;
  /** Called after looks at changed paths. */
  readonly onChanged: () => void;
}

export class FolderLooks {
  readonly #parts: FolderLooksParts;
  readonly #closed: AbortSignal;
  /** Paths of new files on their way into the index. */
  readonly #pending = new Set<string>();
  /** Replaced by `stop`. */
  #stopping = new AbortController();
  #whole: Promise<void> | undefined;
  #changing: Promise<void> | undefined;
  /** Changed paths that no look has taken yet. */
  #changed = new Set<string>();
  #nRunning = 0;
  #age = 0;

  constructor(parts: FolderLooksParts, closed: AbortSignal) {
    this.#parts = parts;
    this.#closed = closed;
  }

  get nPending(): number {
    return this.#pending.size;
  }

  /** The file of this path has arrived in the index. */
  arrived(path: string): void {
    this.#pending.delete(path);
  }

  /** Looks at everything. */
  whole(): Promise<void> {
    this.#whole ??= this.#parts.aroundWhole(() => this.#look(undefined)).finally(() => (this.#whole = undefined));
    return this.#whole;
  }

  /** Looks at these relative paths. Resolves when what is there now is what can be found. */
  async at(paths: readonly string[], signal: AbortSignal): Promise<void> {
    for (const path of paths) this.#changed.add(path);
    if (this.#changed.size === 0) return;
    this.#changing ??= this.#atChanged().finally(() => (this.#changing = undefined));
    await raceAbort(this.#changing, signal);
  }

  /** Stops the looks that run. Resolves when they have ended. */
  async stop(): Promise<void> {
    this.#stopping.abort(abortError());
    this.#stopping = new AbortController();
    await this.ended();
  }

  /** Resolves when the looks that run have ended, however they end. */
  async ended(): Promise<void> {
    await Promise.allSettled([this.#whole, this.#changing]);
  }

  async #atChanged(): Promise<void> {
    while (this.#changed.size > 0) {
      const paths = [...this.#changed];
      this.#changed = new Set();
      await this.#parts.recorder.span('index.change', () => this.#look(paths));
    }
    this.#parts.onChanged();
  }

  async #look(paths: readonly string[] | undefined): Promise<void> {
    const { pool, onFolders, onProgress, recorder, quotaBytes } = this.#parts;
    const files = this.#parts.files();
    this.#nRunning++;
    try {
      const age = ++this.#age;
      const mayGrow = (): boolean => files.sizeBytes < quotaBytes;
      const parts = { pool, files, folder: this.#parts.folder(), age, pending: this.#pending, onFolders, mayGrow, onProgress };
      const signal = AbortSignal.any([this.#closed, this.#stopping.signal]);
      const nIndexed = await new Look(parts, paths, signal).run();
      recorder.count('Indexing', 'files indexed', nIndexed);
      recorder.count('Indexing', paths === undefined ? 'whole looks' : 'partial looks');
    } finally {
      if (--this.#nRunning === 0) {
        files.settle();
        this.#pending.clear();
      }
    }
    if (paths === undefined) files.isComplete = true;
    await this.#parts.commit();
  }
}
