/**
 * The compute core as other folders see it: functions over one linear memory, whose numbers are offsets or counts. Two implementations
 * return the same bytes: WebAssembly with SIMD, and a plain twin. One instance serves one thread and is either building or searching.
 */

/** Memory that only grows; growing replaces `buffer`. */
export interface LinearMemory {
  readonly buffer: ArrayBuffer;
  /** In pages of 64 KB. Throws RangeError if the machine has no more memory. */
  grow(nPages: number): number;
}

/** Memory for the builder, as offsets. */
export interface Slabs {
  /** Valid until the segment ends. */
  take(bytes: number): number;
  /** For what is learnt about words; valid until it is given back or everything is forgotten. */
  takeKept(bytes: number): number;
  giveKept(at: number): void;
}

export const noSlabs: Slabs = { take: () => 0, takeKept: () => 0, giveKept: () => {} };

export interface Kernels {
  readonly kind: 'wasm' | 'plain';
  /** Why it is not WebAssembly. */
  readonly reason?: string;
  readonly memory: LinearMemory;
  /** First byte that the kernels do not use themselves. */
  readonly heapBase: number;
  /** Source of the builder's memory; set before `invertReset`. */
  slabs: Slabs;

  // Before a text is indexed: see assembly/survey.ts.
  survey(text: number, length: number, starts: number, capacity: number): number;
  surveyFlags(): number;
  surveyControls(): number;

  // Building: see assembly/invert.ts and assembly/encode.ts.
  setEmbedding(
    dims: number,
    rows: number,
    vocabulary: number,
    nVocabulary: number,
    scales: number,
    nBuckets: number,
    tfWeights: number,
    unit: number,
  ): void;
  invertReset(): void;
  invertNext(): void;
  invertFile(
    text: number,
    length: number,
    starts: number,
    ends: number,
    nWindows: number,
    firstWindow: number,
    names: number,
    nNames: number,
    syntax: number,
    lengthsOut: number,
    vectors: number,
    scales: number,
    signs: number,
  ): void;
  /** Number of terms of the segment. */
  distinctTerms(): number;
  /** Bytes that the builder holds outside of its slabs. */
  heldBytes(): number;
  openEncoder(lengths: number, rows: number, dict: number, index: number, postings: number, bloom: number, bloomBlocks: number): void;
  sortTerms(): void;
  encodeTerms(limit: number): boolean;
  encodeBegin(): void;
  encodeFrom(postings: number, df: number, map: number, nWindows: number): number;
  encodeEnd(term: number, df: number): void;
  dictBytes(): number;
  indexBytes(): number;
  postingsBytes(): number;
  termsWritten(): number;
  drainPostings(): void;
  drainDictionary(): void;

  // Names of symbols: see assembly/names.ts.
  namesReset(): void;
  namesCount(): number;
  internNames(text: number, ranges: number, n: number, out: number): void;
  copyName(number: number, to: number): number;
  sortNames(out: number): number;
  openNameTable(order: number, firsts: number, symbols: number, starts: number, hashes: number, out: number): void;
  encodeNames(from: number, end: number, limit: number): number;
  nameTableBytes(): number;

  // Searching: see assembly/search.ts and assembly/vectors.ts.
  openSearch(table: number): void;
  setScoring(body: number, names: number, topNames: number, comments: number, k1: number, impactFactor: number): void;
  fillNorms(lengths: number, n: number, b: number, average: number, norms: number): void;
  scoreTerm(postings: number, df: number, weight: number, scores: number, norms: number, nWindows: number, needed: number): boolean;
  termBound(postings: number, df: number, weight: number): number;
  scoreCandidates(
    postings: number,
    df: number,
    weight: number,
    scores: number,
    norms: number,
    nWindows: number,
    candidates: number,
    nCandidates: number,
    needed: number,
  ): number;
  collect(scores: number, live: number, n: number, least: number, out: number): number;
  offerAll(scores: number, live: number, n: number, base: number, heap: number, size: number, limit: number): number;
  offerCandidates(scores: number, candidates: number, n: number, base: number, heap: number, size: number, limit: number): number;
  offerScores(ids: number, scores: number, n: number, heap: number, size: number, limit: number): number;
  sortHeap(heap: number, size: number): void;
  openGathering(windows: number, n: number, slots: number, norms: number, scores: number, rows: number, nTerms: number): void;
  gatherTerm(postings: number, df: number, weight: number, term: number, nWindows: number): boolean;
  gatherFile(first: number, n: number, most: number, sums: number, best: number, bestRows: number): number;
  closeGathering(): void;
  decodeTerm(postings: number, df: number, windowsOut: number, countsOut: number): boolean;
  dots(query: number, dims: number, origin: number, scales: number, rows: number, n: number, queryScale: number, out: number): void;
  signDistances(
    query: number,
    bytes: number,
    signs: number,
    n: number,
    live: number,
    distances: number,
    counts: number,
    wanted: number,
  ): void;
  nearSigns(distances: number, n: number, base: number, limit: number, left: number, out: number): number;

  /** Returns the low word of the checksum; up to 31 bytes behind are zeroed. `checksumHigh` returns the high word. */
  checksum(at: number, size: number): number;
  checksumHigh(): number;
}

/** Bytes that must be readable behind a text, a posting list and a checksummed page. */
export const slackBytes = 96;
/** Size of the memory for `openSearch`. */
export const searchTableBytes = 16 << 15;
