/**
 * The indexed folders and what can currently be found in them. Owns the index threads and reports every new state: the status to people,
 * snapshots to the search. Has no knowledge of queries.
 */
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { background, type Log } from '../base/background.js';
import type { Clock } from '../base/clock.js';
import { type Disposable, toDisposable } from '../base/disposables.js';
import { errnoOf } from '../base/errno.js';
import { insideFolder, pathInside } from '../base/file-uris.js';
import { Holds } from '../base/hold.js';
import { raceAbort } from '../base/signals.js';
import type { Disk } from '../disk/atomic-file.js';
import { sweepStorage } from '../disk/sweep-storage.js';
import { loadKernels } from '../kernels/load-kernels.js';
import type { Recorder } from '../monitor/recorder.js';
import type { WorkerCounters } from '../pool/work-stealing-scheduler.js';
import { abortError } from '../protocol/abort-error.js';
import { errorText } from '../protocol/error-text.js';
import type { EmbeddingProgress, FolderStatus, IndexStatus } from '../protocol/index-status.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import { featureVersion } from '../segment/format/feature-version.js';
import { type FileTable, SegmentTables } from '../segment/read/segment-table.js';
import type { SnapshotSpec } from '../snapshot/snapshot-spec.js';
import { FolderIndex } from './folder-index.js';
import { FolderWatcher } from './folder-watcher.js';
import { IndexPool } from './index-pool.js';
import type { IndexAssets } from './index-thread.js';
import { assertMayChange } from './may-change.js';
import type { UnsavedTexts } from './unsaved-texts.js';

export interface WorkspaceOptions {
  /** Built entry of an index thread. */
  readonly threadEntry: string | URL;
  readonly assets: IndexAssets;
  readonly storageDir: string;
  /** Globs to exclude in addition to the ignore files. */
  readonly exclude: readonly string[];
  readonly maxFileBytes: number;
  /** 0: one thread for each core. */
  readonly nThreads: number;
  /** Limit of the disk space for the index of one folder. */
  readonly quotaBytes: number;
  /** Threads end after this time without work. */
  readonly idleMs: number;
  /** Watch the disk: for clients that send no events of their own. */
  readonly watch: boolean;
  readonly disk: Disk;
  readonly unsaved: UnsavedTexts;
  readonly clock: Clock;
  readonly log: Log;
  readonly recorder: Recorder;
}

interface Folder {
  readonly index: FolderIndex;
  readonly watcher: FolderWatcher | undefined;
  readonly opened: Promise<void>;
}

/** Version of what is left out and how. Raising it rebuilds every index. 1: first version. */
const indexingVersion = 1;
/** An index whose folder has been gone for this long is removed. So is the least recently used index if all of them exceed the total. */
const goneAfterMs = 30 * 24 * 3600_000;
const maxTotalBytes = 10e9;
/** Shortest time between two status reports. The last state is always reported. */
const statusEveryMs = 100;
/** Limit of watches for one folder: below the usual limit of a Linux machine. */
const maxWatches = 8192;

export class Workspace implements Disposable {
  readonly #options: WorkspaceOptions;
  readonly #pool: IndexPool;
  readonly #holds = new Holds({
    onHeld: () => this.#pool.setShare(Math.max(1, this.#pool.nThreads - 1)),
    onFree: () => this.#pool.setShare(this.#pool.nThreads),
  });
  /** By root. */
  readonly #folders = new Map<string, Folder>();
  readonly #failed = new Map<string, FolderStatus>();
  readonly #statusListeners = new Set<(status: IndexStatus) => void>();
  readonly #snapshotListeners = new Set<(spec: SnapshotSpec) => void>();
  readonly #removedListeners = new Set<(folder: string) => void>();
  #embeddingOf: ((folder: string) => EmbeddingProgress | undefined) | undefined;
  #version = 0;
  #statusTimer: NodeJS.Timeout | undefined;
  #tables: SegmentTables | undefined;
  #swept = false;
  readonly #end = new AbortController();

  constructor(options: WorkspaceOptions) {
    this.#options = options;
    const nThreads = options.nThreads > 0 ? options.nThreads : availableParallelism();
    const { threadEntry, assets, idleMs, log, recorder } = options;
    this.#pool = new IndexPool({ entry: threadEntry, nThreads, assets, idleMs, log, recorder });
    this.#pool.onSegment((root, segment) => this.#folders.get(root)?.index.adopt(segment));
  }

  /**
   * Resolves when the folder's stored index is searchable or its first scan pass has begun. If a folder cannot be indexed, its status says
   * so.
   */
  async addFolder(rootPath: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const root = rootOf(rootPath);
    this.#failed.delete(root);
    try {
      if (!(await stat(root)).isDirectory()) return this.#fail(root, undefined);
    } catch (error) {
      return this.#fail(root, error);
    }
    const known = this.#folders.get(root);
    if (known !== undefined) return raceAbort(known.opened, signal);
    const watcher = this.#options.watch ? this.#watcher(root) : undefined;
    const index = new FolderIndex(root, {
      ...this.#options,
      pool: this.#pool,
      features: `${indexingVersion}.${featureVersion} ${this.#options.assets.embedding?.identity ?? 'no vectors'}`,
      readTable: path => this.#readTable(path),
      globs: this.#options.exclude,
      onStatus: () => this.#tellLater(),
      onSnapshot: spec => this.#snapshotListeners.forEach(listener => listener(spec)),
      onFolders: paths => watcher?.add(paths),
    });
    const folder = { index, watcher, opened: index.open() };
    this.#folders.set(root, folder);
    await raceAbort(folder.opened, signal);
    background('Taking in unsaved texts', this.#overlayOpened(root), this.#options.log);
    if (!this.#swept) background('sweeping the storage', this.#sweep(), this.#options.log);
    this.#swept = true;
  }

  async removeFolder(rootPath: string): Promise<void> {
    const root = rootOf(rootPath);
    this.#failed.delete(root);
    const folder = this.#folders.get(root);
    if (folder === undefined) return this.#tellLater();
    this.#folders.delete(folder.index.root);
    await this.#close(folder);
    for (const listener of this.#removedListeners) listener(folder.index.uri);
    this.#tellLater();
  }

  /** Drops the stored index of one folder (a URI), or of all, and indexes again. Resolves when that is done. */
  async rebuild(folder: string | undefined, signal: AbortSignal): Promise<void> {
    const chosen = folder === undefined ? [...this.#folders.values()] : [this.#folder(folder)];
    await Promise.all(chosen.map(({ index }) => index.rebuild(signal)));
  }

  /** Takes absolute paths of files and folders that changed, appeared or vanished. Resolves when the change is searchable. */
  async changed(paths: readonly string[], signal: AbortSignal): Promise<void> {
    const work = [...this.#folders.values()].map(async ({ index, opened }) => {
      const inside = paths.map(path => pathInside(index.root, path)).filter(path => path !== undefined);
      if (inside.length === 0) return;
      await opened;
      await index.changed(inside, signal);
    });
    await Promise.all(work);
  }

  /**
   * Hides the stored version of an open file behind its unsaved text, until the text is `undefined`. Resolves when the change is
   * searchable.
   */
  async overlay(path: string, text: string | undefined, signal: AbortSignal): Promise<void> {
    this.#options.unsaved.set(path, text);
    await this.#overlay(path, text, signal);
  }

  /** Rejects with the reason if a file (relative to its folder, a URI) must not be changed on behalf of a model. */
  mayChange(folder: string, path: string, signal: AbortSignal): Promise<void> {
    return assertMayChange(this.#folder(folder).index.root, path, this.#options.exclude, signal);
  }

  /** A person waits for an answer: background work pauses while any hold is undisposed. */
  holdBackground(): Disposable {
    return this.#holds.take();
  }

  /** Indexes the files of a segment again that the search found damaged. */
  async reportDamage(folder: string, segmentPath: string): Promise<void> {
    await this.#folder(folder).index.damaged(segmentPath);
  }

  status(): IndexStatus {
    const folders = [...this.#folders.values()].map(({ index }) => {
      const status = index.status();
      const embedding = this.#embeddingOf?.(status.folder);
      return embedding === undefined ? status : { ...status, embedding };
    });
    return { folders: [...folders, ...this.#failed.values()], version: this.#version };
  }

  /** Adds this progress to the status of each folder. Call the returned function when it has changed. */
  reportEmbedding(embeddingOf: (folder: string) => EmbeddingProgress | undefined): () => void {
    this.#embeddingOf = embeddingOf;
    return () => this.#tellLater();
  }

  onStatus(listener: (status: IndexStatus) => void): Disposable {
    this.#statusListeners.add(listener);
    return toDisposable(() => void this.#statusListeners.delete(listener));
  }

  /** Calls `listener` for every new generation of a folder, and immediately for those that exist. */
  onSnapshot(listener: (spec: SnapshotSpec) => void): Disposable {
    this.#snapshotListeners.add(listener);
    for (const { index } of this.#folders.values()) listener(index.snapshot());
    return toDisposable(() => void this.#snapshotListeners.delete(listener));
  }

  /** Calls `listener` with the URI of a removed folder, whose snapshot can be dropped. */
  onRemoved(listener: (folder: string) => void): Disposable {
    this.#removedListeners.add(listener);
    return toDisposable(() => void this.#removedListeners.delete(listener));
  }

  /** Resolves when everything is searchable or left out, or the folder has failed. `folder` is a URI. */
  async ready(folder: string, signal: AbortSignal): Promise<FolderStatus> {
    const failed = [...this.#failed.values()].find(status => status.folder === folder);
    return failed ?? this.#folder(folder).index.ready(signal);
  }

  /** Returns the files of a folder (a URI) that can be found, relative to its root. */
  paths(folder: string): readonly string[] {
    return this.#folder(folder).index.paths();
  }

  /** The scheduler's counters, by thread. */
  counters(): readonly WorkerCounters[] {
    return this.#pool.counters();
  }

  async dispose(): Promise<void> {
    this.#end.abort(abortError());
    clearTimeout(this.#statusTimer);
    this.#statusListeners.clear();
    await Promise.all([...this.#folders.values()].map(folder => this.#close(folder)));
    this.#folders.clear();
    await this.#pool.dispose();
  }

  async #close({ index, watcher, opened }: Folder): Promise<void> {
    watcher?.dispose();
    await opened.catch(() => undefined);
    await index.dispose();
  }

  /** Runs here and not in a thread, because starting one takes longer than reading the tables of 10,000 files. */
  #readTable(path: string): FileTable {
    this.#tables ??= new SegmentTables(loadKernels(this.#options.assets.kernelsFile));
    return this.#tables.read(path);
  }

  /** Indexes an unsaved text in the innermost folder that holds the file, because workspaces may nest folders. */
  async #overlay(path: string, text: string | undefined, signal: AbortSignal): Promise<void> {
    const inside = insideFolder(path, [...this.#folders.keys()]);
    const folder = inside && this.#folders.get(inside.root);
    if (folder === undefined) return;
    await folder.opened;
    await folder.index.overlay(inside!.path, text, signal);
  }

  /** Indexes texts that were already unsaved when their folder was opened. */
  async #overlayOpened(root: string): Promise<void> {
    for (const [path, text] of this.#options.unsaved.entries())
      if (insideFolder(path, [...this.#folders.keys()])?.root === root) await this.#overlay(path, text, this.#end.signal);
  }

  async #sweep(): Promise<void> {
    const { storageDir, clock, recorder } = this.#options;
    const inUse = [...this.#folders.keys()];
    const removed = await sweepStorage({ storageDir, nowMs: clock.wall(), goneAfterMs, maxTotalBytes, inUse }, this.#end.signal);
    recorder.count('Indexing', 'storages swept', removed.length);
  }

  #watcher(root: string): FolderWatcher {
    const { signal } = this.#end;
    const changed = (paths: readonly string[]): void => {
      const folder = this.#folders.get(root);
      if (folder !== undefined)
        background(
          `changes of ${root}`,
          folder.opened.then(() => folder.index.changed(paths, signal)),
          this.#options.log,
        );
    };
    return new FolderWatcher({ root, onChanged: changed, onUnsure: () => changed(['.gitignore']), maxWatches });
  }

  #fail(root: string, error: unknown): void {
    const isMissing = error === undefined || errnoOf(error) === 'ENOENT';
    const problem = isMissing
      ? { code: 'no-folder' as const, text: say('folderGone', { path: root }), remedy: say('openExisting') }
      : {
          code: 'folder-unreadable' as const,
          text: say('folderUnreadable', { path: root, why: errorText(error) }),
          remedy: say('checkPermissions'),
        };
    const folder = pathToFileURL(root).href;
    const nothing = { nSeen: 0, nSearchable: 0, nChunks: 0, leftOut: {}, sizeBytes: 0, indexedMs: undefined };
    this.#failed.set(root, { folder, name: root.slice(root.lastIndexOf('/') + 1), phase: 'failed', ...nothing, problem });
    this.#tellLater();
  }

  #folder(uri: string): Folder {
    const found = [...this.#folders.values()].find(({ index }) => index.uri === uri);
    if (found !== undefined) return found;
    throw new ProblemError('no-folder', say('folderNotOpen', { folder: uri }), say('openTheFolderFirst'));
  }

  #tellLater(): void {
    this.#version++;
    this.#statusTimer ??= setTimeout(() => {
      this.#statusTimer = undefined;
      const status = this.status();
      for (const listener of this.#statusListeners) listener(status);
    }, statusEveryMs).unref();
  }
}

/** With forward slashes. On systems other than Windows a backslash may be part of a name. */
const rootOf = (path: string): string => resolve(path).split(sep).join('/');
