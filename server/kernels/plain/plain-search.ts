/** Scoring, gathering and selecting: the twin of assembly/search.ts and vectors.ts, in the same single precision. */
import type { PlainPosting } from './plain-inverter.js';
import type { PlainMemory } from './plain-memory.js';
import { type BlockRow, readBlock, readBlockRows } from './plain-postings.js';

const f = Math.fround;

export class PlainSearch {
  readonly #memory: PlainMemory;
  #body = 1;
  #names = 0;
  #topNames = 0;
  #comments = 0;
  #k1 = f(1.2);
  #impactFactor = 1;
  #candidates = { windows: 0, n: 0, slots: 0, norms: 0, scores: 0, rows: 0, nTerms: 0 };

  constructor(memory: PlainMemory) {
    this.#memory = memory;
  }

  setScoring(body: number, names: number, topNames: number, comments: number, k1: number, impactFactor: number): void {
    this.#body = f(body);
    this.#names = f(names);
    this.#topNames = f(topNames);
    this.#comments = f(comments);
    this.#k1 = f(k1);
    this.#impactFactor = f(impactFactor);
  }

  fillNorms(lengths: number, n: number, b: number, average: number, norms: number): void {
    for (let i = 0; i < n; i++) {
      const share = f(f(b) * f(this.#memory.view.getUint16(lengths + i * 2, true) / f(average)));
      this.#memory.setF32(norms + i * 4, 1 / f(f(1 - f(b)) + share));
    }
  }

  scoreTerm(postings: number, df: number, weight: number, scores: number, norms: number, nWindows: number, needed: number): boolean {
    const rows = readBlockRows(this.#memory, postings, df);
    for (let i = 0; i < rows.length; i++) {
      if (rows.length > 1 && !this.#reaches(rows, i, scores, nWindows, this.#bound(rows[i]!, weight), needed)) continue;
      if (!this.#scoreBlock(rows, i, weight, scores, norms, nWindows)) return false;
    }
    return true;
  }

  termBound(postings: number, df: number, weight: number): number {
    if (df <= 128) return f(f(weight) * f(this.#k1 + 1));
    return readBlockRows(this.#memory, postings, df).reduce((bound, row) => Math.max(bound, this.#bound(row, weight)), 0);
  }

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
  ): number {
    const rows = readBlockRows(this.#memory, postings, df);
    let next = 0;
    let nRead = 0;
    for (let i = 0; i < rows.length && next < nCandidates; i++) {
      const bound = this.#bound(rows[i]!, weight);
      let isWanted = false;
      for (; next < nCandidates; next++) {
        const window = this.#memory.u32(candidates + next * 4);
        if (window > rows[i]!.last) break;
        if (f(this.#memory.f32(scores + window * 4) + bound) >= f(needed)) isWanted = true;
      }
      if (!isWanted) continue;
      nRead++;
      if (!this.#scoreBlock(rows, i, weight, scores, norms, nWindows)) return -1;
    }
    return nRead;
  }

  collect(scores: number, live: number, n: number, least: number, out: number): number {
    let found = 0;
    for (let window = 0; window < n; window++) {
      const score = this.#memory.f32(scores + window * 4);
      if (!(score >= f(least) && score > 0) || !this.#isLive(live, window)) continue;
      this.#memory.setU32(out + found * 4, window);
      found++;
    }
    return found;
  }

  offerAll(scores: number, live: number, n: number, base: number, heap: number, size: number, limit: number): number {
    for (let window = 0; window < n; window++) {
      const score = this.#memory.f32(scores + window * 4);
      if (score > 0 && this.#isLive(live, window)) size = this.#offer(heap, size, limit, score, base + window);
    }
    return size;
  }

  offerCandidates(scores: number, candidates: number, n: number, base: number, heap: number, size: number, limit: number): number {
    for (let i = 0; i < n; i++) {
      const window = this.#memory.u32(candidates + i * 4);
      size = this.#offer(heap, size, limit, this.#memory.f32(scores + window * 4), base + window);
    }
    return size;
  }

  offerScores(ids: number, scores: number, n: number, heap: number, size: number, limit: number): number {
    for (let i = 0; i < n; i++) size = this.#offer(heap, size, limit, this.#memory.f32(scores + i * 4), this.#memory.u32(ids + i * 4));
    return size;
  }

  sortHeap(heap: number, size: number): void {
    const items = Array.from({ length: size }, (_, i) => ({
      score: this.#memory.f32(heap + i * 8),
      id: this.#memory.u32(heap + i * 8 + 4),
    }));
    items.sort((a, b) => b.score - a.score || a.id - b.id);
    for (const [i, { score, id }] of items.entries()) {
      this.#memory.setF32(heap + i * 8, score);
      this.#memory.setU32(heap + i * 8 + 4, id);
    }
  }

  openGathering(windows: number, n: number, slots: number, norms: number, scores: number, rows: number, nTerms: number): void {
    this.#candidates = { windows, n, slots, norms, scores, rows, nTerms };
    for (let i = 0; i < n; i++) this.#memory.setU32(slots + this.#memory.u32(windows + i * 4) * 4, i + 1);
    this.#memory.bytes.fill(0, scores, scores + n * 4);
    this.#memory.bytes.fill(0, rows, rows + n * nTerms * 8);
  }

  gatherTerm(postings: number, df: number, weight: number, term: number, nWindows: number): boolean {
    const { windows, n, slots, norms, scores, rows, nTerms } = this.#candidates;
    const blocks = readBlockRows(this.#memory, postings, df);
    let next = 0;
    for (let i = 0; i < blocks.length && next < n; i++) {
      if (this.#memory.u32(windows + next * 4) > blocks[i]!.last) continue;
      for (const posting of readBlock(this.#memory, blocks, i)) {
        const { window, body, names, topNames, comments } = posting;
        if (window >= nWindows) return false;
        const slot = this.#memory.u32(slots + window * 4);
        if (slot === 0) continue;
        const row = rows + ((slot - 1) * nTerms + term) * 8;
        [body, names, topNames, comments].forEach((count, c) => this.#memory.view.setUint16(row + c * 2, count, true));
        this.#add(scores + (slot - 1) * 4, this.#gain(posting, this.#memory.f32(norms + window * 4), weight));
      }
      while (next < n && this.#memory.u32(windows + next * 4) <= blocks[i]!.last) next++;
    }
    return true;
  }

  gatherFile(first: number, n: number, most: number, sums: number, best: number, bestRows: number): number {
    const { scores, rows, nTerms } = this.#candidates;
    const score = (slot: number): number => this.#memory.f32(scores + slot * 4);
    const slots = Array.from({ length: n }, (_, i) => first + i);
    for (const slot of slots)
      for (let c = 0; c < nTerms * 4; c++)
        this.#memory.setU32(
          sums + c * 4,
          this.#memory.u32(sums + c * 4) + this.#memory.view.getUint16(rows + (slot * nTerms * 4 + c) * 2, true),
        );
    const chosen = slots
      .filter(slot => score(slot) !== 0)
      .sort((a, b) => score(b) - score(a) || a - b)
      .slice(0, most);
    for (const [i, slot] of chosen.entries()) {
      this.#memory.setU32(best + i * 4, slot);
      this.#memory.bytes.copyWithin(bestRows + i * nTerms * 8, rows + slot * nTerms * 8, rows + (slot + 1) * nTerms * 8);
    }
    return chosen.length;
  }

  closeGathering(): void {
    const { windows, n, slots } = this.#candidates;
    for (let i = 0; i < n; i++) this.#memory.setU32(slots + this.#memory.u32(windows + i * 4) * 4, 0);
  }

  decodeTerm(postings: number, df: number, windowsOut: number, countsOut: number): boolean {
    const rows = readBlockRows(this.#memory, postings, df);
    let n = 0;
    for (let i = 0; i < rows.length; i++)
      for (const { window, body, comments, names, topNames } of readBlock(this.#memory, rows, i)) {
        this.#memory.setU32(windowsOut + n * 4, window);
        [body, comments, names, topNames].forEach((count, j) => this.#memory.view.setUint16(countsOut + n * 8 + j * 2, count, true));
        n++;
      }
    return true;
  }

  dots(query: number, dims: number, origin: number, scales: number, rows: number, n: number, queryScale: number, out: number): void {
    const a = new Int8Array(this.#memory.buffer, query, dims);
    for (let i = 0; i < n; i++) {
      const row = this.#memory.u32(rows + i * 4);
      const b = new Int8Array(this.#memory.buffer, origin + row * dims, dims);
      let sum = 0;
      for (let d = 0; d < dims; d++) sum += a[d]! * b[d]!;
      this.#memory.setF32(out + i * 4, f(f(sum) * this.#memory.f32(scales + row * 4)) * f(queryScale));
    }
  }

  signDistances(
    query: number,
    bytes: number,
    signs: number,
    n: number,
    live: number,
    distances: number,
    counts: number,
    wanted: number,
  ): void {
    const boundNow = (): number => {
      for (let d = 0, nearer = 0; d < bytes * 8; d++) if ((nearer += this.#memory.u32(counts + d * 4)) >= wanted) return d;
      return bytes * 8;
    };
    let bound = boundNow();
    for (let i = 0; i < n; i++) {
      let distance = 0;
      for (let b = 0; b < bytes; b++) distance += bitCount(this.#memory.bytes[query + b]! ^ this.#memory.bytes[signs + i * bytes + b]!);
      if (!this.#isLive(live, i)) distance = 0xffff;
      else if (distance <= bound) this.#memory.setU32(counts + distance * 4, this.#memory.u32(counts + distance * 4) + 1);
      this.#memory.view.setUint16(distances + i * 2, distance, true);
      if ((i & 8191) === 8191) bound = boundNow();
    }
  }

  nearSigns(distances: number, n: number, base: number, limit: number, left: number, out: number): number {
    let found = 0;
    for (let i = 0; i < n; i++) {
      const distance = this.#memory.view.getUint16(distances + i * 2, true);
      if (distance > limit) continue;
      if (distance === limit) {
        const nLeft = this.#memory.u32(left);
        if (nLeft === 0) continue;
        this.#memory.setU32(left, nLeft - 1);
      }
      this.#memory.setU32(out + found * 4, base + i);
      found++;
    }
    return found;
  }

  #scoreBlock(rows: readonly BlockRow[], i: number, weight: number, scores: number, norms: number, nWindows: number): boolean {
    for (const posting of readBlock(this.#memory, rows, i)) {
      if (posting.window >= nWindows) return false;
      this.#add(scores + posting.window * 4, this.#gain(posting, this.#memory.f32(norms + posting.window * 4), weight));
    }
    return true;
  }

  #reaches(rows: readonly BlockRow[], i: number, scores: number, nWindows: number, bound: number, needed: number): boolean {
    if (bound >= f(needed)) return true;
    const end = Math.min(nWindows, rows[i]!.last + 1);
    for (let window = i === 0 ? 0 : rows[i - 1]!.last + 1; window < end; window++)
      if (f(this.#memory.f32(scores + window * 4) + bound) >= f(needed)) return true;
    return false;
  }

  #gain({ body, comments, names, topNames }: PlainPosting, norm: number, weight: number): number {
    let tf = f(f(this.#body * body) * norm);
    if (comments + names + topNames > 0)
      tf = f(tf + f(f(f(this.#comments * comments) + f(this.#names * names)) + f(this.#topNames * topNames)));
    return f(f(f(f(weight) * tf) * f(this.#k1 + 1)) / f(this.#k1 + tf));
  }

  #bound(row: BlockRow, weight: number): number {
    const most = f(f(weight) * f(this.#k1 + 1));
    if (row.names === 255) return most;
    const body = f(f(this.#body * row.impact) * this.#impactFactor);
    const tf = f(f(f(body + f(this.#comments * row.comments)) + f(this.#names * row.names)) + f(this.#topNames * row.topNames));
    return f(f(f(f(weight) * tf) * f(this.#k1 + 1)) / f(this.#k1 + tf));
  }

  #add(at: number, gain: number): void {
    this.#memory.setF32(at, this.#memory.f32(at) + gain);
  }

  #isLive(live: number, window: number): boolean {
    return live === 0 || (this.#memory.bytes[live + (window >> 3)]! & (1 << (window & 7))) !== 0;
  }

  /** A heap of [score f32, id u32], the worst first: the lowest score and, among equals, the highest id. */
  #offer(heap: number, size: number, limit: number, score: number, id: number): number {
    const isWorse = (scoreA: number, idA: number, at: number): boolean => {
      const scoreB = this.#memory.f32(heap + at * 8);
      return scoreA < scoreB || (scoreA === scoreB && idA > this.#memory.u32(heap + at * 8 + 4));
    };
    const put = (at: number, s: number, i: number): void => {
      this.#memory.setF32(heap + at * 8, s);
      this.#memory.setU32(heap + at * 8 + 4, i);
    };
    const move = (to: number, from: number): void => put(to, this.#memory.f32(heap + from * 8), this.#memory.u32(heap + from * 8 + 4));
    if (size < limit) {
      let at = size;
      for (let parent = (at - 1) >> 1; at > 0 && isWorse(score, id, parent); parent = (at - 1) >> 1) {
        move(at, parent);
        at = parent;
      }
      put(at, score, id);
      return size + 1;
    }
    if (isWorse(score, id, 0) || (score === this.#memory.f32(heap) && id === this.#memory.u32(heap + 4))) return size;
    let at = 0;
    for (let child = 1; child < size; child = at * 2 + 1) {
      if (child + 1 < size && isWorse(this.#memory.f32(heap + child * 8 + 8), this.#memory.u32(heap + child * 8 + 12), child)) child++;
      if (isWorse(score, id, child)) break;
      move(at, child);
      at = child;
    }
    put(at, score, id);
    return size;
  }
}

function bitCount(byte: number): number {
  let count = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
  return count;
}
