/** Room in the kernels' memory for the time of one question: scores, candidates, the heap of the best. Grown on demand, kept for the next. */
import type { Kernels } from '../kernels/kernels.js';
import type { MemoryArena } from '../kernels/memory-arena.js';
import { MemoryViews } from '../kernels/memory-views.js';
import type { Hits } from './snapshot-types.js';

export class SearchMemory {
  readonly views: MemoryViews;
  readonly #arena: MemoryArena;
  readonly #rooms = new Map<string, { at: number; size: number }>();

  constructor(arena: MemoryArena) {
    this.#arena = arena;
    this.views = new MemoryViews(arena.memory);
  }

  /** What a heap of the kernels holds, the best first. */
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

  /** As `room`, of zeros: whoever uses it leaves zeros behind. */
  zeros(name: string, bytes: number): number {
    const known = this.#rooms.get(name);
    const at = this.room(name, bytes);
    const now = this.#rooms.get(name)!;
    if (known !== now) this.views.bytes.fill(0, at, at + now.size);
    return at;
  }

  /** At least `bytes` (and 64 more) under a name; its content is what the last user left. */
  room(name: string, bytes: number): number {
    const wanted = bytes + 64;
    const found = this.#rooms.get(name);
    if (found !== undefined && found.size >= wanted) return found.at;
    if (found !== undefined) this.#arena.give(found.at);
    const size = Math.ceil(wanted * 1.25);
    const at = this.#arena.take(size);
    this.#rooms.set(name, { at, size });
    return at;
  }
}
