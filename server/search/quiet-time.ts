/**
 * Background work gives way while questions are answered, and until a moment after the last: one is often followed by the next, and a merge
 * that takes turns with them would make each wait for what it has pushed out of the processor and the page cache.
 */
import type { Disposable } from '../base/disposables.js';

/** Who reads an answer and asks on needs longer; who types asks again within this. */
const lingerMs = 300;

export class QuietTime implements Disposable {
  readonly #hold: () => Disposable;
  #held: Disposable | undefined;
  #nAsked = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `hold`: background work gives way until what it returns is disposed. */
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
