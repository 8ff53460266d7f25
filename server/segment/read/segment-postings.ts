/**
 * Prepares the postings of one segment for the kernels: finds terms, copies their lists one behind the other into memory, and computes the
 * norms of the windows.
 */
import type { Kernels } from '../../kernels/kernels.js';
import type { MemoryArena } from '../../kernels/memory-arena.js';
import { bodySections, pathSections } from '../build/inversion.js';
import type { SegmentReader } from './segment-reader.js';
import { type TermEntry, TermLookup } from './term-lookup.js';

/** Bytes behind a list that the kernels may read. */
const slack = 16;

export class SegmentPostings {
  readonly body: TermLookup;
  readonly paths: TermLookup;
  readonly #segment: SegmentReader;
  readonly #kernels: Kernels;
  readonly #arena: MemoryArena;
  #lengths = 0;
  #norms = 0;
  #normsOf = '';

  constructor(segment: SegmentReader, kernels: Kernels, arena: MemoryArena) {
    this.#segment = segment;
    this.#kernels = kernels;
    this.#arena = arena;
    this.body = new TermLookup(segment, bodySections);
    this.paths = new TermLookup(segment, pathSections);
  }

  /**
   * Copies the lists of `entries` to `to`, which must have `sizeOf(entries)` bytes, and returns the offset of each. Throws SegmentDamage.
   */
  load(section: 'postings' | 'pathPostings', entries: readonly TermEntry[], to: number): number[] {
    const places: number[] = [];
    for (const entry of entries) {
      this.#segment.copy(section, entry.start, entry.length, to);
      places.push(to);
      to += entry.length + slack;
    }
    return places;
  }

  static sizeOf(entries: readonly TermEntry[]): number {
    let size = slack;
    for (const entry of entries) size += entry.length + slack;
    return size;
  }

  /** Returns the offset of the norms of all windows for `b` and the average length. Throws SegmentDamage. */
  norms(b: number, averageTokens: number): number {
    const n = this.#segment.numbers.nWindows;
    if (this.#lengths === 0) {
      const lengths = this.#arena.take(n * 2 + 64);
      try {
        this.#segment.copy('lengths', 0, n * 2, lengths);
      } catch (error) {
        this.#arena.give(lengths);
        throw error;
      }
      this.#lengths = lengths;
      this.#norms = this.#arena.take(n * 4 + 64);
    }
    const key = `${b} ${averageTokens}`;
    if (this.#normsOf !== key) {
      this.#kernels.fillNorms(this.#lengths, n, b, averageTokens, this.#norms);
      this.#normsOf = key;
    }
    return this.#norms;
  }

  close(): void {
    if (this.#lengths !== 0) {
      this.#arena.give(this.#lengths);
      this.#arena.give(this.#norms);
    }
    this.#lengths = 0;
  }
}

/** Throws if postings from verified pages make no sense: that is a bug of the writer. */
export function checkPostings(isValid: boolean): void {
  if (!isValid) throw new Error('Postings name windows that do not exist');
}
