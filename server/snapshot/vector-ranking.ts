/** Similarity of a question's vector to the windows of one segment. */

import { lowerBound } from '../base/lower-bound.js';
import type { Kernels } from '../kernels/kernels.js';
import type { SearchMemory } from './search-memory.js';
import type { SnapshotPart } from './snapshot-part.js';
import type { Hits } from './snapshot-types.js';

/** Returns the best of items that are already scored. */
export function bestOf(kernels: Kernels, memory: SearchMemory, ids: Uint32Array, scores: Float32Array, limit: number): Hits {
  const idsAt = memory.region('bestIds', ids.length * 4);
  const scoresAt = memory.region('bestScores', ids.length * 4);
  const heap = memory.region('heap', limit * 8);
  new Uint32Array(kernels.memory.buffer, idsAt, ids.length).set(ids);
  new Float32Array(kernels.memory.buffer, scoresAt, ids.length).set(scores);
  return memory.hits(kernels, heap, kernels.offerScores(idsAt, scoresAt, ids.length, heap, 0, limit));
}

/** A question's vector in the kernels' memory. */
export interface VectorQuery {
  readonly at: number;
  readonly dims: number;
  /** 1 / length of the vector. */
  readonly scale: number;
}

export function vectorQuery(vector: Int8Array, memory: SearchMemory): VectorQuery {
  const at = memory.region('query', vector.length);
  memory.views.bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.length), at);
  let squares = 0;
  for (const value of vector) squares += value * value;
  return { at, dims: vector.length, scale: squares === 0 ? 0 : 1 / Math.sqrt(squares) };
}

/**
 * Writes the cosine of each window of this segment among `windows`, which ascend, to the same position of `result`. Throws SegmentDamage.
 */
export function cosines(
  part: SnapshotPart,
  { kernels, memory }: { readonly kernels: Kernels; readonly memory: SearchMemory },
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
  const rows = memory.region('vectorRows', local.length * 4);
  const out = memory.region('dots', local.length * 4);
  const scratch = memory.region('vector', query.dims);
  const scales = vectors.scales();
  new Uint32Array(memory.views.bytes.buffer, rows, local.length).set(local);
  vectors.eachTogether(local, scratch, (first, end, origin) =>
    kernels.dots(query.at, query.dims, origin, scales, rows + first * 4, end - first, query.scale, out + first * 4),
  );
  result.set(new Float32Array(memory.views.bytes.buffer, out, local.length), from);
}

const firstAtLeast = (windows: Uint32Array, window: number): number => lowerBound(0, windows.length, i => windows[i]! >= window);
