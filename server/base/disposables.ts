/** The creator of a resource disposes of it: a store that owns resources and disposes of them in reverse order. Pure. */

export interface Disposable {
  dispose(): void | Promise<void>;
}

export class DisposableStore implements Disposable {
  readonly #owned: Disposable[] = [];
  #disposed = false;

  /** Owns `item` and returns it, so that creation and registration are one statement. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) void item.dispose();
    else this.#owned.push(item);
    return item;
  }

  /** Disposes of everything in reverse order of creation. A failure does not stop the others from being disposed. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const failures: unknown[] = [];
    for (let item = this.#owned.pop(); item !== undefined; item = this.#owned.pop()) {
      try {
        await item.dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Some resources could not be released');
  }
}

export const toDisposable = (dispose: () => void | Promise<void>): Disposable => ({ dispose });
