/**
 * Finds the nearest vectors by their sign bits over several segments: one pass measures and counts distances, another collects the windows
 * within the distance that the counts allow.
 */
import type { Kernels } from '../kernels/kernels.js';
import type { SearchMemory } from './search-memory.js';

/**
 * Windows preselected by sign bits and then compared exactly, per wanted result. Recall and times of the two steps:
 * docs/decisions/04-a-static-embedding-table.md.
 */
const oversampling = 8;
const leastSampled = 256;

/** Sign bits of the windows of one segment. */
export interface SignedWindows {
  /** Offsets of the sign bits, and of the bitmap of windows to consider (0 for all). */
  readonly signs: number;
  readonly live: number;
  readonly nWindows: number;
  /** Number of the first window in the snapshot; segments are added in ascending order. */
  readonly base: number;
}

interface Measured extends SignedWindows {
  readonly distances: number;
}

export class SignRanking {
  readonly #kernels: Kernels;
  readonly #memory: SearchMemory;
  readonly #dims: number;
  readonly #limit: number;
  readonly #query: number;
  readonly #counts: number;
  readonly #measured: Measured[] = [];
  #distances: number;

  /** Ranks at most `nWindows` windows in at most `nSegments` segments for the `limit` best. */
  constructor(
    kernels: Kernels,
    memory: SearchMemory,
    question: {
      readonly vector: ArrayLike<number>;
      /** Dimensions of the stored vectors, a multiple of 16. Dimensions missing from the query count as not positive. */
      readonly dims: number;
      readonly nWindows: number;
      readonly nSegments: number;
      readonly limit: number;
    },
  ) {
    const { vector, dims, nWindows, nSegments, limit } = question;
    this.#kernels = kernels;
    this.#memory = memory;
    this.#dims = dims;
    this.#limit = Math.max(leastSampled, limit * oversampling);
    this.#query = memory.region('querySigns', Math.max(16, dims / 8));
    this.#counts = memory.region('signCounts', dims * 4 + 4);
    this.#distances = memory.region('signDistances', nWindows * 2 + nSegments * 16);
    const bits = memory.views.bytes.subarray(this.#query, this.#query + Math.max(16, dims / 8)).fill(0);
    for (let d = 0; d < vector.length; d++) if (vector[d]! > 0) bits[d >> 3]! |= 1 << (d & 7);
    memory.views.bytes.fill(0, this.#counts, this.#counts + dims * 4 + 4);
  }

  add(windows: SignedWindows): void {
    if (windows.nWindows === 0) return;
    const distances = this.#distances;
    const { signs, nWindows, live } = windows;
    this.#kernels.signDistances(this.#query, this.#dims / 8, signs, nWindows, live, distances, this.#counts, this.#limit);
    this.#measured.push({ ...windows, distances });
    this.#distances += Math.ceil(windows.nWindows / 8) * 16;
  }

  /** Returns windows of the snapshot, ascending. */
  nearest(): Uint32Array {
    const out = this.#memory.region('nearest', this.#limit * 4);
    const left = this.#memory.region('nearestLeft', 4);
    const counts = new Uint32Array(this.#kernels.memory.buffer, this.#counts, this.#dims + 1);
    let least = 0;
    let nNearer = 0;
    while (least < this.#dims && nNearer + counts[least]! < this.#limit) nNearer += counts[least++]!;
    this.#memory.views.data.setUint32(left, this.#limit - nNearer, true);
    let n = 0;
    for (const { distances, nWindows, base } of this.#measured)
      n += this.#kernels.nearSigns(distances, nWindows, base, least, left, out + n * 4);
    return new Uint32Array(this.#kernels.memory.buffer, out, n).slice();
  }
}
