/**
 * A Chase-Lev deque of integers in shared memory (Chase and Lev 2005, "Dynamic circular work-stealing deque"): its owner pushes and pops at
 * the bottom, any thread steals at the top, without locks.
 * Invariant: of all pops and steals, exactly one returns each pushed task. Bounded: a full deque refuses the push. JavaScript's atomics are
 * sequentially consistent, so the algorithm needs no further fences.
 */

/** The operations that the deque is built from. Tests replace them to choose the schedule. */
export interface AtomicOps {
  load(memory: Int32Array, index: number): number;
  store(memory: Int32Array, index: number, value: number): number;
  compareExchange(memory: Int32Array, index: number, expected: number, replacement: number): number;
}

/** Returned if the deque is empty. */
export const EMPTY = -1;
/** Returned if another thief or the owner was faster: try again. */
export const LOST_RACE = -2;

const TOP = 0;
/** On another cache line than the top, which thieves write. */
const BOTTOM = 16;
const ITEMS = 32;

export class ChaseLevDeque {
  readonly #memory: Int32Array;
  readonly #top: number;
  readonly #bottom: number;
  readonly #items: number;
  readonly #capacity: number;
  readonly #ops: AtomicOps;

  /** Returns the number of words that a deque of `capacity` (a power of two) takes. */
  static wordsFor(capacity: number): number {
    return ITEMS + capacity;
  }

  constructor(memory: Int32Array, offset: number, capacity: number, ops: AtomicOps = Atomics) {
    this.#memory = memory;
    this.#top = offset + TOP;
    this.#bottom = offset + BOTTOM;
    this.#items = offset + ITEMS;
    this.#capacity = capacity;
    this.#ops = ops;
  }

  /** Number of tasks at some moment during the call. */
  get size(): number {
    const top = this.#ops.load(this.#memory, this.#top);
    return Math.max(0, (this.#ops.load(this.#memory, this.#bottom) - top) | 0);
  }

  /** For the owner only. Returns false if the deque is full. */
  push(task: number): boolean {
    const bottom = this.#ops.load(this.#memory, this.#bottom);
    const top = this.#ops.load(this.#memory, this.#top);
    if (((bottom - top) | 0) >= this.#capacity) return false;
    this.#ops.store(this.#memory, this.#slot(bottom), task);
    this.#ops.store(this.#memory, this.#bottom, (bottom + 1) | 0);
    return true;
  }

  /** For the owner only. Returns the task pushed last, or EMPTY. */
  pop(): number {
    const bottom = (this.#ops.load(this.#memory, this.#bottom) - 1) | 0;
    // Claimed before the top is read: a thief that reads the bottom from here on leaves this task alone.
    this.#ops.store(this.#memory, this.#bottom, bottom);
    const top = this.#ops.load(this.#memory, this.#top);
    const left = (bottom - top) | 0;
    if (left < 0) {
      this.#ops.store(this.#memory, this.#bottom, top);
      return EMPTY;
    }
    let task = this.#ops.load(this.#memory, this.#slot(bottom));
    if (left > 0) return task;
    // The last task: thieves and the owner compete for it at the top.
    if (this.#ops.compareExchange(this.#memory, this.#top, top, (top + 1) | 0) !== top) task = EMPTY;
    this.#ops.store(this.#memory, this.#bottom, (top + 1) | 0);
    return task;
  }

  /** For any thread. Returns the oldest task, EMPTY or LOST_RACE. */
  steal(): number {
    const top = this.#ops.load(this.#memory, this.#top);
    const bottom = this.#ops.load(this.#memory, this.#bottom);
    if (((bottom - top) | 0) <= 0) return EMPTY;
    // Read before the exchange, because the owner may reuse the slot after it.
    const task = this.#ops.load(this.#memory, this.#slot(top));
    return this.#ops.compareExchange(this.#memory, this.#top, top, (top + 1) | 0) === top ? task : LOST_RACE;
  }

  /** Restores a deque whose owner died during a pop. Only while no thread owns it. */
  repair(): void {
    const top = this.#ops.load(this.#memory, this.#top);
    if (((this.#ops.load(this.#memory, this.#bottom) - top) | 0) < 0) this.#ops.store(this.#memory, this.#bottom, top);
  }

  #slot(index: number): number {
    return this.#items + (index & (this.#capacity - 1));
  }
}
