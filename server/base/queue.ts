/** A bounded queue between a producer and one consumer: the consumer pulls, a full queue makes the producer wait. Pure. */
import { raceAbort } from './signals.js';

export class BoundedQueue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  readonly #bound: number;
  #closed = false;
  #failure: unknown;
  #wake = Promise.withResolvers<void>();

  constructor(bound: number) {
    this.#bound = bound;
  }

  get size(): number {
    return this.#items.length;
  }

  /** Waits while the queue is full; rejects once it is closed. */
  async push(item: T, signal: AbortSignal): Promise<void> {
    while (!this.#closed && this.#items.length >= this.#bound) await raceAbort(this.#wake.promise, signal);
    if (this.#closed) throw new Error('push on a closed queue');
    this.#items.push(item);
    this.#notify();
  }

  /** No further items; what is queued is still delivered. With `failure`, the consumer then throws it. */
  close(failure?: unknown): void {
    this.#closed = true;
    this.#failure ??= failure;
    this.#notify();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    try {
      for (;;) {
        const item = this.#items.shift();
        if (item !== undefined) {
          this.#notify();
          yield item;
        } else if (this.#closed) {
          if (this.#failure !== undefined) throw this.#failure;
          return;
        } else await this.#wake.promise;
      }
    } finally {
      this.close();
    }
  }

  #notify(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}
