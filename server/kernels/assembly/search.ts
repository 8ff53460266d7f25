/** Scores windows by BM25F one term at a time, skipping blocks that cannot change the best, and gathers exact counts for reranking. */
import { blockSize, readBlock, readCounts, readWindows } from './postings';

// The blocks of the open term: 16-byte rows [last window u32, offset u32, impact f32, comments u16, names u8, top names u8].
export const maxBlocks: u32 = 1 << 15;
let blocks: usize = 0;
export let nBlocks: u32 = 0;
let termDf: u32 = 0;
let cursor: usize = 0;

/** Sets the memory for the table of blocks: 16 bytes x 32,768. */
export function openSearch(room: usize): void {
  blocks = room;
}

function varint(): u32 {
  let value: u32 = 0;
  let shift: u32 = 0;
  while (true) {
    const byte = <u32>load<u8>(cursor++);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80 || shift > 28) return value;
    shift += 7;
  }
}

/** Reads the table of blocks of a term's postings. Returns false if it is too long to be valid. */
export function openTerm(postings: usize, df: u32): bool {
  termDf = df;
  nBlocks = (df + blockSize - 1) / blockSize;
  if (nBlocks > maxBlocks) return false;
  if (nBlocks == 1) {
    store<u32>(blocks, u32.MAX_VALUE);
    store<u32>(blocks, <u32>postings, 4);
    store<f32>(blocks, 65536, 8);
    store<u32>(blocks, 0xffffffff, 12);
    return true;
  }
  cursor = postings;
  let last: u32 = 0;
  for (let i: u32 = 0; i < nBlocks; i++) {
    const row = blocks + i * 16;
    last += varint();
    store<u32>(row, last);
    store<u32>(row, varint(), 4);
    store<f32>(row, impactOf(load<u8>(cursor++)), 8);
    const comments = varint();
    store<u16>(row, <u16>(comments >> 1), 12);
    store<u16>(row, 0, 14);
    if ((comments & 1) != 0) {
      store<u8>(row, load<u8>(cursor++), 14);
      store<u8>(row, load<u8>(cursor++), 15);
    }
  }
  let place = <u32>cursor;
  for (let i: u32 = 0; i < nBlocks; i++) {
    const size = load<u32>(blocks + i * 16, 4);
    store<u32>(blocks + i * 16, place, 4);
    place += size;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function impactOf(byte: u32): f32 {
  return reinterpret<f32>((byte + (119 << 4)) << 19);
}

// @ts-ignore: decorator
@inline
export function loadBlock(i: u32): u32 {
  const count = min(blockSize, termDf - i * blockSize);
  const before = i == 0 ? 0 : load<u32>(blocks + (i - 1) * 16) + 1;
  readBlock(<usize>load<u32>(blocks + i * 16, 4), count, before);
  return count;
}

let bodyWeight: f32 = 1;
let namesWeight: f32 = 0;
let topsWeight: f32 = 0;
let commentsWeight: f32 = 0;
let k1: f32 = 1.2;
/** Factor by which body impacts may be larger under the query's norms than under the reference norms. */
let impactFactor: f32 = 1;

export function setScoring(body: f32, names: f32, tops: f32, comments: f32, k: f32, factor: f32): void {
  bodyWeight = body;
  namesWeight = names;
  topsWeight = tops;
  commentsWeight = comments;
  k1 = k;
  impactFactor = factor;
}

/** norms[w] = 1 / (1 - b + b x length / average). */
export function fillNorms(lengths: usize, n: u32, b: f32, average: f32, norms: usize): void {
  for (let i: u32 = 0; i < n; i++) store<f32>(norms + i * 4, 1 / (1 - b + b * (<f32>load<u16>(lengths + i * 2) / average)));
}

// @ts-ignore: decorator
@inline
function gain(count: u64, norm: f32, weight: f32): f32 {
  let tf = bodyWeight * <f32>(<u32>count & 0xffff) * norm;
  const others = count >> 16;
  if (others != 0) tf += commentsWeight * <f32>(<u32>others & 0xffff) + namesWeight * <f32>(<u32>(others >> 16) & 0xffff) + topsWeight * <f32>(<u32>(others >> 32));
  return weight * tf * (k1 + 1) / (k1 + tf);
}

/**
 * Adds a term's gains to all its windows. Of several blocks, one is skipped if no window between its first and its last reaches `needed`
 * with its score so far plus what the block can add.
 */
export function scoreTerm(postings: usize, df: u32, weight: f32, scores: usize, norms: usize, nWindows: u32, needed: f32): bool {
  if (!openTerm(postings, df)) return false;
  for (let i: u32 = 0; i < nBlocks; i++) {
    if (nBlocks > 1 && !reaches(i, scores, nWindows, blockBound(i, weight), needed)) continue;
    const count = loadBlock(i);
    for (let j: u32 = 0; j < count; j++) {
      const window = load<u32>(readWindows + j * 4);
      if (window >= nWindows) return false;
      const at = scores + window * 4;
      store<f32>(at, load<f32>(at) + gain(load<u64>(readCounts + j * 8), load<f32>(norms + window * 4), weight));
    }
  }
  return true;
}

/** Returns whether a window after the previous block and up to the last of block i reaches `needed` with `bound` added. */
function reaches(i: u32, scores: usize, nWindows: u32, bound: f32, needed: f32): bool {
  if (bound >= needed) return true;
  const end = min(nWindows, load<u32>(blocks + i * 16) + 1);
  let window: u32 = i == 0 ? 0 : load<u32>(blocks + (i - 1) * 16) + 1;
  const add = f32x4.splat(bound);
  const least = f32x4.splat(needed);
  for (; window + 4 <= end; window += 4) if (v128.any_true(f32x4.ge(f32x4.add(v128.load(scores + window * 4), add), least))) return true;
  for (; window < end; window++) if (load<f32>(scores + window * 4) + bound >= needed) return true;
  return false;
}

/** Returns the most that block i can add to a window. */
function blockBound(i: u32, weight: f32): f32 {
  const row = blocks + i * 16;
  const tf = bodyWeight * load<f32>(row, 8) * impactFactor + commentsWeight * <f32>load<u16>(row, 12) + namesWeight * <f32>load<u8>(row, 14) + topsWeight * <f32>load<u8>(row, 15);
  // Stored counts of names stop at 255, so such a block may add any amount.
  if (load<u8>(row, 14) == 255) return weight * (k1 + 1);
  return weight * tf * (k1 + 1) / (k1 + tf);
}

/** Returns the most that a term can add to any window. */
export function termBound(postings: usize, df: u32, weight: f32): f32 {
  if (df <= blockSize) return weight * (k1 + 1);
  if (!openTerm(postings, df)) return weight * (k1 + 1);
  let bound: f32 = 0;
  for (let i: u32 = 0; i < nBlocks; i++) bound = max(bound, blockBound(i, weight));
  return bound;
}

/**
 * Adds a term's gains to the candidates only (ascending u32 windows). A block is read only if a candidate in it can still reach `needed`
 * with its score so far plus what the block can add. Returns the number of blocks read, or -1 if the postings are invalid.
 */
export function scoreCandidates(postings: usize, df: u32, weight: f32, scores: usize, norms: usize, nWindows: u32, candidates: usize, nCandidates: u32, needed: f32): i32 {
  if (!openTerm(postings, df)) return -1;
  let at = candidates;
  const end = candidates + nCandidates * 4;
  let nRead = 0;
  for (let i: u32 = 0; i < nBlocks && at < end; i++) {
    const last = load<u32>(blocks + i * 16);
    const bound = blockBound(i, weight);
    let wanted = false;
    while (at < end && load<u32>(at) <= last) {
      if (load<f32>(scores + load<u32>(at) * 4) + bound >= needed) wanted = true;
      at += 4;
    }
    if (!wanted) continue;
    nRead++;
    const count = loadBlock(i);
    for (let j: u32 = 0; j < count; j++) {
      const window = load<u32>(readWindows + j * 4);
      if (window >= nWindows) return -1;
      const place = scores + window * 4;
      store<f32>(place, load<f32>(place) + gain(load<u64>(readCounts + j * 8), load<f32>(norms + window * 4), weight));
    }
  }
  return nRead;
}

/** Writes the live windows (bit set) whose score reaches `least`, ascending, to `out` and returns their number. */
export function collect(scores: usize, live: usize, n: u32, least: f32, out: usize): u32 {
  let found: u32 = 0;
  const limit = f32x4.splat(least);
  const zero = f32x4.splat(0);
  for (let i: u32 = 0; i < n; i += 4) {
    const v = v128.load(scores + i * 4);
    let bits = i32x4.bitmask(v128.and(f32x4.ge(v, limit), f32x4.gt(v, zero)));
    while (bits != 0) {
      const window = i + <u32>ctz(bits);
      bits &= bits - 1;
      if (window < n && isLive(live, window)) {
        store<u32>(out + found * 4, window);
        found++;
      }
    }
  }
  return found;
}

// @ts-ignore: decorator
@inline
function isLive(live: usize, window: u32): bool {
  return live == 0 || (load<u8>(live + (window >> 3)) & <u8>(<u32>1 << (window & 7))) != 0;
}

// A heap of the best: [score f32, id u32], the worst first. The worst has the lowest score and, among equals, the highest id.

// @ts-ignore: decorator
@inline
function worse(scoreA: f32, idA: u32, scoreB: f32, idB: u32): bool {
  return scoreA < scoreB || (scoreA == scoreB && idA > idB);
}

/** Replaces the first of `size` items and sinks the new one to its level. */
// @ts-ignore: decorator
@inline
function sink(heap: usize, size: u32, score: f32, id: u32): void {
  let at: u32 = 0;
  while (true) {
    let child = at * 2 + 1;
    if (child >= size) break;
    if (child + 1 < size && worse(load<f32>(heap + (child + 1) * 8), load<u32>(heap + (child + 1) * 8, 4), load<f32>(heap + child * 8), load<u32>(heap + child * 8, 4))) child++;
    if (!worse(load<f32>(heap + child * 8), load<u32>(heap + child * 8, 4), score, id)) break;
    store<u64>(heap + at * 8, load<u64>(heap + child * 8));
    at = child;
  }
  store<f32>(heap + at * 8, score);
  store<u32>(heap + at * 8, id, 4);
}

/** Offers one item and returns the new size. */
export function offer(heap: usize, size: u32, limit: u32, score: f32, id: u32): u32 {
  if (size < limit) {
    let at = size;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!worse(score, id, load<f32>(heap + parent * 8), load<u32>(heap + parent * 8, 4))) break;
      store<u64>(heap + at * 8, load<u64>(heap + parent * 8));
      at = parent;
    }
    store<f32>(heap + at * 8, score);
    store<u32>(heap + at * 8, id, 4);
    return size + 1;
  }
  if (!worse(load<f32>(heap), load<u32>(heap, 4), score, id)) return size;
  sink(heap, size, score, id);
  return size;
}

/** Sorts the heap, best first. */
export function sortHeap(heap: usize, size: u32): void {
  for (let left = size; left > 1; ) {
    left--;
    const score = load<f32>(heap + left * 8);
    const id = load<u32>(heap + left * 8, 4);
    // The worst of those left goes behind them, and the last one takes its place.
    store<u64>(heap + left * 8, load<u64>(heap));
    sink(heap, left, score, id);
  }
}

/** Offers n items with their scores, f32. Returns the size of the heap. */
export function offerScores(ids: usize, scores: usize, n: u32, heap: usize, sizeIn: u32, limit: u32): u32 {
  let size = sizeIn;
  for (let i: u32 = 0; i < n; i++) size = offer(heap, size, limit, load<f32>(scores + i * 4), load<u32>(ids + i * 4));
  return size;
}

/** Offers all live windows with a score above 0 to the heap, numbered from `base`. Returns its size. */
export function offerAll(scores: usize, live: usize, n: u32, base: u32, heap: usize, sizeIn: u32, limit: u32): u32 {
  let size = sizeIn;
  const zero = f32x4.splat(0);
  for (let i: u32 = 0; i < n; i += 4) {
    const least = size < limit ? zero : f32x4.splat(load<f32>(heap));
    const v = v128.load(scores + i * 4);
    let bits = i32x4.bitmask(v128.and(f32x4.ge(v, least), f32x4.gt(v, zero)));
    while (bits != 0) {
      const window = i + <u32>ctz(bits);
      bits &= bits - 1;
      if (window < n && isLive(live, window)) size = offer(heap, size, limit, load<f32>(scores + window * 4), base + window);
    }
  }
  return size;
}

/** Offers the candidates only. */
export function offerCandidates(scores: usize, candidates: usize, n: u32, base: u32, heap: usize, sizeIn: u32, limit: u32): u32 {
  let size = sizeIn;
  for (let i: u32 = 0; i < n; i++) {
    const window = load<u32>(candidates + i * 4);
    size = offer(heap, size, limit, load<f32>(scores + window * 4), base + window);
  }
  return size;
}

// Exact counts of some candidate windows. Slot s of a candidate has a row of counts and a score.
let candidateSlots: usize = 0;
let candidateWindows: usize = 0;
let nCandidateWindows: u32 = 0;
let candidateNorms: usize = 0;
let candidateScores: usize = 0;
let candidateRows: usize = 0;
let candidateTerms: u32 = 0;

/**
 * Begins to gather. `windows`: the n candidates, ascending u32; `slots`: a u32 for each of the segment's windows, all 0. `scores` has space
 * for a score f32 per candidate, and `rows` for a row per candidate of `nTerms` times [body, names, top names, comments], u16 each.
 */
export function openGathering(windows: usize, n: u32, slots: usize, norms: usize, scores: usize, rows: usize, nTerms: u32): void {
  candidateWindows = windows;
  nCandidateWindows = n;
  candidateSlots = slots;
  candidateNorms = norms;
  candidateScores = scores;
  candidateRows = rows;
  candidateTerms = nTerms;
  for (let i: u32 = 0; i < n; i++) store<u32>(slots + load<u32>(windows + i * 4) * 4, i + 1);
  memory.fill(scores, 0, n * 4);
  memory.fill(rows, 0, n * nTerms * 8);
}

/** Counts one term in the candidates, as number `term` of their rows. Returns false if the postings are invalid. */
export function gatherTerm(postings: usize, df: u32, weight: f32, term: u32, nWindows: u32): bool {
  if (!openTerm(postings, df)) return false;
  const rows = candidateRows + term * 8;
  const rowBytes = candidateTerms * 8;
  let at = candidateWindows;
  const end = candidateWindows + nCandidateWindows * 4;
  for (let i: u32 = 0; i < nBlocks && at < end; i++) {
    const last = load<u32>(blocks + i * 16);
    if (load<u32>(at) > last) continue;
    const count = loadBlock(i);
    for (let j: u32 = 0; j < count; j++) {
      const window = load<u32>(readWindows + j * 4);
      if (window >= nWindows) return false;
      const slot = load<u32>(candidateSlots + window * 4);
      if (slot == 0) continue;
      const counts = load<u64>(readCounts + j * 8);
      // Converts from [body, comments, names, top names].
      store<u64>(rows + (slot - 1) * rowBytes, (counts & 0xffff) | ((counts >> 16) & 0xffffffff0000) | ((counts & 0xffff0000) << 32));
      const place = candidateScores + (slot - 1) * 4;
      store<f32>(place, load<f32>(place) + gain(counts, load<f32>(candidateNorms + window * 4), weight));
    }
    while (at < end && load<u32>(at) <= last) at += 4;
  }
  return true;
}

/**
 * Sums the rows of the n candidates from slot `first` on, all of one file, to u32 at `sums`, and writes the slots of its best windows, at
 * most `most`, best first, to u32 at `best`, and their rows to `bestRows`. Returns their number.
 */
export function gatherFile(first: u32, n: u32, most: u32, sums: usize, best: usize, bestRows: usize): u32 {
  const rowBytes = candidateTerms * 8;
  const nCounts = candidateTerms * 4;
  for (let s = first; s < first + n; s++) {
    const row = candidateRows + s * rowBytes;
    for (let c: u32 = 0; c < nCounts; c += 4) {
      const to = sums + c * 4;
      v128.store(to, i32x4.add(v128.load(to), v128.load_ext<u16>(row + c * 2)));
    }
  }
  let found: u32 = 0;
  for (let s = first; s < first + n; s++) {
    const score = load<f32>(candidateScores + s * 4);
    if (score == 0) continue;
    let place = found;
    while (place > 0 && load<f32>(candidateScores + load<u32>(best + (place - 1) * 4) * 4) < score) place--;
    if (place >= most) continue;
    if (found < most) found++;
    for (let i = found - 1; i > place; i--) store<u32>(best + i * 4, load<u32>(best + (i - 1) * 4));
    store<u32>(best + place * 4, s);
  }
  for (let i: u32 = 0; i < found; i++) memory.copy(bestRows + i * rowBytes, candidateRows + load<u32>(best + i * 4) * rowBytes, rowBytes);
  return found;
}

/** Ends gathering: all slots are 0 again. */
export function closeGathering(): void {
  for (let i: u32 = 0; i < nCandidateWindows; i++) store<u32>(candidateSlots + load<u32>(candidateWindows + i * 4) * 4, 0);
}

/** Decodes all postings of a term: windows as u32 to `windowsOut`, counts as four u16 [body, comments, names, top names] to `countsOut`. */
export function decodeTerm(postings: usize, df: u32, windowsOut: usize, countsOut: usize): bool {
  if (!openTerm(postings, df)) return false;
  for (let i: u32 = 0; i < nBlocks; i++) {
    const count = loadBlock(i);
    memory.copy(windowsOut + i * blockSize * 4, readWindows, count * 4);
    memory.copy(countsOut + i * blockSize * 8, readCounts, count * 8);
  }
  return true;
}
