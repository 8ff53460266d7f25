/**
 * Pages of segments in the kernels' memory. A page is read and verified before it is used; pages that were not used for a while are evicted
 * first (clock algorithm). Bounded in bytes, whatever the size of the index.
 */
import type { Kernels } from '../../kernels/kernels.js';
import type { MemoryArena } from '../../kernels/memory-arena.js';
import { MemoryViews } from '../../kernels/memory-views.js';
import { pageBytes } from '../format/segment-format.js';

/** Thrown if stored bytes are not what was written. Caught where a snapshot asks a segment. */
export class SegmentDamage extends Error {
  override readonly name = 'SegmentDamage';
}

export interface PageSource {
  /** Reads `into.length` bytes at `offset` of the file. Throws SegmentDamage if there are fewer. */
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

/** A page plus the bytes that the checksum zeroes and the kernels read behind it. */
const slotBytes = pageBytes + 4096;

/** The pages of one file: for each page the number of its slot, counted from 1, or 0 if it is not cached. */
export type OwnedPages = Uint32Array;

const none: OwnedPages = new Uint32Array(0);

export class PageCache {
  readonly views: MemoryViews;
  readonly #kernels: Kernels;
  readonly #arena: MemoryArena;
  readonly #nSlots: number;
  // For each slot: the file and page in it, its offset in memory, and whether it was used since the clock's hand last passed.
  readonly #owners: OwnedPages[] = [];
  readonly #pages: Uint32Array;
  readonly #places: Uint32Array;
  readonly #used: Uint8Array;
  readonly #empty: number[] = [];
  #nTaken = 0;
  #hand = 0;
  #hits = 0;
  #misses = 0;

  constructor(kernels: Kernels, arena: MemoryArena, budgetBytes: number) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.views = new MemoryViews(kernels.memory);
    this.#nSlots = Math.max(4, Math.floor(budgetBytes / slotBytes));
    this.#pages = new Uint32Array(this.#nSlots);
    this.#places = new Uint32Array(this.#nSlots);
    this.#used = new Uint8Array(this.#nSlots);
  }

  get stats(): { readonly hits: number; readonly misses: number; readonly sizeBytes: number } {
    return { hits: this.#hits, misses: this.#misses, sizeBytes: (this.#nTaken - this.#empty.length) * slotBytes };
  }

  /** Returns the offset of a cached page in the kernels' memory, valid until the next `load`; 0 if it is not cached. */
  find(owner: OwnedPages, page: number): number {
    const slot = owner[page]!;
    if (slot === 0) return 0;
    this.#hits++;
    this.#used[slot - 1] = 1;
    return this.#places[slot - 1]!;
  }

  /** Reads and verifies a page that is not cached. The returned offset is valid until the next call. */
  load(owner: OwnedPages, source: PageSource, place: PagePlace): number {
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
    owner[place.number] = slot + 1;
    this.#owners[slot] = owner;
    this.#pages[slot] = place.number;
    this.#used[slot] = 1;
    return at;
  }

  /** Drops a file's pages. */
  forget(owner: OwnedPages): void {
    for (let page = 0; page < owner.length; page++) {
      const slot = owner[page]!;
      if (slot === 0) continue;
      owner[page] = 0;
      this.#owners[slot - 1] = none;
      this.#empty.push(slot - 1);
    }
  }

  /** Returns an empty slot, a new one, or the first one behind the hand that was not used since the hand last passed. */
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
        this.#owners[slot]![this.#pages[slot]!] = 0;
        return slot;
      }
      this.#used[slot] = 0;
    }
  }
}
