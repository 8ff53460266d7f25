/**
 * A Chase-Lev deque of integers in shared memory: its owner pushes and pops at the bottom, any thread steals at the top, without locks.
 * Invariant: of all pops and steals, exactly one returns each pushed task. Bounded: a full deque refuses the push.
 * JavaScript's atomics are sequentially consistent, so the algorithm needs no fences beyond them.
 */

/** The operations that the deque is built from; a test replaces them to choose the schedule. */
export interface AtomicOps {
  load(memory: Int32Array, index: number): number;
  store(memory: Int32Array, index: number, value: number): number;
  compareExchange(memory: Int32Array, index: number, expected: number, replacement: number): number;
}

/** Nothing to take. */
export const EMPTY = -1;
/** Another thief, or the owner, was faster: try again. */
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

  /** Words that a deque of `capacity` (a power of two) takes. */
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

  /** A number that was true at some moment of the call. */
  get size(): number {
    const top = this.#ops.load(this.#memory, this.#top);
    return Math.max(0, (this.#ops.load(this.#memory, this.#bottom) - top) | 0);
  }

  /** Owner only. False when full. */
  push(task: number): boolean {
    const bottom = this.#ops.load(this.#memory, this.#bottom);
    const top = this.#ops.load(this.#memory, this.#top);
    if (((bottom - top) | 0) >= this.#capacity) return false;
    this.#ops.store(this.#memory, this.#slot(bottom), task);
    this.#ops.store(this.#memory, this.#bottom, (bottom + 1) | 0);
    return true;
  }

  /** Owner only: the task pushed last, or EMPTY. */
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
    // The last one: thieves and the owner meet at the top.
    if (this.#ops.compareExchange(this.#memory, this.#top, top, (top + 1) | 0) !== top) task = EMPTY;
    this.#ops.store(this.#memory, this.#bottom, (top + 1) | 0);
    return task;
  }

  /** Any thread: the oldest task, EMPTY or LOST_RACE. */
  steal(): number {
    const top = this.#ops.load(this.#memory, this.#top);
    const bottom = this.#ops.load(this.#memory, this.#bottom);
    if (((bottom - top) | 0) <= 0) return EMPTY;
    // Read before the exchange: after it the owner may reuse the slot.
    const task = this.#ops.load(this.#memory, this.#slot(top));
    return this.#ops.compareExchange(this.#memory, this.#top, top, (top + 1) | 0) === top ? task : LOST_RACE;
  }

  /** After its owner died in the middle of a pop: makes the ends meet again. Only while nobody owns the deque. */
  repair(): void {
    const top = this.#ops.load(this.#memory, this.#top);
    if (((this.#ops.load(this.#memory, this.#bottom) - top) | 0) < 0) this.#ops.store(this.#memory, this.#bottom, top);
  }

  #slot(index: number): number {
    return this.#items + (index & (this.#capacity - 1));
  }
}
