/** Scores the files of one segment by the terms in their paths. Each file is one posting. */
import type { Kernels } from '../kernels/kernels.js';
import { checkPostings, SegmentPostings } from '../segment/read/segment-postings.js';
import type { SearchMemory } from './search-memory.js';
import type { SnapshotPart } from './snapshot-part.js';
import type { WeightedTerm } from './snapshot-types.js';

/** Files of the snapshot whose paths contain some of the terms, with the summed weights of those terms. */
export interface PathScores {
  readonly files: Uint32Array;
  readonly scores: Float64Array;
}

/** Scores the live files of one segment. Throws SegmentDamage. */
export function pathScores(part: SnapshotPart, kernels: Kernels, memory: SearchMemory, terms: readonly WeightedTerm[]): PathScores {
  const sums = new Float64Array(part.nFiles);
  const touched: number[] = [];
  for (const { term, weight } of terms) {
    const found = filesWith(part, kernels, memory, term);
    for (let i = 0; i < found.length; i++) {
      const file = found[i]!;
      if (sums[file] === 0) touched.push(file);
      sums[file]! += weight;
    }
  }
  const living = part.deleted.size === 0 ? touched : touched.filter(file => !part.deleted.has(file));
  return { files: Uint32Array.from(living, file => part.firstFile + file), scores: Float64Array.from(living, file => sums[file]!) };
}

/** Returns the segment's files whose path contains the term, ascending. Valid until the next read. */
function filesWith(part: SnapshotPart, kernels: Kernels, memory: SearchMemory, term: number): Uint32Array {
  const entry = part.segment.postings.paths.find(term);
  if (entry === undefined) return new Uint32Array(0);
  const [list = 0] = part.segment.postings.load('pathPostings', [entry], memory.region('postings', SegmentPostings.sizeOf([entry])));
  const files = memory.region('pathFiles', (entry.df + 128) * 4);
  const counts = memory.region('pathCounts', (entry.df + 128) * 8);
  checkPostings(kernels.decodeTerm(list, entry.df, files, counts));
  return new Uint32Array(kernels.memory.buffer, files, entry.df);
}
