/**
 * The best windows of several segments, term at a time. What the segments before have given is a bar for the next: once the terms left cannot
 * lift an unseen window over it, only the candidates so far are scored on, and of every longer list only the blocks that can still win are read.
 */
import type { Kernels } from '../kernels/kernels.js';
import { checkPostings, SegmentPostings } from '../segment/read/segment-postings.js';
import type { TermEntry } from '../segment/read/term-lookup.js';
import { fieldWeights, impactFactor } from './scoring.js';
import type { SearchMemory } from './search-memory.js';
import type { Hits, WeightedTerm, WindowScoring } from './snapshot-types.js';

/** One segment as the ranking sees it. */
export interface RankedSegment {
  readonly postings: SegmentPostings;
  readonly nWindows: number;
  /** Number of its first window in the snapshot. */
  readonly base: number;
  /** Offset of the bitmap of living windows, or 0 where all live. */
  readonly live: number;
}

/** A term of the question that a segment has. */
export interface FoundTerm {
  readonly term: number;
  readonly entry: TermEntry;
  readonly weight: number;
}

/** Postings from which on it pays to look whether the rest can be skipped. */
const manyPostings = 4096;
const longPostings = 32_768;

export class WindowRanking {
  readonly #kernels: Kernels;
  readonly #memory: SearchMemory;
  readonly #scoring: WindowScoring;
  readonly #limit: number;
  readonly #heap: number;
  #size = 0;

  constructor(kernels: Kernels, memory: SearchMemory, scoring: WindowScoring, limit: number) {
    this.#kernels = kernels;
    this.#memory = memory;
    this.#scoring = scoring;
    this.#limit = limit;
    this.#heap = memory.room('heap', limit * 8);
    const [body, names, topNames, comments] = fieldWeights(scoring);
    kernels.setScoring(body, names, topNames, comments, scoring.k1, impactFactor(scoring));
  }

  /** The terms that a segment has, the weightiest first. Throws SegmentDamage. */
  static find({ body }: SegmentPostings, terms: readonly WeightedTerm[]): readonly FoundTerm[] {
    const found: FoundTerm[] = [];
    for (const { term, weight } of terms) {
      const entry = body.find(term);
      if (entry !== undefined) found.push({ term, entry, weight });
    }
    // Rare terms weigh more. The order is the question's alone, so that sums round the same way however the windows are spread.
    return found.sort((a, b) => b.weight - a.weight || a.term - b.term);
  }

  /** Offers the windows of one segment, in which these terms were found. Throws SegmentDamage. */
  add(segment: RankedSegment, found: readonly FoundTerm[]): void {
    const entries = found.map(({ entry }) => entry);
    const norms = segment.postings.norms(this.#scoring.b, this.#scoring.averageTokens);
    const lists = segment.postings.load('postings', entries, this.#memory.room('postings', SegmentPostings.sizeOf(entries)));
    const scores = this.#memory.room('scores', segment.nWindows * 4);
    new Uint8Array(this.#kernels.memory.buffer, scores, segment.nWindows * 4 + 16).fill(0);
    this.#score(segment, found, lists, norms, scores);
  }

  hits(): Hits {
    return this.#memory.hits(this.#kernels, this.#heap, this.#size);
  }

  #score(
    segment: RankedSegment,
    terms: readonly { readonly entry: TermEntry; readonly weight: number }[],
    lists: readonly number[],
    norms: number,
    scores: number,
  ): void {
    const { nWindows, live, base } = segment;
    const bounds = terms.map(({ entry, weight }, i) => this.#kernels.termBound(lists[i]!, entry.df, weight));
    // Sums of single precision may exceed the sum of the bounds by rounding.
    const rest = bounds.map((_, i) => bounds.slice(i).reduce((sum, bound) => sum + bound, 0) * 1.0001);
    let candidates: { readonly at: number; readonly n: number } | undefined;
    // Scores only grow: the least found before still holds, and finding it again pays for long lists alone.
    let least = this.#least(this.#heap, this.#size);
    if (least > rest[0]!) return;
    for (const [i, { entry, weight }] of terms.entries()) {
      if (candidates === undefined && i > 0) {
        if (entry.df >= manyPostings) least = this.#leastOf(scores, live, nWindows, base);
        if (least > rest[i]!) candidates = this.#collect(scores, live, nWindows, least - rest[i]!);
        if (candidates?.n === 0) return;
      } else if (candidates !== undefined && entry.df >= longPostings) least = this.#leastOfCandidates(scores, candidates, base);
      const needed = Math.max(0, least * 0.99999 - (rest[i + 1] ?? 0));
      if (candidates === undefined) checkPostings(this.#kernels.scoreTerm(lists[i]!, entry.df, weight, scores, norms, nWindows, needed));
      else {
        const nRead = this.#kernels.scoreCandidates(
          lists[i]!,
          entry.df,
          weight,
          scores,
          norms,
          nWindows,
          candidates.at,
          candidates.n,
          needed,
        );
        checkPostings(nRead >= 0);
      }
    }
    this.#size =
      candidates === undefined
        ? this.#kernels.offerAll(scores, live, nWindows, base, this.#heap, this.#size, this.#limit)
        : this.#kernels.offerCandidates(scores, candidates.at, candidates.n, base, this.#heap, this.#size, this.#limit);
  }

  /** The score that a window must have now to be among the best, found without changing the heap. */
  #leastOf(scores: number, live: number, n: number, base: number): number {
    const trial = this.#trialHeap();
    const size = this.#kernels.offerAll(scores, live, n, base, trial, this.#size, this.#limit);
    return this.#least(trial, size);
  }

  #leastOfCandidates(scores: number, candidates: { readonly at: number; readonly n: number }, base: number): number {
    const trial = this.#trialHeap();
    const size = this.#kernels.offerCandidates(scores, candidates.at, candidates.n, base, trial, this.#size, this.#limit);
    return this.#least(trial, size);
  }

  #trialHeap(): number {
    const trial = this.#memory.room('trial', this.#limit * 8);
    new Uint8Array(this.#kernels.memory.buffer).copyWithin(trial, this.#heap, this.#heap + this.#size * 8);
    return trial;
  }

  #least(heap: number, size: number): number {
    return size < this.#limit ? 0 : new DataView(this.#kernels.memory.buffer).getFloat32(heap, true);
  }

  #collect(scores: number, live: number, n: number, least: number): { readonly at: number; readonly n: number } {
    const at = this.#memory.room('candidates', n * 4);
    return { at, n: this.#kernels.collect(scores, live, n, least, at) };
  }
}
