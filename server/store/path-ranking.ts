/** Terms of paths in one segment: each file is one posting. */
import type { Kernels } from '../kernels/kernels.js';
import type { SnapshotPart } from './index-snapshot.js';
import type { SearchMemory } from './search-memory.js';
import { SegmentPostings } from './segment-postings.js';
import type { WeightedTerm } from './snapshot-types.js';
import { checkPostings } from './window-ranking.js';

/** Adds the weights of the terms that stand in each living file's path to its entry of `scores`. Throws SegmentDamage. */
export function topPaths(
  part: SnapshotPart,
  kernels: Kernels,
  memory: SearchMemory,
  terms: readonly WeightedTerm[],
  scores: Float64Array,
): void {
  for (const { term, weight } of terms)
    for (const file of filesWith(part, kernels, memory, term)) {
      if (part.deleted.has(file)) continue;
      scores[part.firstFile + file]! += weight;
    }
}

/** Sets bit t of `bits[i]` where the path of `files[i]` holds term t. Throws SegmentDamage. */
export function pathTerms(
  part: SnapshotPart,
  kernels: Kernels,
  memory: SearchMemory,
  terms: readonly number[],
  files: ArrayLike<number>,
  bits: Uint32Array,
): void {
  const rows = new Map<number, number>();
  for (let i = 0; i < files.length; i++) rows.set(files[i]! - part.firstFile, i);
  for (const [t, term] of terms.entries())
    for (const file of filesWith(part, kernels, memory, term)) {
      const row = rows.get(file);
      if (row !== undefined) bits[row] = (bits[row]! | (1 << t)) >>> 0;
    }
}

/** Files of the segment whose path holds the term, ascending. */
function filesWith(part: SnapshotPart, kernels: Kernels, memory: SearchMemory, term: number): Uint32Array {
  const entry = part.segment.postings.paths.find(term);
  if (entry === undefined) return new Uint32Array(0);
  const [list = 0] = part.segment.postings.load('pathPostings', [entry], memory.room('postings', SegmentPostings.sizeOf([entry])));
  const files = memory.room('pathFiles', (entry.df + 128) * 4);
  const counts = memory.room('pathCounts', (entry.df + 128) * 8);
  checkPostings(kernels.decodeTerm(list, entry.df, files, counts));
  return new Uint32Array(kernels.memory.buffer, files, entry.df).slice();
}
