/** Room in the kernels' memory for the time of one question: scores, candidates, the heap of the best. Grown on demand, kept for the next. */
import type { MemoryArena } from '../pool/memory-arena.js';
import { MemoryViews } from './memory-views.js';

export class SearchMemory {
  readonly views: MemoryViews;
  readonly #arena: MemoryArena;
  readonly #rooms = new Map<string, { at: number; size: number }>();

  constructor(arena: MemoryArena) {
    this.#arena = arena;
    this.views = new MemoryViews(arena.memory);
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
