/**
 * The scan passes over one folder. At most one pass over everything and one over changed paths run at a time; calls made meanwhile share
 * the
 * running one or the next. Invariant: the record of files on their way into the index is dropped only when no pass runs.
 */
import { raceAbort } from '../base/signals.js';
import type { Recorder } from '../monitor/recorder.js';
import { abortError } from '../protocol/abort-error.js';
import type { FolderFiles } from './folder-files.js';
import type { IndexPool } from './index-pool.js';
import type { FolderRef } from './index-tasks.js';
import { ScanPass } from './scan-pass.js';

export interface FolderScansParts {
  readonly pool: IndexPool;
  readonly recorder: Recorder;
  /** Limit of the disk space for the index. */
  readonly quotaBytes: number;
  readonly files: () => FolderFiles;
  readonly folder: () => FolderRef;
  /** Called with the folders that a scan entered. */
  readonly onFolders: (paths: readonly string[]) => void;
  readonly onProgress: () => void;
  /** Makes the result of a pass searchable. */
  readonly commit: () => Promise<void>;
  /** Runs around a pass over everything, which its argument performs. */
  readonly aroundWhole: (scan: () => Promise<void>) => Promise<void>;
  /** Called after passes over changed paths. */
  readonly onChanged: () => void;
}

export class FolderScans {
  readonly #parts: FolderScansParts;
  readonly #closed: AbortSignal;
  /** Paths of new files on their way into the index. */
  readonly #pending = new Set<string>();
  /** Replaced by `stop`. */
  #stopping = new AbortController();
  #whole: Promise<void> | undefined;
  #changing: Promise<void> | undefined;
  /** Changed paths that no pass has taken yet. */
  #changed = new Set<string>();
  #nRunning = 0;
  #age = 0;

  constructor(parts: FolderScansParts, closed: AbortSignal) {
    this.#parts = parts;
    this.#closed = closed;
  }

  get nPending(): number {
    return this.#pending.size;
  }

  /** Called when the file of this path has arrived in the index. */
  arrived(path: string): void {
    this.#pending.delete(path);
  }

  /** Scans everything. */
  whole(): Promise<void> {
    this.#whole ??= this.#parts.aroundWhole(() => this.#scan(undefined)).finally(() => (this.#whole = undefined));
    return this.#whole;
  }

  /** Scans these relative paths. Resolves when the index has their current state. */
  async at(paths: readonly string[], signal: AbortSignal): Promise<void> {
    for (const path of paths) this.#changed.add(path);
    if (this.#changed.size === 0) return;
    this.#changing ??= this.#atChanged();
    await raceAbort(this.#changing, signal);
  }

  /** Stops the running passes. Resolves when they have ended. */
  async stop(): Promise<void> {
    this.#stopping.abort(abortError());
    this.#stopping = new AbortController();
    await this.ended();
  }

  /** Resolves when the running passes have ended, successfully or not. */
  async ended(): Promise<void> {
    await Promise.allSettled([this.#whole, this.#changing]);
  }

  async #atChanged(): Promise<void> {
    try {
      while (this.#changed.size > 0) {
        const paths = [...this.#changed];
        this.#changed = new Set();
        await this.#parts.recorder.span('index.change', () => this.#scan(paths));
      }
    } finally {
      // In the same turn as the last test of `#changed`, so that paths that come later begin another pass.
      this.#changing = undefined;
    }
    this.#parts.onChanged();
  }

  async #scan(paths: readonly string[] | undefined): Promise<void> {
    const { pool, onFolders, onProgress, recorder, quotaBytes } = this.#parts;
    const files = this.#parts.files();
    this.#nRunning++;
    try {
      const age = ++this.#age;
      const mayGrow = (): boolean => files.sizeBytes < quotaBytes;
      const parts = { pool, files, folder: this.#parts.folder(), age, pending: this.#pending, onFolders, mayGrow, onProgress };
      const signal = AbortSignal.any([this.#closed, this.#stopping.signal]);
      const nIndexed = await new ScanPass(parts, paths, signal).run();
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
