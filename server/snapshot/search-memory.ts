/**
 * Named regions in the kernels' memory for one question: scores, candidates, the heap of the best. Grown on demand and reused for the next
 * question.
 */
import type { Kernels } from '../kernels/kernels.js';
import type { MemoryArena } from '../kernels/memory-arena.js';
import { MemoryViews } from '../kernels/memory-views.js';
import type { Hits } from './snapshot-types.js';

export class SearchMemory {
  readonly views: MemoryViews;
  readonly #arena: MemoryArena;
  readonly #regions = new Map<string, { at: number; size: number }>();

  constructor(arena: MemoryArena) {
    this.#arena = arena;
    this.views = new MemoryViews(arena.memory);
  }

  /** Returns the contents of a heap of the kernels, best first. */
  hits(kernels: Kernels, heap: number, size: number): Hits {
    kernels.sortHeap(heap, size);
    const numbers = new Uint32Array(kernels.memory.buffer, heap, size * 2);
    const floats = new Float32Array(kernels.memory.buffer, heap, size * 2);
    const ids = new Uint32Array(size);
    const scores = new Float32Array(size);
    for (let i = 0; i < size; i++) {
      scores[i] = floats[i * 2]!;
      ids[i] = numbers[i * 2 + 1]!;
    }
    return { ids, scores };
  }

  /** Like `region`, filled with zeros. Users must leave zeros behind. */
  zeros(name: string, bytes: number): number {
    const known = this.#regions.get(name);
    const at = this.region(name, bytes);
    const now = this.#regions.get(name)!;
    if (known !== now) this.views.bytes.fill(0, at, at + now.size);
    return at;
  }

  /** Returns the offset of at least `bytes` (and 64 more) under a name. The content is whatever the last user left. */
  region(name: string, bytes: number): number {
    const wanted = bytes + 64;
    const found = this.#regions.get(name);
    if (found !== undefined && found.size >= wanted) return found.at;
    if (found !== undefined) this.#arena.give(found.at);
    const size = Math.ceil(wanted * 1.25);
    const at = this.#arena.take(size);
    this.#regions.set(name, { at, size });
    return at;
  }
}
