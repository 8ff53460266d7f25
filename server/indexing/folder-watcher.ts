/**
 * Tells what changed below a folder, for clients that send no watched-file events. One watch a folder of the index, as the scan meets
 * them, so that ignored trees cost nothing; bounded, and where the bound or the system's is met, a look at everything now and then.
 * Changes of a moment come as one list.
 */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { sep } from 'node:path';
import type { Disposable } from '../base/disposables.js';

export interface WatcherOptions {
  readonly root: string;
  /** Relative paths that changed. */
  readonly onChanged: (paths: readonly string[]) => void;
  /** Something may have changed that no watch tells. */
  readonly onUnsure: () => void;
  readonly maxWatches: number;
}

/** A branch switch touches files for so long at a stretch. */
const gatherMs = 40;
/** Storms are handed over in parts of this size. */
const maxGathered = 20_000;
const unsureMs = 60_000;
/** Between the scan of a folder and its watch lies less. */
const latelyMs = 3_000;
/** Where one watch sees the whole tree. */
const isRecursive = process.platform === 'darwin' || process.platform === 'win32';

export class FolderWatcher implements Disposable {
  readonly #options: WatcherOptions;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #gathered = new Set<string>();
  /** Changed between the scan and the watch, perhaps. */
  #lookAgain: string[] = [];
  #isUnsure = false;
  #timer: NodeJS.Timeout | undefined;
  #unsureTimer: NodeJS.Timeout | undefined;

  constructor(options: WatcherOptions) {
    this.#options = options;
    if (isRecursive) this.#watch('', true);
  }

  /** Folders that the scan entered; '' is the root. */
  add(folders: readonly string[]): void {
    if (isRecursive) return;
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      if (this.#watchers.size >= this.#options.maxWatches) return this.#beUnsure();
      this.#watch(folder, false);
      if (this.#changedLately(folder)) this.#lookAgain.push(folder);
    }
    if (this.#lookAgain.length > 0) this.#tellSoon();
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
        // The root has no parent here that would report its return.
        if (folder === '') this.#beUnsure();
      });
      this.#watchers.set(folder, watcher);
    } catch {
      // The system's limit of watches, or the folder is gone again.
      this.#beUnsure();
    }
  }

  /** A watched folder went away; should it come back, its parent tells. */
  #drop(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #gather(path: string): void {
    // Windows lost events, which it reports as one without a name.
    if (path === '') this.#isUnsure = true;
    else this.#gathered.add(path);
    if (this.#gathered.size >= maxGathered) this.#tell();
    else this.#tellSoon();
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), gatherMs).unref();
  }

  /** Entries that came after the scan and before the watch show in the folder's time. */
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
    // A folder that was removed and made again has a new watch only once the scan enters it again.
    for (const path of paths) if (this.#watchers.has(path) && path !== '') this.#drop(path);
    paths.push(...this.#lookAgain);
    this.#lookAgain = [];
    if (paths.length > 0) this.#options.onChanged(paths);
    if (this.#isUnsure) this.#options.onUnsure();
    this.#isUnsure = false;
  }

  #beUnsure(): void {
    this.#unsureTimer ??= setInterval(() => this.#options.onUnsure(), unsureMs).unref();
  }
}
