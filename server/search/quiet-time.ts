/**
 * Pauses background work while questions are answered, and for a moment afterwards: another question often follows, and a merge that
 * alternates with questions would make each of them wait for data that it evicted from the processor's caches and the page cache.
 */
import type { Disposable } from '../base/disposables.js';

/** Long enough for a person who is typing. It does not cover the time in which a person reads an answer. */
const lingerMs = 300;

export class QuietTime implements Disposable {
  readonly #hold: () => Disposable;
  #held: Disposable | undefined;
  #nAsked = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `hold` pauses background work until its result is disposed. */
  constructor(hold: () => Disposable) {
    this.#hold = hold;
  }

  async during<T>(ask: () => Promise<T>): Promise<T> {
    this.#nAsked++;
    this.#held ??= this.#hold();
    try {
      return await ask();
    } finally {
      this.#nAsked--;
      if (this.#timer === undefined) this.#linger();
      else this.#timer.refresh();
    }
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const held = this.#held;
    this.#held = undefined;
    await held?.dispose();
  }

  #linger(): void {
    this.#timer = setTimeout(() => {
      if (this.#nAsked > 0) this.#timer?.refresh();
      else void this.dispose();
    }, lingerMs).unref();
  }
}
