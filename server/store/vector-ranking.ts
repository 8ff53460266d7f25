/** Similarity of a question's vector with the windows of one segment. */
import type { Kernels } from '../kernels/kernels.js';
import type { SnapshotPart } from './index-snapshot.js';
import type { SearchMemory } from './search-memory.js';

/** Nearest by sign bits that are compared exactly, for each one wanted. */
const oversampling = 8;
const leastSampled = 256;

/** Writes the cosine with each window of this segment among `windows` to the same place of `result`. Throws SegmentDamage. */
export function cosines(
  part: SnapshotPart,
  kernels: Kernels,
  memory: SearchMemory,
  vector: Int8Array,
  windows: ArrayLike<number>,
  result: Float32Array,
): void {
  const { vectors } = part.segment;
  if (vectors.dims === 0 || vectors.dims !== vector.length) return;
  const rows: number[] = [];
  for (let i = 0; i < windows.length; i++) {
    const window = windows[i]! - part.firstWindow;
    if (window >= 0 && window < part.nWindows) rows.push(i);
  }
  if (rows.length === 0) return;
  const dims = vectors.dims;
  const query = memory.room('query', dims);
  const table = memory.room('vectors', rows.length * dims);
  const scales = memory.room('vectorScales', rows.length * 4);
  const out = memory.room('dots', rows.length * 4);
  // Windows of one file come one after the other: a run of them is one copy.
  for (let n = 0; n < rows.length; ) {
    const first = windows[rows[n]!]! - part.firstWindow;
    let count = 1;
    while (n + count < rows.length && windows[rows[n + count]!]! - part.firstWindow === first + count) count++;
    vectors.copy(first, count, table + n * dims, scales + n * 4);
    n += count;
  }
  new Int8Array(kernels.memory.buffer, query, dims).set(vector);
  kernels.dots(query, dims, table, scales, rows.length, unitScale(vector), out);
  const dots = new Float32Array(kernels.memory.buffer, out, rows.length);
  for (const [n, i] of rows.entries()) result[i] = dots[n]!;
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
    const view = new DataView(this.#kernels.memory.buffer, this.#heap, this.#size * 8);
    return Uint32Array.from({ length: this.#size }, (_, i) => view.getUint32(i * 8 + 4, true)).sort();
  }
}

function unitScale(vector: Int8Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return squares === 0 ? 0 : 1 / Math.sqrt(squares);
}
