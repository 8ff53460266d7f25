/**
 * An immutable set of segments with their deletions: everything of a folder that can be found. Windows, files and symbols are numbered
 * through all segments. A segment that proves damaged while it is read is left out of the answers and reported; it never makes them wrong.
 */
import { lowerBound } from '../base/lower-bound.js';
import type { Kernels } from '../kernels/kernels.js';
import type { MemoryArena } from '../kernels/memory-arena.js';
import { NameLookup } from '../segment/read/name-lookup.js';
import type { SymbolMatch } from '../segment/read/name-match.js';
import type { OpenSegment } from '../segment/read/open-segment.js';
import { SegmentDamage } from '../segment/read/page-cache.js';
import type { SegmentSymbolRow } from '../segment/read/segment-symbols.js';
import { Gathering } from './gathering.js';
import { type PathScores, pathScores } from './path-ranking.js';
import type { SearchMemory } from './search-memory.js';
import { SignRanking } from './sign-ranking.js';
import type { SnapshotPart } from './snapshot-part.js';
import type {
  FileFacts,
  Gathered,
  Hits,
  Snapshot,
  SymbolFacts,
  Totals,
  WeightedTerm,
  WindowFacts,
  WindowScoring,
} from './snapshot-types.js';
import { bestOf, cosines, vectorQuery } from './vector-ranking.js';
import { type FoundTerm, WindowRanking } from './window-ranking.js';

export class IndexSnapshot implements Snapshot {
  readonly totals: Totals;
  readonly embedding: string | undefined;
  readonly #kernels: Kernels;
  readonly #arena: MemoryArena;
  readonly #memory: SearchMemory;
  readonly #parts: readonly SnapshotPart[];
  readonly #damaged = new Set<SnapshotPart>();
  /** Segments of the folder that could not be opened. */
  readonly #nMissing: number;
  readonly #onDamage: (path: string, reason: string) => void;

  constructor(from: {
    readonly kernels: Kernels;
    readonly arena: MemoryArena;
    readonly memory: SearchMemory;
    readonly parts: readonly { readonly path: string; readonly segment: OpenSegment; readonly deletedFiles: readonly number[] }[];
    readonly nMissing?: number;
    readonly onDamage: (path: string, reason: string) => void;
  }) {
    this.#kernels = from.kernels;
    this.#arena = from.arena;
    this.#memory = from.memory;
    this.#onDamage = from.onDamage;
    this.#nMissing = from.nMissing ?? 0;
    let firstFile = 0;
    let firstWindow = 0;
    this.#parts = from.parts.map(({ path, segment, deletedFiles }) => {
      const { nFiles, nWindows } = segment.reader.numbers;
      const part = { path, segment, firstFile, firstWindow, nFiles, nWindows, deleted: new Set(deletedFiles), live: 0 };
      firstFile += nFiles;
      firstWindow += nWindows;
      const [live, damage] = this.#readLive(part);
      const whole = { ...part, live };
      if (damage !== undefined) this.#leaveOut(whole, damage);
      return whole;
    });
    this.totals = this.#sumTotals();
    const models = new Set(this.#parts.filter(part => part.nWindows > 0).map(part => part.segment.reader.numbers.embedding));
    const [model = ''] = models;
    this.embedding = models.size === 1 && model !== '' ? model : undefined;
  }

  get isWhole(): boolean {
    return this.#nMissing === 0 && this.#damaged.size === 0;
  }

  /** The undamaged segments, for callers that keep further data per segment. */
  get parts(): readonly SnapshotPart[] {
    return this.#parts.filter(part => !this.#damaged.has(part));
  }

  get nSegments(): number {
    return this.#parts.length;
  }

  documentFrequencies(terms: readonly number[]): Uint32Array {
    return this.#frequencies(terms, part => part.segment.postings.body);
  }

  pathFrequencies(terms: readonly number[]): Uint32Array {
    return this.#frequencies(terms, part => part.segment.postings.paths);
  }

  topWindows(terms: readonly WeightedTerm[], scoring: WindowScoring, limit: number): Hits {
    const ranking = new WindowRanking(this.#kernels, this.#memory, scoring, limit);
    const found: { readonly part: SnapshotPart; readonly terms: readonly FoundTerm[]; readonly weight: number }[] = [];
    this.#each(part => {
      const here = WindowRanking.find(part.segment.postings, terms);
      if (here.length > 0) found.push({ part, terms: here, weight: here.reduce((sum, { weight }) => sum + weight, 0) });
    });
    // Segments with most of the question's terms go first: they are likely to hold the best windows, whose scores then let the rest be
    // skipped.
    found.sort((a, b) => b.weight - a.weight || a.part.firstWindow - b.part.firstWindow);
    for (const { part, terms: here } of found)
      this.#try(part, () => ranking.add({ ...part, postings: part.segment.postings, base: part.firstWindow }, here));
    return ranking.hits();
  }

  topPaths(terms: readonly WeightedTerm[], limit: number): Hits {
    const scored: PathScores[] = [];
    this.#each(part => void scored.push(pathScores(part, this.#kernels, this.#memory, terms)));
    const sum = (count: (scores: PathScores) => number): number => scored.reduce((total, scores) => total + count(scores), 0);
    const ids = new Uint32Array(sum(({ files }) => files.length));
    const weights = new Float32Array(ids.length);
    let n = 0;
    for (const { files, scores } of scored) {
      ids.set(files, n);
      weights.set(scores, n);
      n += files.length;
    }
    return bestOf(this.#kernels, this.#memory, ids, weights, limit);
  }

  gather(terms: readonly WeightedTerm[], scoring: WindowScoring, files: ArrayLike<number>, windowsPerFile: number): Gathered {
    const gathering = new Gathering(this.#kernels, this.#memory, { terms, scoring, nFiles: files.length, windowsPerFile });
    this.#each(part => {
      const candidates = [];
      for (let row = 0; row < files.length; row++) {
        const file = files[row]! - part.firstFile;
        if (file < 0 || file >= part.nFiles || part.deleted.has(file)) continue;
        const firstWindow = part.segment.files.firstWindow(file);
        candidates.push({ row, firstWindow, nWindows: part.segment.files.firstWindow(file + 1) - firstWindow });
      }
      candidates.sort((a, b) => a.firstWindow - b.firstWindow);
      if (candidates.length > 0) gathering.add({ ...part, postings: part.segment.postings, base: part.firstWindow }, candidates);
    });
    return gathering.gathered();
  }

  cosines(vector: Int8Array, windows: Uint32Array): Float32Array {
    const result = new Float32Array(windows.length);
    const query = vectorQuery(vector, this.#memory);
    const parts = { kernels: this.#kernels, memory: this.#memory };
    this.#each(part => cosines(part, parts, query, windows, result));
    return result;
  }

  topCosines(vector: Int8Array, limit: number): Hits {
    const { nWindows } = this.totals;
    const dims = vector.length;
    const ranking = new SignRanking(this.#kernels, this.#memory, { vector, dims, nWindows, nSegments: this.#parts.length, limit });
    this.#each(part => {
      const { vectors } = part.segment;
      if (vectors.dims === dims) ranking.add({ ...part, signs: vectors.signs(), base: part.firstWindow });
    });
    const windows = ranking.nearest();
    const scores = this.cosines(vector, windows);
    const undamaged = this.#undamagedOnly(windows);
    return bestOf(this.#kernels, this.#memory, undamaged, undamaged === windows ? scores : this.cosines(vector, undamaged), limit);
  }

  file(file: number): FileFacts {
    return this.#of(this.#partOfFile(file), part => {
      const { files } = part.segment;
      const local = file - part.firstFile;
      const firstWindow = files.firstWindow(local);
      return {
        path: files.path(local),
        ...files.facts(local),
        firstWindow: part.firstWindow + firstWindow,
        nWindows: files.firstWindow(local + 1) - firstWindow,
        nSymbols: files.firstSymbol(local + 1) - files.firstSymbol(local),
      };
    });
  }

  window(window: number): WindowFacts {
    return this.#of(this.#partOfWindow(window), part => {
      const local = window - part.firstWindow;
      const [startByte, endByte, startLine, endLine] = part.segment.files.window(local);
      const file = part.firstFile + part.segment.files.fileOfWindow(local);
      return { file, startLine, endLine, startByte, endByte };
    });
  }

  fileOfWindow(window: number): number {
    return this.#of(this.#partOfWindow(window), part => part.firstFile + part.segment.files.fileOfWindow(window - part.firstWindow));
  }

  symbolsOf(file: number): readonly SymbolFacts[] {
    return this.#of(this.#partOfFile(file), part => {
      const [first, count] = symbolsIn(part, file);
      return part.segment.symbols.rows(first, count).map((row, index) => factsOf(row, file, index));
    });
  }

  symbol(file: number, index: number): SymbolFacts | undefined {
    return this.#of(this.#partOfFile(file), part => {
      const [first, count] = symbolsIn(part, file);
      return index >= 0 && index < count ? factsOf(part.segment.symbols.row(first + index), file, index) : undefined;
    });
  }

  symbolsAround(file: number, line: number): readonly SymbolFacts[] {
    return this.#of(this.#partOfFile(file), part => {
      const [first, count] = symbolsIn(part, file);
      return part.segment.symbols.enclosing(first, count, line).map(({ index, row }) => factsOf(row, file, index));
    });
  }

  symbolsNamed(name: string, match: SymbolMatch, limit: number): readonly SymbolFacts[] {
    const found: SymbolFacts[] = [];
    const lookup = new NameLookup(name);
    this.#each(part => {
      let n = 0;
      const { files, symbols } = part.segment;
      symbols.eachNamed(lookup, match, (symbol, bears) => {
        const file = files.fileOfSymbol(symbol);
        if (!part.deleted.has(file)) {
          found.push(factsOf(symbols.row(symbol, bears), part.firstFile + file, symbol - files.firstSymbol(file)));
          n++;
        }
        return n < limit;
      });
    });
    // Each segment returned its own best matches. Shorter names are closer to what was typed.
    return found.sort((a, b) => a.name.length - b.name.length || a.file - b.file || a.index - b.index).slice(0, limit);
  }

  fileAt(path: string): number | undefined {
    let found: number | undefined;
    // The newest version of a file is in the last segment.
    this.#each(part => {
      const file = part.segment.files.fileAt(path);
      if (file !== undefined && !part.deleted.has(file)) found = part.firstFile + file;
    });
    return found;
  }

  eachFile(visit: (file: number, path: string) => boolean): void {
    let goesOn = true;
    this.#each(part => {
      for (let file = 0; goesOn && file < part.nFiles; file++)
        if (!part.deleted.has(file)) goesOn = visit(part.firstFile + file, part.segment.files.path(file));
    });
  }

  /** Frees the memory of the deletion bitmaps; the segments stay open. */
  dispose(): void {
    for (const { live } of this.#parts) if (live !== 0) this.#arena.give(live);
  }

  #frequencies(
    terms: readonly number[],
    lookup: (part: SnapshotPart) => { find(term: number): { readonly df: number } | undefined },
  ): Uint32Array {
    const frequencies = new Uint32Array(terms.length);
    this.#each(part => {
      for (const [i, term] of terms.entries()) frequencies[i]! += lookup(part).find(term)?.df ?? 0;
    });
    return frequencies;
  }

  /** Runs `ask` on each undamaged segment. One that proves damaged is left out from then on. */
  #each(ask: (part: SnapshotPart) => void): void {
    for (const part of this.#parts) this.#try(part, ask);
  }

  #try(part: SnapshotPart, ask: (part: SnapshotPart) => void): void {
    if (this.#damaged.has(part)) return;
    try {
      this.#of(part, ask);
    } catch (error) {
      if (!(error instanceof SegmentDamage)) throw error;
    }
  }

  /** Runs `ask` on one segment. If the segment proves damaged, that is reported and the error is thrown again. */
  #of<T>(part: SnapshotPart, ask: (part: SnapshotPart) => T): T {
    try {
      return ask(part);
    } catch (error) {
      if (error instanceof SegmentDamage) this.#leaveOut(part, error);
      throw error;
    }
  }

  /** Drops the windows of segments that have just proved damaged. */
  #undamagedOnly(windows: Uint32Array): Uint32Array {
    return this.#damaged.size === 0 ? windows : windows.filter(window => !this.#damaged.has(this.#partOfWindow(window)));
  }

  #partOfFile(file: number): SnapshotPart {
    const part = lastAtMost(this.#parts, file, 'firstFile');
    if (part === undefined || file >= part.firstFile + part.nFiles) throw new RangeError(`The snapshot has no file ${file}`);
    return part;
  }

  #partOfWindow(window: number): SnapshotPart {
    const part = lastAtMost(this.#parts, window, 'firstWindow');
    if (part === undefined || window >= part.firstWindow + part.nWindows) throw new RangeError(`The snapshot has no window ${window}`);
    return part;
  }

  /** Returns the offset of the bitmap of live windows, or 0 if nothing is deleted, and the damage that prevented making it. */
  #readLive({ segment, nWindows, deleted }: SnapshotPart): readonly [live: number, damage?: SegmentDamage] {
    if (deleted.size === 0 || nWindows === 0) return [0];
    const bytes = new Uint8Array(Math.ceil(nWindows / 8) + 8).fill(0xff);
    try {
      for (const file of deleted) {
        const end = segment.files.firstWindow(file + 1);
        for (let w = segment.files.firstWindow(file); w < end; w++) bytes[w >> 3]! &= ~(1 << (w & 7));
      }
    } catch (error) {
      if (error instanceof SegmentDamage) return [0, error];
      throw error;
    }
    const at = this.#arena.take(bytes.length);
    new Uint8Array(this.#kernels.memory.buffer, at, bytes.length).set(bytes);
    return [at];
  }

  #leaveOut(part: SnapshotPart, damage: SegmentDamage): void {
    if (this.#damaged.has(part)) return;
    this.#damaged.add(part);
    this.#onDamage(part.path, damage.message);
  }

  #sumTotals(): Totals {
    let nFiles = 0;
    let nWindows = 0;
    let nSymbols = 0;
    const tokens = [0, 0, 0, 0];
    for (const { segment, nFiles: files, deleted } of this.#parts) {
      const { numbers } = segment.reader;
      nFiles += files - deleted.size;
      nWindows += numbers.nWindows;
      nSymbols += numbers.nSymbols;
      numbers.tokens.forEach((count, i) => (tokens[i]! += count));
    }
    const [body = 0, names = 0, topNames = 0, comments = 0] = tokens;
    return { nFiles, nWindows, nSymbols, tokens: { body, names, topNames, comments } };
  }
}

/** Returns the number of a file's first symbol in its segment, and how many symbols it has. */
function symbolsIn({ segment, firstFile }: SnapshotPart, file: number): readonly [first: number, count: number] {
  const first = segment.files.firstSymbol(file - firstFile);
  return [first, segment.files.firstSymbol(file - firstFile + 1) - first];
}

function factsOf(row: SegmentSymbolRow, file: number, index: number): SymbolFacts {
  const { name, kind, qualifier, startLine, endLine, docStartLine, parentDistance } = row;
  return {
    file,
    index,
    name,
    kind,
    qualifier,
    startLine,
    endLine,
    docStartLine,
    parent: parentDistance === 0 ? -1 : index - parentDistance,
  };
}

/** Returns the last part whose first number is at most `number`: empty parts share their first number with the next one. */
function lastAtMost(parts: readonly SnapshotPart[], number: number, first: 'firstFile' | 'firstWindow'): SnapshotPart | undefined {
  return parts[lowerBound(0, parts.length, i => parts[i]![first] > number) - 1];
}
