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
  for (const [n, i] of rows.entries()) vectors.copy(windows[i]! - part.firstWindow, table + n * dims, scales + n * 4);
  new Int8Array(kernels.memory.buffer, query, dims).set(vector);
  kernels.dots(query, dims, table, scales, rows.length, unitScale(vector), out);
  const dots = new Float32Array(kernels.memory.buffer, out, rows.length);
  for (const [n, i] of rows.entries()) result[i] = dots[n]!;
}

/** Adds the nearest living windows of this segment with their cosines. Throws SegmentDamage. */
export function topCosines(
  part: SnapshotPart,
  kernels: Kernels,
  memory: SearchMemory,
  vector: Int8Array,
  limit: number,
  scores: Map<number, number>,
): void {
  const { vectors } = part.segment;
  if (vectors.dims === 0 || vectors.dims !== vector.length || part.nWindows === 0) return;
  const nSampled = Math.max(leastSampled, limit * oversampling);
  const signs = vectors.signs();
  const heap = memory.room('signHeap', nSampled * 8);
  const query = memory.room('querySigns', vector.length / 8);
  const bits = new Uint8Array(kernels.memory.buffer, query, vector.length / 8).fill(0);
  for (let d = 0; d < vector.length; d++) if (vector[d]! > 0) bits[d >> 3]! |= 1 << (d & 7);
  const size = kernels.hammingTop(query, vector.length / 8, signs, part.nWindows, part.live, part.firstWindow, heap, 0, nSampled);
  const view = new DataView(kernels.memory.buffer, heap, size * 8);
  const windows = Uint32Array.from({ length: size }, (_, i) => view.getUint32(i * 8 + 4, true)).sort();
  const result = new Float32Array(size);
  cosines(part, kernels, memory, vector, windows, result);
  for (const [i, window] of windows.entries()) scores.set(window, result[i]!);
}

function unitScale(vector: Int8Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return squares === 0 ? 0 : 1 / Math.sqrt(squares);
}
