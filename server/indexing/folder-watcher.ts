/**
 * Reports changes below a folder, for clients that send no watched-file events. Each folder of the index has its own watch, set when a scan
 * enters it, so ignored trees cost nothing. The number of watches is bounded; at that limit or the system's, whole scan passes run at
 * intervals instead. Changes within a moment are reported together.
 */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { sep } from 'node:path';
import type { Disposable } from '../base/disposables.js';

export interface WatcherOptions {
  readonly root: string;
  /** Called with relative paths that changed. */
  readonly onChanged: (paths: readonly string[]) => void;
  /** Called if something may have changed that no watch reports. */
  readonly onUnsure: () => void;
  readonly maxWatches: number;
}

/** Time in which changes are gathered; a branch switch touches files over this time. */
const gatherMs = 40;
/** Larger sets are reported in parts of this size. */
const maxGathered = 20_000;
const unsureMs = 60_000;
/** Longer than the time between the scan of a folder and its watch. */
const latelyMs = 3_000;
/** On these systems one watch covers the whole tree. */
const isRecursive = process.platform === 'darwin' || process.platform === 'win32';

export class FolderWatcher implements Disposable {
  readonly #options: WatcherOptions;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #gathered = new Set<string>();
  /** Folders that may have changed between the scan and the watch. */
  #rescan: string[] = [];
  #isUnsure = false;
  #timer: NodeJS.Timeout | undefined;
  #unsureTimer: NodeJS.Timeout | undefined;

  constructor(options: WatcherOptions) {
    this.#options = options;
    if (isRecursive) this.#watch('', true);
  }

  /** Watches folders that a scan entered; '' is the root. */
  add(folders: readonly string[]): void {
    if (isRecursive) return;
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      if (this.#watchers.size >= this.#options.maxWatches) return this.#beUnsure();
      this.#watch(folder, false);
      if (this.#changedLately(folder)) this.#rescan.push(folder);
    }
    if (this.#rescan.length > 0) this.#tellSoon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#unsureTimer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #watch(folder: string, recursive: boolean): void {
    try {
      const watcher = watch(this.#pathOf(folder), { recursive, persistent: false }, (_, name) => {
        const found = typeof name === 'string' ? name.split(sep).join('/') : '';
        this.#gather([folder, found].filter(part => part !== '').join('/'));
      });
      watcher.on('error', () => {
        this.#drop(folder);
        // No parent is watched that would report the return of the root.
        if (folder === '') this.#beUnsure();
      });
      this.#watchers.set(folder, watcher);
    } catch {
      // The system's limit of watches is reached, or the folder is gone again.
      this.#beUnsure();
    }
  }

  /** Stops watching a folder that went away. If it returns, its parent reports that. */
  #drop(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #gather(path: string): void {
    // Windows lost events, and reports that as an event without a name.
    if (path === '') this.#isUnsure = true;
    else this.#gathered.add(path);
    if (this.#gathered.size >= maxGathered) this.#tell();
    else this.#tellSoon();
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), gatherMs).unref();
  }

  /** An entry that was added after the scan and before the watch changed the folder's modification time. */
  #changedLately(folder: string): boolean {
    const found = statSync(this.#pathOf(folder), { throwIfNoEntry: false });
    return found !== undefined && Date.now() - found.mtimeMs < latelyMs;
  }

  #pathOf(folder: string): string {
    return folder === '' ? this.#options.root : `${this.#options.root}/${folder}`;
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const paths = [...this.#gathered];
    this.#gathered.clear();
    // If a folder was removed and created again, it gets a new watch when the scan enters it again.
    for (const path of paths) if (this.#watchers.has(path) && path !== '') this.#drop(path);
    paths.push(...this.#rescan);
    this.#rescan = [];
    if (paths.length > 0) this.#options.onChanged(paths);
    if (this.#isUnsure) this.#options.onUnsure();
    this.#isUnsure = false;
  }

  #beUnsure(): void {
    this.#unsureTimer ??= setInterval(() => this.#options.onUnsure(), unsureMs).unref();
  }
}
