/** The vectors of one segment: rows by page, the sign bits kept in the kernels' memory once they were asked for. */
import type { MemoryArena } from '../pool/memory-arena.js';
import type { SegmentReader } from './segment-reader.js';

export class SegmentVectors {
  readonly #segment: SegmentReader;
  readonly #arena: MemoryArena;
  #signs = 0;

  constructor(segment: SegmentReader, arena: MemoryArena) {
    this.#segment = segment;
    this.#arena = arena;
  }

  get dims(): number {
    return this.#segment.numbers.dims;
  }

  /** Offset of the sign bits of all windows. Throws SegmentDamage. */
  signs(): number {
    if (this.#signs === 0) {
      const bytes = this.#segment.lengthOf('signs');
      const at = this.#arena.take(bytes + 64);
      try {
        this.#segment.copy('signs', 0, bytes, at);
      } catch (error) {
        this.#arena.give(at);
        throw error;
      }
      this.#signs = at;
    }
    return this.#signs;
  }

  /** Copies the vectors of `count` windows and their scales. Throws SegmentDamage. */
  copy(firstWindow: number, count: number, vectorTo: number, scaleTo: number): void {
    this.#segment.copy('vectors', firstWindow * this.dims, count * this.dims, vectorTo);
    this.#segment.copy('vectorScales', firstWindow * 4, count * 4, scaleTo);
  }

  close(): void {
    if (this.#signs !== 0) this.#arena.give(this.#signs);
    this.#signs = 0;
  }
}
