/**
 * How many texts to send at once, found by climbing: the next size up or down is tried now and then, and taken where it gives
 * more texts a second. What was measured grows old, so that a server whose best size moves is followed. Batches shrink while the
 * editor's server is slow or short of memory. Pure but for its own numbers.
 */

export interface Load {
  /** The p99 of the event loop's delay. */
  readonly eventLoopDelayMs: number;
  readonly freeMemoryShare: number;
  /** Nobody waits and nothing is typed: larger batches may be tried. */
  readonly isIdle: boolean;
}

const sizes = [16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512] as const;
const firstIndex = sizes.indexOf(32);
const leastWhenIdle = sizes.indexOf(32);
/** A neighbour must be better by so much: measurements are noisy. */
const worthwhile = 1.03;
/** The own rate moved by so much: the world is another, and the neighbours are looked at again. */
const changed = 0.2;
/** Between two looks at a neighbour, in batches; doubles while nothing better is found. */
const shortestRest = 3;
const longestRest = 24;
const slowLoopMs = 20;
const scarceMemory = 0.08;

export class BatchTuner {
  readonly #rates: (number | undefined)[] = [];
  #index = firstIndex;
  /** The neighbour that is being tried, if any. */
  #trial: number | undefined;
  /** Where to look next. */
  #direction: 1 | -1 = 1;
  #rest = 0;
  #restLength = shortestRest;
  #held = 0;

  /** The size of the next batch. */
  next(load: Load): number {
    const lowest = load.isIdle ? leastWhenIdle : 0;
    if (load.eventLoopDelayMs > slowLoopMs || load.freeMemoryShare < scarceMemory) this.#held = Math.min(4, this.#held + 1);
    else this.#held = Math.max(0, this.#held - 1);
    if (this.#held > 0) return sizes[Math.max(lowest, this.#index - this.#held)] ?? sizes[0];
    return sizes[Math.max(lowest, this.#trial ?? this.#index)] ?? sizes[0];
  }

  /** A batch was done. Smaller ones than were asked for (the last of a list) teach nothing. */
  record(size: number, durationMs: number): void {
    const at = sizes.findIndex(other => other === size);
    if (at < 0 || durationMs <= 0) return;
    const rate = size / durationMs;
    const before = this.#rates[at];
    this.#rates[at] = before === undefined ? rate : before * 0.5 + rate * 0.5;
    if (at === this.#trial) this.#judge(at);
    else if (at === this.#index) {
      if (before !== undefined && Math.abs(rate / before - 1) > changed) this.#restLength = shortestRest;
      if (++this.#rest >= this.#restLength) this.#look();
    }
  }

  /** Texts a millisecond at the size that is used now. */
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
      // Climb on in the same direction, at once.
      this.#direction = at > this.#index ? 1 : -1;
      this.#index = at;
      this.#restLength = shortestRest;
      this.#look();
    } else {
      this.#direction = this.#direction === 1 ? -1 : 1;
      this.#restLength = Math.min(longestRest, this.#restLength * 2);
    }
  }

  #look(): void {
    this.#rest = 0;
    let at = this.#index + this.#direction;
    if (at < 0 || at >= sizes.length) {
      this.#direction = this.#direction === 1 ? -1 : 1;
      at = this.#index + this.#direction;
    }
    // Old knowledge of the neighbour is no reason not to look, but only one look decides.
    this.#rates[at] = undefined;
    this.#trial = at;
  }
}
