/**
 * Pages of segments in the kernels' memory: read, verified and only then used; the least recently used go first. Bounded in bytes, whatever
 * the size of the index.
 */
import type { Kernels } from '../kernels/kernels.js';
import type { MemoryArena } from '../pool/memory-arena.js';
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

export class PageCache {
  readonly #kernels: Kernels;
  readonly #arena: MemoryArena;
  readonly #nSlots: number;
  /** Slot of each page, least recently used first. The key is owner x 2^21 + page. */
  readonly #slots = new Map<number, number>();
  #nextOwner = 1;
  #hits = 0;
  #misses = 0;

  constructor(kernels: Kernels, arena: MemoryArena, budgetBytes: number) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#nSlots = Math.max(4, Math.floor(budgetBytes / slotBytes));
  }

  get stats(): { readonly hits: number; readonly misses: number; readonly sizeBytes: number } {
    return { hits: this.#hits, misses: this.#misses, sizeBytes: this.#slots.size * slotBytes };
  }

  /** A number that tells one file's pages from another's. */
  owner(): number {
    return this.#nextOwner++;
  }

  /** Offset of the page in the kernels' memory, valid until the next call. */
  page(owner: number, source: PageSource, place: PagePlace): number {
    const key = owner * 2_097_152 + place.number;
    const found = this.#slots.get(key);
    if (found !== undefined) {
      this.#hits++;
      this.#slots.delete(key);
      this.#slots.set(key, found);
      return found;
    }
    this.#misses++;
    const slot = this.#freeSlot();
    try {
      source.read(new Uint8Array(this.#kernels.memory.buffer, slot, place.length), place.offset);
      if (this.#kernels.checksum(slot, place.length) !== place.low || this.#kernels.checksumHigh() !== place.high)
        throw new SegmentDamage(`page ${place.number} at byte ${place.offset} is damaged`);
    } catch (error) {
      this.#arena.give(slot);
      throw error;
    }
    this.#slots.set(key, slot);
    return slot;
  }

  /** Drops a file's pages. */
  forget(owner: number): void {
    for (const [key, slot] of this.#slots) {
      if (Math.floor(key / 2_097_152) !== owner) continue;
      this.#slots.delete(key);
      this.#arena.give(slot);
    }
  }

  #freeSlot(): number {
    if (this.#slots.size < this.#nSlots) return this.#arena.take(slotBytes);
    for (const [key, slot] of this.#slots) {
      this.#slots.delete(key);
      return slot;
    }
    throw new Error('The page cache has no slots');
  }
}
