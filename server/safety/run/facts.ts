/**
 * What is known of the disk while a line is judged. A check asks for paths; those that are not known yet are remembered, so that the
 * caller can look at the disk, all at once, and judge again. Pure.
 */
import type { FileFact } from './call.js';

/** A line that names more paths than this is judged without the rest. */
const maxWanted = 64;

export class Facts {
  readonly #known: ReadonlyMap<string, FileFact>;
  readonly #wanted = new Set<string>();

  constructor(known: ReadonlyMap<string, FileFact>) {
    this.#known = known;
  }

  /** Paths that were asked for and are not known. */
  get wanted(): readonly string[] {
    return [...this.#wanted];
  }

  look(path: string): FileFact | undefined {
    const fact = this.#known.get(path);
    // A path that holds marks is a pattern: the disk knows nothing of it.
    if (fact === undefined && this.#wanted.size < maxWanted && !/[\uFDD0-\uFDD8]/.test(path)) this.#wanted.add(path);
    return fact;
  }
}
