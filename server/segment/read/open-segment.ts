/** A segment together with its readers. */
import type { Kernels } from '../../kernels/kernels.js';
import type { MemoryArena } from '../../kernels/memory-arena.js';
import { SegmentFiles } from './segment-files.js';
import { SegmentPostings } from './segment-postings.js';
import type { SegmentReader } from './segment-reader.js';
import { SegmentSymbols } from './segment-symbols.js';
import { SegmentVectors } from './segment-vectors.js';

export class OpenSegment {
  readonly reader: SegmentReader;
  readonly files: SegmentFiles;
  readonly symbols: SegmentSymbols;
  readonly postings: SegmentPostings;
  readonly vectors: SegmentVectors;

  constructor(reader: SegmentReader, kernels: Kernels, arena: MemoryArena) {
    this.reader = reader;
    this.files = new SegmentFiles(reader);
    this.symbols = new SegmentSymbols(reader);
    this.postings = new SegmentPostings(reader, kernels, arena);
    this.vectors = new SegmentVectors(reader, arena);
  }

  close(): void {
    this.postings.close();
    this.vectors.close();
    this.reader.close();
  }
}
