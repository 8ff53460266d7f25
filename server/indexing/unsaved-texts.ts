/**
 * The single owner of text that differs from the disk, so that a search finds and shows what a person sees in the editor. The language
 * server
 * sets it, the index and the search thread receive it from here, and whatever shows a file asks here first. Pure except for paths.
 */
import { join } from 'node:path';
import { type Disposable, toDisposable } from '../base/disposables.js';
import { filePathOf } from '../base/file-uris.js';

/** `text` is undefined if the disk has the text of the file again. */
type UnsavedListener = (path: string, text: string | undefined) => void;

export class UnsavedTexts {
  /** By absolute path. */
  readonly #texts = new Map<string, string>();
  readonly #listeners = new Set<UnsavedListener>();

  set(path: string, text: string | undefined): void {
    if (text === undefined) this.#texts.delete(path);
    else this.#texts.set(path, text);
    for (const listener of this.#listeners) listener(path, text);
  }

  /** Returns the unsaved text of a file by its folder (a URI) and its path in the folder. */
  inFolder(folder: string, path: string): string | undefined {
    if (this.#texts.size === 0) return undefined;
    const root = filePathOf(folder);
    return root === undefined ? undefined : this.#texts.get(join(root, path));
  }

  /** Returns all unsaved texts by absolute path. */
  entries(): Iterable<readonly [path: string, text: string]> {
    return this.#texts.entries();
  }

  onChanged(listener: UnsavedListener): Disposable {
    this.#listeners.add(listener);
    return toDisposable(() => void this.#listeners.delete(listener));
  }
}
