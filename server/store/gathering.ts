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

export class Gathering {
  readonly #kernels: Kernels;
  readonly #memory: SearchMemory;
  readonly #terms: readonly WeightedTerm[];
  readonly #scoring: WindowScoring;
  readonly #perFile: number;
  readonly gathered: Gathered;

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
    this.gathered = {
      nTerms: terms.length,
      fileCounts: new Uint32Array(nFiles * terms.length * nFields),
      windows: new Uint32Array(nSlots).fill(none),
      windowScores: new Float32Array(nSlots),
      windowCounts: new Uint16Array(nSlots * terms.length * nFields),
    };
    const [body, names, topNames, comments] = fieldWeights(scoring);
    kernels.setScoring(body, names, topNames, comments, scoring.k1, impactFactor(scoring));
  }

  /** Gathers from one segment; `files` ascend by window and are disjoint. Throws SegmentDamage. */
  add(segment: RankedSegment, files: readonly CandidateFile[]): void {
    const found = this.#terms.flatMap(({ term, weight }, index) => {
      const entry = segment.postings.body.find(term);
      return entry === undefined ? [] : [{ entry, weight, index }];
    });
    const candidates = windowsOf(files);
    if (candidates.windows.length === 0) return;
    const entries = found.map(({ entry }) => entry);
    const lists = segment.postings.load('postings', entries, this.#memory.room('postings', SegmentPostings.sizeOf(entries)));
    const norms = segment.postings.norms(this.#scoring.b, this.#scoring.averageTokens);
    const room = this.#prepare(segment.nWindows, candidates, files.length);
    const rowBytes = nFields * 4;
    const run = (windows: Uint32Array, at: number, call: (i: number, windowsAt: number) => boolean): void => {
      new Uint32Array(this.#kernels.memory.buffer, at, windows.length).set(windows);
      for (let i = 0; i < found.length; i++) checkPostings(call(i, at));
    };
    run(candidates.windows, room.windows, (i, windowsAt) => {
      const { entry, weight, index } = found[i]!;
      const out = room.counts + index * files.length * rowBytes;
      return this.#kernels.gatherTerm(
        lists[i]!,
        entry.df,
        weight,
        norms,
        segment.nWindows,
        room.slots,
        windowsAt,
        candidates.windows.length,
        room.rowOf,
        out,
        rowBytes,
        room.scores,
      );
    });
    this.#takeCounts(room.counts, files);
    const chosen = this.#choose(files, room.scores, segment.base);
    this.#markSlots(room.slots, candidates.windows, 0);
    const slots = chosen.map(({ window }) => window).sort((a, b) => a - b);
    const slotOf = new Map(slots.map((window, i) => [window, i]));
    const windows = Uint32Array.from(slots);
    this.#markSlots(room.slots, windows, 1);
    const shortRow = nFields * 2;
    const shorts = this.#memory.room('windowCounts', slots.length * this.#terms.length * shortRow);
    new Uint8Array(this.#kernels.memory.buffer, shorts, slots.length * this.#terms.length * shortRow).fill(0);
    run(windows, room.windows, (i, windowsAt) => {
      const { entry, weight, index } = found[i]!;
      const out = shorts + index * slots.length * shortRow;
      return this.#kernels.gatherTerm(
        lists[i]!,
        entry.df,
        weight,
        norms,
        segment.nWindows,
        room.slots,
        windowsAt,
        slots.length,
        0,
        out,
        shortRow,
        0,
      );
    });
    const counts = new Uint16Array(this.#kernels.memory.buffer, shorts, slots.length * this.#terms.length * nFields);
    for (const { window, slot } of chosen) {
      for (let t = 0; t < this.#terms.length; t++) {
        const from = (t * slots.length + slotOf.get(window)!) * nFields;
        this.gathered.windowCounts.set(counts.subarray(from, from + nFields), (slot * this.#terms.length + t) * nFields);
      }
    }
    this.#markSlots(room.slots, windows, 0);
  }

  #prepare(nWindows: number, candidates: Candidates, nFiles: number): Rooms {
    const nCandidates = candidates.windows.length;
    const slots = this.#memory.room('slots', nWindows * 4);
    const windows = this.#memory.room('gatherWindows', nCandidates * 4);
    const rowOf = this.#memory.room('rowOf', nCandidates * 4);
    const scores = this.#memory.room('gatherScores', nCandidates * 4);
    const countBytes = this.#terms.length * nFiles * nFields * 4;
    const counts = this.#memory.room('fileCounts', countBytes);
    const memory = this.#kernels.memory.buffer;
    new Uint8Array(memory, slots, nWindows * 4).fill(0);
    new Uint32Array(memory, rowOf, nCandidates).set(candidates.rows);
    new Uint8Array(memory, scores, nCandidates * 4).fill(0);
    new Uint8Array(memory, counts, countBytes).fill(0);
    this.#markSlots(slots, candidates.windows, 1);
    return { slots, windows, rowOf, scores, counts };
  }

  /** slots[windows[i]] = i + 1, or 0 with step 0. */
  #markSlots(slots: number, windows: Uint32Array, step: 0 | 1): void {
    const marks = new Uint32Array(this.#kernels.memory.buffer, slots);
    for (let i = 0; i < windows.length; i++) marks[windows[i]!] = step * (i + 1);
  }

  #takeCounts(at: number, files: readonly CandidateFile[]): void {
    const counts = new Uint32Array(this.#kernels.memory.buffer, at, this.#terms.length * files.length * nFields);
    for (const [i, { row }] of files.entries())
      for (let t = 0; t < this.#terms.length; t++) {
        const from = (t * files.length + i) * nFields;
        this.gathered.fileCounts.set(counts.subarray(from, from + nFields), (row * this.#terms.length + t) * nFields);
      }
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
        this.gathered.windows[slot] = base + firstWindow + window;
        this.gathered.windowScores[slot] = scores[window]!;
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
  readonly counts: number;
}

interface Candidates {
  readonly windows: Uint32Array;
  /** Position of each window's file in the list of files. */
  readonly rows: Uint32Array;
}

function windowsOf(files: readonly CandidateFile[]): Candidates {
  const n = files.reduce((sum, file) => sum + file.nWindows, 0);
  const windows = new Uint32Array(n);
  const rows = new Uint32Array(n);
  let at = 0;
  for (const [i, file] of files.entries())
    for (let w = 0; w < file.nWindows; w++, at++) {
      windows[at] = file.firstWindow + w;
      rows[at] = i;
    }
  return { windows, rows };
}
