/** The vectors of one segment: rows by page; sign bits and scales stay in the kernels' memory once they have been asked for. */
import type { MemoryArena } from '../../kernels/memory-arena.js';
import { pageBytes } from '../format/segment-format.js';
import type { SegmentReader } from './segment-reader.js';

export class SegmentVectors {
  readonly #segment: SegmentReader;
  readonly #arena: MemoryArena;
  readonly #kept = new Map<'signs' | 'vectorScales', number>();

  constructor(segment: SegmentReader, arena: MemoryArena) {
    this.#segment = segment;
    this.#arena = arena;
  }

  get dims(): number {
    return this.#segment.numbers.dims;
  }

  /** Returns the offset of the sign bits of all windows. Throws SegmentDamage. */
  signs(): number {
    return this.#keep('signs');
  }

  /** Returns the offset of the scales of all windows. Throws SegmentDamage. */
  scales(): number {
    return this.#keep('vectorScales');
  }

  /**
   * Calls `visit` for runs of windows (ascending) whose vectors are in one page, with their range in `windows` and the offset that window 0
   * would have relative to them. A vector that spans two pages is copied to `scratch`. Throws SegmentDamage.
   */
  eachTogether(windows: Uint32Array, scratch: number, visit: (from: number, to: number, origin: number) => void): void {
    const { dims } = this;
    for (let from = 0; from < windows.length; ) {
      const first = windows[from]!;
      const page = Math.floor((first * dims) / pageBytes);
      // The last window whose vector ends in this page.
      const last = Math.floor(((page + 1) * pageBytes) / dims) - 1;
      let to = from + 1;
      while (to < windows.length && windows[to]! <= last) to++;
      let at = scratch;
      if (first <= last) at = this.#segment.spot('vectors', first * dims, (windows[to - 1]! - first + 1) * dims);
      else this.#segment.copy('vectors', first * dims, dims, scratch);
      visit(from, to, at - first * dims);
      from = to;
    }
  }

  close(): void {
    for (const at of this.#kept.values()) this.#arena.give(at);
    this.#kept.clear();
  }

  #keep(section: 'signs' | 'vectorScales'): number {
    const known = this.#kept.get(section);
    if (known !== undefined) return known;
    const bytes = this.#segment.lengthOf(section);
    const at = this.#arena.take(bytes + 64);
    try {
      this.#segment.copy(section, 0, bytes, at);
    } catch (error) {
      this.#arena.give(at);
      throw error;
    }
    this.#kept.set(section, at);
    return at;
  }
}
