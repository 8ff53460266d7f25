/** Exact term counts in candidate files and in the best windows of each, for reranking. */
import type { Kernels } from '../kernels/kernels.js';
import { checkPostings, SegmentPostings } from '../segment/read/segment-postings.js';
import type { TermEntry } from '../segment/read/term-lookup.js';
import { fieldWeights, impactFactor } from './scoring.js';
import type { SearchMemory } from './search-memory.js';
import { type Gathered, nFields, type WeightedTerm, type WindowScoring } from './snapshot-types.js';
import type { RankedSegment } from './window-ranking.js';

/** A candidate file of one segment. */
export interface CandidateFile {
  /** Row of the file in the result. */
  readonly row: number;
  readonly firstWindow: number;
  readonly nWindows: number;
}

const none = 0xffffffff;

/** Counts are kept in the kernels' memory in the layout of the result, so that they are copied once. */
export class Gathering {
  readonly #kernels: Kernels;
  readonly #memory: SearchMemory;
  readonly #terms: readonly WeightedTerm[];
  readonly #scoring: WindowScoring;
  readonly #perFile: number;
  readonly #fileCounts: number;
  readonly #nFileCounts: number;
  readonly #windowCounts: number;
  readonly #nWindowCounts: number;
  readonly #windows: Uint32Array;
  readonly #windowScores: Float32Array;

  constructor(
    kernels: Kernels,
    memory: SearchMemory,
    question: {
      readonly terms: readonly WeightedTerm[];
      readonly scoring: WindowScoring;
      readonly nFiles: number;
      readonly windowsPerFile: number;
    },
  ) {
    const { terms, scoring, nFiles, windowsPerFile } = question;
    this.#kernels = kernels;
    this.#memory = memory;
    this.#terms = terms;
    this.#scoring = scoring;
    this.#perFile = windowsPerFile;
    const nSlots = nFiles * windowsPerFile;
    this.#nFileCounts = nFiles * terms.length * nFields;
    this.#nWindowCounts = nSlots * terms.length * nFields;
    this.#fileCounts = memory.region('fileCounts', this.#nFileCounts * 4);
    this.#windowCounts = memory.region('windowCounts', this.#nWindowCounts * 2);
    memory.views.bytes.fill(0, this.#fileCounts, this.#fileCounts + this.#nFileCounts * 4);
    memory.views.bytes.fill(0, this.#windowCounts, this.#windowCounts + this.#nWindowCounts * 2);
    this.#windows = new Uint32Array(nSlots).fill(none);
    this.#windowScores = new Float32Array(nSlots);
    const [body, names, topNames, comments] = fieldWeights(scoring);
    kernels.setScoring(body, names, topNames, comments, scoring.k1, impactFactor(scoring));
  }

  /** Gathers from one segment. `files` are disjoint and ascend by window. Throws SegmentDamage before anything is counted. */
  add(segment: RankedSegment, files: readonly CandidateFile[]): void {
    const found: { readonly entry: TermEntry; readonly weight: number; readonly index: number }[] = [];
    for (const [index, { term, weight }] of this.#terms.entries()) {
      const entry = segment.postings.body.find(term);
      if (entry !== undefined) found.push({ entry, weight, index });
    }
    const n = files.reduce((sum, file) => sum + file.nWindows, 0);
    if (n === 0 || found.length === 0) return;
    const entries = found.map(({ entry }) => entry);
    const norms = segment.postings.norms(this.#scoring.b, this.#scoring.averageTokens);
    const lists = segment.postings.load('postings', entries, this.#memory.region('postings', SegmentPostings.sizeOf(entries)));
    const nTerms = this.#terms.length;
    const slots = this.#memory.zeros('slots', segment.nWindows * 4);
    const windows = this.#memory.region('gatherWindows', n * 4);
    const scores = this.#memory.region('gatherScores', n * 4);
    const rows = this.#memory.region('gatherRows', n * nTerms * nFields * 2);
    const best = this.#memory.region('gatherBest', this.#perFile * 4);
    const memory = this.#kernels.memory.buffer;
    const local = new Uint32Array(memory, windows, n);
    let at = 0;
    for (const { firstWindow, nWindows } of files) for (let w = 0; w < nWindows; w++) local[at++] = firstWindow + w;
    this.#kernels.openGathering(windows, n, slots, norms, scores, rows, nTerms);
    try {
      for (const [i, { entry, weight, index }] of found.entries())
        checkPostings(this.#kernels.gatherTerm(lists[i]!, entry.df, weight, index, segment.nWindows));
    } finally {
      this.#kernels.closeGathering();
    }
    const bestSlots = new Uint32Array(memory, best, this.#perFile);
    const slotScores = new Float32Array(memory, scores, n);
    let first = 0;
    for (const { row, nWindows } of files) {
      const slot = row * this.#perFile;
      const counts = nTerms * nFields;
      const nBest = this.#kernels.gatherFile(
        first,
        nWindows,
        this.#perFile,
        this.#fileCounts + row * counts * 4,
        best,
        this.#windowCounts + slot * counts * 2,
      );
      for (let i = 0; i < nBest; i++) {
        this.#windows[slot + i] = segment.base + local[bestSlots[i]!]!;
        this.#windowScores[slot + i] = slotScores[bestSlots[i]!]!;
      }
      first += nWindows;
    }
  }

  gathered(): Gathered {
    const memory = this.#kernels.memory.buffer;
    return {
      nTerms: this.#terms.length,
      fileCounts: new Uint32Array(memory, this.#fileCounts, this.#nFileCounts).slice(),
      windows: this.#windows,
      windowScores: this.#windowScores,
      windowCounts: new Uint16Array(memory, this.#windowCounts, this.#nWindowCounts).slice(),
    };
  }
}
