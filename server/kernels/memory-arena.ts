/**
 * Allocates runs of linear memory: offsets instead of objects, nothing for the garbage collector. A region takes runs while a batch lasts
 * and gives them all back at once; later batches reuse them. Never shrinks the memory.
 */
import { lowerBound } from '../base/lower-bound.js';

/** Memory that only grows; growing replaces `buffer`. */
interface GrowingMemory {
  readonly buffer: ArrayBuffer;
  grow(nPages: number): number;
}

const pageBytes = 65_536;
const maxStepBytes = 32 * 1024 * 1024;
/** The size of a run is a multiple of this. */
const grainBytes = 4096;

const runBytes = (bytes: number): number => Math.max(1, Math.ceil(bytes / grainBytes)) * grainBytes;

interface Run {
  start: number;
  size: number;
}

export class MemoryArena {
  readonly memory: GrowingMemory;
  /** Ascending by start, never adjacent. */
  readonly #free: Run[] = [];
  readonly #used = new Map<number, number>();
  #end: number;
  #asked = 0;
  #reused = 0;
  #inUse = 0;

  /** Owns all of `memory` from byte `base` on. */
  constructor(memory: GrowingMemory, base: number) {
    this.memory = memory;
    this.#end = Math.ceil(base / grainBytes) * grainBytes;
  }

  /** Bytes requested so far, how many of them were served from freed runs, bytes in use now, and the size of the memory. */
  get stats(): { readonly asked: number; readonly reused: number; readonly inUse: number; readonly size: number } {
    return { asked: this.#asked, reused: this.#reused, inUse: this.#inUse, size: this.memory.buffer.byteLength };
  }

  /** Returns the offset of a run of at least `bytes`, aligned to 4 KB, with undefined content. Throws RangeError if memory is exhausted. */
  take(bytes: number): number {
    const size = runBytes(bytes);
    this.#asked += size;
    const start = this.#takeFree(size) ?? this.#extend(size);
    this.#used.set(start, size);
    this.#inUse += size;
    return start;
  }

  /** Frees a run that `take` returned, and returns its size. */
  give(start: number): number {
    const size = this.#used.get(start);
    if (size === undefined) throw new Error(`No run starts at ${start}`);
    this.#used.delete(start);
    this.#inUse -= size;
    const next = lowerBound(0, this.#free.length, i => this.#free[i]!.start >= start);
    const before = this.#free[next - 1];
    const after = this.#free[next];
    const joinsBefore = before !== undefined && before.start + before.size === start;
    const joinsAfter = after !== undefined && start + size === after.start;
    if (joinsBefore) {
      before.size += size + (joinsAfter ? after.size : 0);
      if (joinsAfter) this.#free.splice(next, 1);
    } else if (joinsAfter) {
      after.start = start;
      after.size += size;
    } else this.#free.splice(next, 0, { start, size });
    return size;
  }

  region(): ArenaRegion {
    return new ArenaRegion(this);
  }

  #takeFree(size: number): number | undefined {
    // Best fit: small runs must not use up the large ones.
    let best = -1;
    for (let i = 0; i < this.#free.length; i++) {
      const run = this.#free[i]!;
      if (run.size >= size && (best < 0 || run.size < this.#free[best]!.size)) best = i;
    }
    if (best < 0) return undefined;
    const run = this.#free[best]!;
    const start = run.start;
    run.start += size;
    run.size -= size;
    if (run.size === 0) this.#free.splice(best, 1);
    this.#reused += size;
    return start;
  }

  #extend(size: number): number {
    // A free run at the very end is extended instead of left behind.
    const last = this.#free.at(-1);
    const start = last !== undefined && last.start + last.size === this.#end ? last.start : this.#end;
    const missing = start + size - this.memory.buffer.byteLength;
    if (missing > 0) this.#grow(missing);
    if (start !== this.#end) this.#free.pop();
    this.#end = start + size;
    return start;
  }

  /**
   * Grows in steps: each growth replaces the buffer, and the garbage collector counts the old ones with all their bytes until it runs.
   * Unused pages cost nothing.
   */
  #grow(missing: number): void {
    const step = Math.min(maxStepBytes, this.memory.buffer.byteLength);
    const wanted = Math.ceil(missing / pageBytes);
    const generous = Math.max(wanted, Math.ceil(step / pageBytes));
    try {
      this.memory.grow(generous);
    } catch (error) {
      if (!(error instanceof RangeError) || generous === wanted) throw error;
      this.memory.grow(wanted);
    }
  }
}

/** The runs of one batch. */
export class ArenaRegion {
  readonly #arena: MemoryArena;
  readonly #runs: number[] = [];
  #bytes = 0;

  constructor(arena: MemoryArena) {
    this.#arena = arena;
  }

  get sizeBytes(): number {
    return this.#bytes;
  }

  take(bytes: number): number {
    const start = this.#arena.take(bytes);
    this.#runs.push(start);
    this.#bytes += runBytes(bytes);
    return start;
  }

  /** Frees one run before the others. */
  give(start: number): void {
    const at = this.#runs.indexOf(start);
    if (at < 0) throw new Error(`No run of the region starts at ${start}`);
    this.#runs.splice(at, 1);
    this.#bytes -= this.#arena.give(start);
  }

  /** Frees all runs. */
  reset(): void {
    for (const start of this.#runs) this.#arena.give(start);
    this.#runs.length = 0;
    this.#bytes = 0;
  }
}
