/** Similarity of a question's vector with the windows of one segment. */
import type { Kernels } from '../kernels/kernels.js';
import type { SnapshotPart } from './index-snapshot.js';
import type { SearchMemory } from './search-memory.js';
import type { Hits } from './snapshot-types.js';

/** The best of items that are scored already. */
export function bestOf(kernels: Kernels, memory: SearchMemory, ids: Uint32Array, scores: Float32Array, limit: number): Hits {
  const idsAt = memory.room('bestIds', ids.length * 4);
  const scoresAt = memory.room('bestScores', ids.length * 4);
  const heap = memory.room('heap', limit * 8);
  new Uint32Array(kernels.memory.buffer, idsAt, ids.length).set(ids);
  new Float32Array(kernels.memory.buffer, scoresAt, ids.length).set(scores);
  return memory.hits(kernels, heap, kernels.offerScores(idsAt, scoresAt, ids.length, heap, 0, limit));
}

/** Nearest by sign bits that are compared exactly, for each one wanted. */
const oversampling = 8;
const leastSampled = 256;

/** A question's vector in the kernels' memory. */
export interface VectorQuery {
  readonly at: number;
  readonly dims: number;
  /** One by its length. */
  readonly scale: number;
}

export function vectorQuery(vector: Int8Array, memory: SearchMemory): VectorQuery {
  const at = memory.room('query', vector.length);
  memory.views.bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.length), at);
  let squares = 0;
  for (const value of vector) squares += value * value;
  return { at, dims: vector.length, scale: squares === 0 ? 0 : 1 / Math.sqrt(squares) };
}

/**
 * Writes the cosine with each window of this segment among `windows`, which ascend, to the same place of `result`. Throws SegmentDamage.
 */
export function cosines(
  part: SnapshotPart,
  kernels: Kernels,
  memory: SearchMemory,
  query: VectorQuery,
  windows: Uint32Array,
  result: Float32Array,
): void {
  const { vectors } = part.segment;
  if (vectors.dims === 0 || vectors.dims !== query.dims) return;
  const from = firstAtLeast(windows, part.firstWindow);
  const to = firstAtLeast(windows, part.firstWindow + part.nWindows);
  if (from === to) return;
  const local = windows.slice(from, to);
  for (let i = 0; i < local.length; i++) local[i]! -= part.firstWindow;
  const rows = memory.room('vectorRows', local.length * 4);
  const out = memory.room('dots', local.length * 4);
  const room = memory.room('vector', query.dims);
  const scales = vectors.scales();
  new Uint32Array(memory.views.bytes.buffer, rows, local.length).set(local);
  vectors.eachTogether(local, room, (first, end, origin) =>
    kernels.dots(query.at, query.dims, origin, scales, rows + first * 4, end - first, query.scale, out + first * 4),
  );
  result.set(new Float32Array(memory.views.bytes.buffer, out, local.length), from);
}

function firstAtLeast(windows: Uint32Array, window: number): number {
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (windows[middle]! < window) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The nearest windows by sign bits over several segments: the kernels' heap, and how much of it is filled. */
export class SignRanking {
  readonly #kernels: Kernels;
  readonly #vector: Int8Array;
  readonly #limit: number;
  readonly #query: number;
  readonly #heap: number;
  #size = 0;

  constructor(kernels: Kernels, memory: SearchMemory, vector: Int8Array, limit: number) {
    this.#kernels = kernels;
    this.#vector = vector;
    this.#limit = Math.max(leastSampled, limit * oversampling);
    this.#heap = memory.room('signHeap', this.#limit * 8);
    this.#query = memory.room('querySigns', vector.length / 8);
    const bits = new Uint8Array(kernels.memory.buffer, this.#query, vector.length / 8).fill(0);
    for (let d = 0; d < vector.length; d++) if (vector[d]! > 0) bits[d >> 3]! |= 1 << (d & 7);
  }

  /** Offers the living windows of one segment. Throws SegmentDamage. */
  add(part: SnapshotPart): void {
    const { vectors } = part.segment;
    if (vectors.dims === 0 || vectors.dims !== this.#vector.length || part.nWindows === 0) return;
    const signs = vectors.signs();
    const bytes = this.#vector.length / 8;
    this.#size = this.#kernels.hammingTop(
      this.#query,
      bytes,
      signs,
      part.nWindows,
      part.live,
      part.firstWindow,
      this.#heap,
      this.#size,
      this.#limit,
    );
  }

  /** Windows of the snapshot, ascending. */
  nearest(): Uint32Array {
    const items = new Uint32Array(this.#kernels.memory.buffer, this.#heap, this.#size * 2);
    const windows = new Uint32Array(this.#size);
    for (let i = 0; i < windows.length; i++) windows[i] = items[i * 2 + 1]!;
    return windows.sort();
  }
}
