/**
 * Ranks the windows of several segments, one term at a time. The scores found in earlier segments are the bar for the next: once the
 * remaining terms cannot lift an unseen window over it, only the candidates found so far are scored further, and of every longer list only
 * the blocks that can still win are read.
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
  /** Offset of the bitmap of live windows, or 0 if all are live. */
  readonly live: number;
}

/** A term of the question that occurs in the segment. */
export interface FoundTerm {
  readonly term: number;
  readonly entry: TermEntry;
  readonly weight: number;
}

/** Posting counts above which it pays to check whether the rest can be skipped. */
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
    this.#heap = memory.region('heap', limit * 8);
    const [body, names, topNames, comments] = fieldWeights(scoring);
    kernels.setScoring(body, names, topNames, comments, scoring.k1, impactFactor(scoring));
  }

  /** Returns the terms that occur in the segment, highest weight first. Throws SegmentDamage. */
  static find({ body }: SegmentPostings, terms: readonly WeightedTerm[]): readonly FoundTerm[] {
    const found: FoundTerm[] = [];
    for (const { term, weight } of terms) {
      const entry = body.find(term);
      if (entry !== undefined) found.push({ term, entry, weight });
    }
    // Rare terms weigh more. The order depends on the question alone, so that sums round the same way however the windows are spread over
    // segments.
    return found.sort((a, b) => b.weight - a.weight || a.term - b.term);
  }

  /** Offers the windows of one segment in which these terms were found. Throws SegmentDamage. */
  add(segment: RankedSegment, found: readonly FoundTerm[]): void {
    const entries = found.map(({ entry }) => entry);
    const norms = segment.postings.norms(this.#scoring.b, this.#scoring.averageTokens);
    const lists = segment.postings.load('postings', entries, this.#memory.region('postings', SegmentPostings.sizeOf(entries)));
    const scores = this.#memory.region('scores', segment.nWindows * 4);
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
    // Single-precision sums may exceed the sum of the bounds by rounding.
    const rest = bounds.map((_, i) => bounds.slice(i).reduce((sum, bound) => sum + bound, 0) * 1.0001);
    let candidates: { readonly at: number; readonly n: number } | undefined;
    // Scores only grow, so the least score found before is still a bound; finding it again pays only for long lists.
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

  /** Returns the score that a window now needs to be among the best, without changing the heap. */
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
    const trial = this.#memory.region('trial', this.#limit * 8);
    new Uint8Array(this.#kernels.memory.buffer).copyWithin(trial, this.#heap, this.#heap + this.#size * 8);
    return trial;
  }

  #least(heap: number, size: number): number {
    return size < this.#limit ? 0 : new DataView(this.#kernels.memory.buffer).getFloat32(heap, true);
  }

  #collect(scores: number, live: number, n: number, least: number): { readonly at: number; readonly n: number } {
    const at = this.#memory.region('candidates', n * 4);
    return { at, n: this.#kernels.collect(scores, live, n, least, at) };
  }
}
