/**
 * Pages of segments in the kernels' memory: read, verified and only then used; those that were not used for a while go first. Bounded in bytes,
 * whatever the size of the index.
 */
import type { Kernels } from '../kernels/kernels.js';
import type { MemoryArena } from '../pool/memory-arena.js';
import { MemoryViews } from './memory-views.js';
import { pageBytes } from './segment-format.js';

/** Thrown where stored bytes are not what was written; caught where a snapshot asks a segment. */
export class SegmentDamage extends Error {
  override readonly name = 'SegmentDamage';
}

export interface PageSource {
  /** Reads `length` bytes at `offset` of the file to `into`; throws SegmentDamage where there are fewer. */
  readonly read: (into: Uint8Array, offset: number) => void;
}

export interface PagePlace {
  /** Number of the page in its file's table of checksums. */
  readonly number: number;
  readonly offset: number;
  readonly length: number;
  readonly low: number;
  readonly high: number;
}

/** A page and room for what the checksum zeroes and the kernels read behind it. */
const slotBytes = pageBytes + 4096;

/** Pages per owner that a key has room for. */
const pagesPerOwner = 2_097_152;

export class PageCache {
  readonly views: MemoryViews;
  readonly #kernels: Kernels;
  readonly #arena: MemoryArena;
  readonly #nSlots: number;
  /** Number of the slot of each page. The key is owner x 2^21 + page. */
  readonly #slots = new Map<number, number>();
  // By slot: the page in it, its place in the memory, and whether it was used since the hand last passed.
  readonly #keys: Float64Array;
  readonly #places: Uint32Array;
  readonly #used: Uint8Array;
  readonly #empty: number[] = [];
  #nTaken = 0;
  #hand = 0;
  #nextOwner = 1;
  #hits = 0;
  #misses = 0;

  constructor(kernels: Kernels, arena: MemoryArena, budgetBytes: number) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.views = new MemoryViews(kernels.memory);
    this.#nSlots = Math.max(4, Math.floor(budgetBytes / slotBytes));
    this.#keys = new Float64Array(this.#nSlots);
    this.#places = new Uint32Array(this.#nSlots);
    this.#used = new Uint8Array(this.#nSlots);
  }

  get stats(): { readonly hits: number; readonly misses: number; readonly sizeBytes: number } {
    return { hits: this.#hits, misses: this.#misses, sizeBytes: this.#slots.size * slotBytes };
  }

  /** A number that tells one file's pages from another's. */
  owner(): number {
    return this.#nextOwner++;
  }

  /** Offset in the kernels' memory of a page that is here, valid until the next `load`; 0 for one that is not. */
  find(owner: number, page: number): number {
    const slot = this.#slots.get(owner * pagesPerOwner + page);
    if (slot === undefined) return 0;
    this.#hits++;
    this.#used[slot] = 1;
    return this.#places[slot]!;
  }

  /** Reads and verifies a page that is not here. Its offset is valid until the next call. */
  load(owner: number, source: PageSource, place: PagePlace): number {
    this.#misses++;
    const slot = this.#freeSlot();
    const at = this.#places[slot]!;
    try {
      source.read(this.views.bytes.subarray(at, at + place.length), place.offset);
      if (this.#kernels.checksum(at, place.length) !== place.low || this.#kernels.checksumHigh() !== place.high)
        throw new SegmentDamage(`page ${place.number} at byte ${place.offset} is damaged`);
    } catch (error) {
      this.#empty.push(slot);
      throw error;
    }
    const key = owner * pagesPerOwner + place.number;
    this.#slots.set(key, slot);
    this.#keys[slot] = key;
    this.#used[slot] = 1;
    return at;
  }

  /** Drops a file's pages. */
  forget(owner: number): void {
    for (const [key, slot] of this.#slots) {
      if (Math.floor(key / pagesPerOwner) !== owner) continue;
      this.#slots.delete(key);
      this.#empty.push(slot);
    }
  }

  /** An empty slot, a new one, or that of the first page behind the hand that was not used since it last passed. */
  #freeSlot(): number {
    const empty = this.#empty.pop();
    if (empty !== undefined) return empty;
    if (this.#nTaken < this.#nSlots) {
      this.#places[this.#nTaken] = this.#arena.take(slotBytes);
      return this.#nTaken++;
    }
    for (;;) {
      const slot = this.#hand;
      this.#hand = (slot + 1) % this.#nSlots;
      if (this.#used[slot] === 0) {
        this.#slots.delete(this.#keys[slot]!);
        return slot;
      }
      this.#used[slot] = 0;
    }
  }
}
