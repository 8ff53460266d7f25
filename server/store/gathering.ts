/** Exact counts of terms in candidate files and in the best windows of each, for reranking. */
import type { Kernels } from '../kernels/kernels.js';
import type { SearchMemory } from './search-memory.js';
import { fieldWeights, impactFactor } from './scoring.js';
import { SegmentPostings } from './segment-postings.js';
import type { Gathered, WeightedTerm, WindowScoring } from './snapshot-types.js';
import { nFields } from './snapshot-types.js';
import type { RankedSegment } from './window-ranking.js';
import { checkPostings } from './window-ranking.js';

/** A candidate file in one segment. */
export interface CandidateFile {
  /** Its row in the answer. */
  readonly row: number;
  readonly firstWindow: number;
  readonly nWindows: number;
}

const none = 0xffffffff;

/** The counts lie in the kernels' memory in the layout of the answer, so that they are copied once. */
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
    this.#fileCounts = memory.room('fileCounts', this.#nFileCounts * 4);
    this.#windowCounts = memory.room('windowCounts', this.#nWindowCounts * 2);
    new Uint32Array(kernels.memory.buffer, this.#fileCounts, this.#nFileCounts).fill(0);
    new Uint16Array(kernels.memory.buffer, this.#windowCounts, this.#nWindowCounts).fill(0);
    this.#windows = new Uint32Array(nSlots).fill(none);
    this.#windowScores = new Float32Array(nSlots);
    const [body, names, topNames, comments] = fieldWeights(scoring);
    kernels.setScoring(body, names, topNames, comments, scoring.k1, impactFactor(scoring));
  }

  /** Gathers from one segment; `files` ascend by window and are disjoint. Throws SegmentDamage before it counts anything. */
  add(segment: RankedSegment, files: readonly CandidateFile[]): void {
    const found = this.#terms.flatMap(({ term, weight }, index) => {
      const entry = segment.postings.body.find(term);
      return entry === undefined ? [] : [{ entry, weight, index }];
    });
    const candidates = windowsOf(files);
    if (candidates.windows.length === 0 || found.length === 0) return;
    const entries = found.map(({ entry }) => entry);
    const norms = segment.postings.norms(this.#scoring.b, this.#scoring.averageTokens);
    const lists = segment.postings.load('postings', entries, this.#memory.room('postings', SegmentPostings.sizeOf(entries)));
    const room = this.#prepare(segment.nWindows, candidates);
    const rowCounts = this.#terms.length * nFields;
    for (const [i, { entry, weight, index }] of found.entries())
      checkPostings(
        this.#kernels.gatherTerm(
          lists[i]!,
          entry.df,
          weight,
          norms,
          segment.nWindows,
          room.slots,
          room.windows,
          candidates.windows.length,
          room.rowOf,
          this.#fileCounts + index * nFields * 4,
          rowCounts * 4,
          room.scores,
        ),
      );
    const chosen = this.#choose(files, room.scores, segment.base);
    const slots = new Uint32Array(this.#kernels.memory.buffer, room.slots, segment.nWindows);
    for (const window of candidates.windows) slots[window] = 0;
    for (const { window, slot } of chosen) slots[window] = slot + 1;
    const windows = Uint32Array.from(chosen, ({ window }) => window).sort();
    new Uint32Array(this.#kernels.memory.buffer, room.windows, windows.length).set(windows);
    for (const [i, { entry, weight, index }] of found.entries())
      checkPostings(
        this.#kernels.gatherTerm(
          lists[i]!,
          entry.df,
          weight,
          norms,
          segment.nWindows,
          room.slots,
          room.windows,
          windows.length,
          0,
          this.#windowCounts + index * nFields * 2,
          rowCounts * 2,
          0,
        ),
      );
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

  #prepare(nWindows: number, candidates: Candidates): Rooms {
    const n = candidates.windows.length;
    const slots = this.#memory.room('slots', nWindows * 4);
    const windows = this.#memory.room('gatherWindows', n * 4);
    const rowOf = this.#memory.room('rowOf', n * 4);
    const scores = this.#memory.room('gatherScores', n * 4);
    const memory = this.#kernels.memory.buffer;
    const marks = new Uint32Array(memory, slots, nWindows).fill(0);
    for (let i = 0; i < n; i++) marks[candidates.windows[i]!] = i + 1;
    new Uint32Array(memory, windows, n).set(candidates.windows);
    new Uint32Array(memory, rowOf, n).set(candidates.rows);
    new Float32Array(memory, scores, n).fill(0);
    return { slots, windows, rowOf, scores };
  }

  /** The best windows of each file with their slots in the answer. */
  #choose(files: readonly CandidateFile[], scoresAt: number, base: number): { readonly window: number; readonly slot: number }[] {
    const chosen: { readonly window: number; readonly slot: number }[] = [];
    let at = 0;
    for (const { row, firstWindow, nWindows } of files) {
      const scores = new Float32Array(this.#kernels.memory.buffer, scoresAt + at * 4, nWindows);
      const best: number[] = [];
      for (let i = 0; i < nWindows; i++) {
        if (scores[i] === 0) continue;
        let place = best.length;
        while (place > 0 && scores[best[place - 1]!]! < scores[i]!) place--;
        if (place >= this.#perFile) continue;
        best.splice(place, 0, i);
        if (best.length > this.#perFile) best.pop();
      }
      for (const [i, window] of best.entries()) {
        const slot = row * this.#perFile + i;
        chosen.push({ window: firstWindow + window, slot });
        this.#windows[slot] = base + firstWindow + window;
        this.#windowScores[slot] = scores[window]!;
      }
      at += nWindows;
    }
    return chosen;
  }
}

interface Rooms {
  readonly slots: number;
  readonly windows: number;
  readonly rowOf: number;
  readonly scores: number;
}

interface Candidates {
  readonly windows: Uint32Array;
  /** Row in the answer of each window's file. */
  readonly rows: Uint32Array;
}

function windowsOf(files: readonly CandidateFile[]): Candidates {
  const n = files.reduce((sum, file) => sum + file.nWindows, 0);
  const windows = new Uint32Array(n);
  const rows = new Uint32Array(n);
  let at = 0;
  for (const file of files)
    for (let w = 0; w < file.nWindows; w++, at++) {
      windows[at] = file.firstWindow + w;
      rows[at] = file.row;
    }
  return { windows, rows };
}
