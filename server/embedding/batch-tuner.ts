/**
 * Finds how many texts to send at once by hill climbing: from time to time the next larger or smaller size is tried, and kept if it gives
 * more texts per second. Measurements expire, so that a server whose best size changes is followed. Batches shrink while the language
 * server is slow or short of memory. Pure, except for its own numbers.
 */

export interface Load {
  /** The 99th percentile of the event loop's delay. */
  readonly eventLoopDelayMs: number;
  readonly freeMemoryShare: number;
  /** True if no one waits and no one types, so that larger batches may be tried. */
  readonly isIdle: boolean;
}

const sizes = [16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512] as const;
const firstIndex = sizes.indexOf(32);
const leastWhenIdle = sizes.indexOf(32);
/** A neighbouring size must be better by this factor, because measurements are noisy. */
const worthwhile = 1.03;
/** If the current size's rate changes by this share, conditions have changed and the neighbours are tried again. */
const changed = 0.2;
/** Batches between two trials; doubled while nothing better is found. */
const shortestRest = 3;
const longestRest = 24;
const slowLoopMs = 20;
const scarceMemory = 0.08;

export class BatchTuner {
  readonly #rates: (number | undefined)[] = [];
  #index = firstIndex;
  /** Index of the neighbouring size that is being tried, if any. */
  #trial: number | undefined;
  /** Direction of the next trial. */
  #direction: 1 | -1 = 1;
  #rest = 0;
  #restLength = shortestRest;
  #held = 0;

  /** Returns the size of the next batch. */
  next(load: Load): number {
    const lowest = load.isIdle ? leastWhenIdle : 0;
    if (load.eventLoopDelayMs > slowLoopMs || load.freeMemoryShare < scarceMemory) this.#held = Math.min(4, this.#held + 1);
    else this.#held = Math.max(0, this.#held - 1);
    if (this.#held > 0) return sizes[Math.max(lowest, this.#index - this.#held)] ?? sizes[0];
    return sizes[Math.max(lowest, this.#trial ?? this.#index)] ?? sizes[0];
  }

  /** Records a finished batch. Batches smaller than requested (the last of a list) are ignored. */
  record(size: number, durationMs: number): void {
    const at = sizes.findIndex(other => other === size);
    if (at < 0 || durationMs <= 0) return;
    const rate = size / durationMs;
    const before = this.#rates[at];
    this.#rates[at] = before === undefined ? rate : before * 0.5 + rate * 0.5;
    if (at === this.#trial) this.#judge(at);
    else if (at === this.#index) {
      if (before !== undefined && Math.abs(rate / before - 1) > changed) this.#restLength = shortestRest;
      if (++this.#rest >= this.#restLength) this.#startTrial();
    }
  }

  /** Texts per millisecond at the current size. */
  get rate(): number {
    return this.#rates[this.#index] ?? 0;
  }

  get size(): number {
    return sizes[this.#index] ?? sizes[0];
  }

  #judge(at: number): void {
    this.#trial = undefined;
    const own = this.#rates[this.#index] ?? 0;
    const other = this.#rates[at] ?? 0;
    if (other > own * worthwhile) {
      // Continue in the same direction immediately.
      this.#direction = at > this.#index ? 1 : -1;
      this.#index = at;
      this.#restLength = shortestRest;
      this.#startTrial();
    } else {
      this.#direction = this.#direction === 1 ? -1 : 1;
      this.#restLength = Math.min(longestRest, this.#restLength * 2);
    }
  }

  #startTrial(): void {
    this.#rest = 0;
    let at = this.#index + this.#direction;
    if (at < 0 || at >= sizes.length) {
      this.#direction = this.#direction === 1 ? -1 : 1;
      at = this.#index + this.#direction;
    }
    // An old measurement of the neighbour does not prevent a trial, but only the new one decides.
    this.#rates[at] = undefined;
    this.#trial = at;
  }
}
