/** Unsaved text of open editors: a small segment in memory for each, which hides the stored version of its file. The newest text wins. */

import { guardPath } from '../text/guard/guard-path.js';
import type { FolderFiles } from './folder-files.js';
import type { IndexPool } from './index-pool.js';
import type { FolderRef } from './index-tasks.js';

export class Overlays {
  readonly #pool: IndexPool;
  readonly #bytes = new Map<string, SharedArrayBuffer>();
  /** Aborts the build of a text that a newer one has replaced. */
  readonly #building = new Map<string, AbortController>();

  constructor(pool: IndexPool) {
    this.#pool = pool;
  }

  segments(): readonly SharedArrayBuffer[] {
    return [...this.#bytes.values()];
  }

  paths(): Iterable<string> {
    return this.#bytes.keys();
  }

  /** Returns true if something that can be found has changed. */
  async set(path: string, text: string | undefined, folder: FolderRef, files: FolderFiles, signal: AbortSignal): Promise<boolean> {
    this.#building.get(path)?.abort();
    const controller = new AbortController();
    if (text === undefined || guardPath(path) !== undefined || files.isLeftOut(path)) return this.#drop(path, files);
    this.#building.set(path, controller);
    try {
      const either = AbortSignal.any([signal, controller.signal]);
      const outcome = await this.#pool.run({ kind: 'overlay', folder, path, text }, 'interactive', either);
      if (outcome.kind !== 'overlaid' || outcome.bytes === undefined) return this.#drop(path, files);
      this.#bytes.set(path, outcome.bytes);
      files.hide(path, true);
      return true;
    } catch (error) {
      // A newer text is being built, and its caller reports it.
      if (controller.signal.aborted && !signal.aborted) return false;
      throw error;
    } finally {
      if (this.#building.get(path) === controller) this.#building.delete(path);
    }
  }

  #drop(path: string, files: FolderFiles): boolean {
    this.#building.delete(path);
    files.hide(path, false);
    return this.#bytes.delete(path);
  }
}
