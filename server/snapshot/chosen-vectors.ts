/**
 * Vectors of the chosen embedding model for the windows of a folder's snapshot, beside the built-in vectors: which windows have one, which
 * lack one, and their similarity to a question. Invariant: vectors of another model, of other windows or of other content are never
 * compared.
 */
import type { Kernels } from '../kernels/kernels.js';
import type { MemoryArena } from '../kernels/memory-arena.js';
import type { OpenSegment } from '../segment/read/open-segment.js';
import type { SearchMemory } from './search-memory.js';
import { SignRanking } from './sign-ranking.js';
import type { SnapshotPart } from './snapshot-part.js';
import type { Hits } from './snapshot-types.js';
import { quantise, rowBytesOf, type StoredVectors, type VectorModel, type WindowVectorsFile } from './window-vectors-file.js';

export interface VectorCoverage {
  readonly nWindows: number;
  readonly nEmbedded: number;
  /** True if questions are answered with these vectors. */
  readonly serves: boolean;
}

/** A file without vectors. `file` is its number in the whole snapshot. */
export interface UnembeddedFile {
  readonly key: string;
  readonly file: number;
}

/** Vectors of the windows of one segment. */
interface SegmentRows {
  /** Content hash of each file, and its vectors once they exist. */
  readonly keys: readonly string[];
  readonly records: (StoredVectors | undefined)[];
  readonly firstWindows: Uint32Array;
  /** Offsets in the kernels' memory of the windows' sign bits and of the bitmap of windows that have vectors. */
  readonly signs: number;
  readonly has: number;
  nRecordsSeen: number;
}

/** Share of windows with vectors from which on these vectors serve, and below which the built-in ones serve again. */
const servesFrom = 0.98;
const servesUntil = 0.8;
export interface ChosenVectorsParts {
  readonly kernels: Kernels;
  readonly arena: MemoryArena;
  readonly memory: SearchMemory;
  readonly model: VectorModel;
  readonly file: WindowVectorsFile;
}

export class ChosenVectors {
  readonly model: VectorModel;
  readonly #parts: ChosenVectorsParts;
  readonly #rowBytes: number;
  readonly #segments = new Map<OpenSegment, SegmentRows>();
  #snapshot: readonly SnapshotPart[] = [];
  #coverage: VectorCoverage = { nWindows: 0, nEmbedded: 0, serves: false };

  constructor(parts: ChosenVectorsParts) {
    this.#parts = parts;
    this.model = parts.model;
    this.#rowBytes = rowBytesOf(parts.model.dimensions);
  }

  /** Switches to the parts of another snapshot. Throws SegmentDamage. */
  use(snapshot: readonly SnapshotPart[]): void {
    const wanted = new Set(snapshot.map(({ segment }) => segment));
    for (const [segment, rows] of this.#segments) {
      if (wanted.has(segment)) continue;
      this.#parts.arena.give(rows.signs);
      this.#parts.arena.give(rows.has);
      this.#segments.delete(segment);
    }
    this.#snapshot = snapshot;
    this.refresh();
  }

  /** Reads what another process has embedded since. */
  refresh(): void {
    this.#parts.file.refresh();
    this.#lookUp();
  }

  get coverage(): VectorCoverage {
    return this.#coverage;
  }

  /** Returns whether a question embedded by this model can be compared with most windows. */
  serves({ identity, vector }: { readonly identity: string; readonly vector: Float32Array }): boolean {
    return this.#coverage.serves && identity === this.model.identity && vector.length === this.model.dimensions;
  }

  /** Calls `visit` with each file that lacks vectors until it returns false. */
  eachMissing(visit: (file: UnembeddedFile, nWindows: number) => boolean): void {
    this.#eachFile((rows, part, file, count) => {
      if (rows.records[file] !== undefined) return true;
      return visit({ key: rows.keys[file]!, file: part.firstFile + file }, count);
    });
  }

  /** Adds vectors of whole files. Returns false if they could not be stored on the disk; they then serve until the process ends. */
  add(files: readonly { readonly key: string; readonly values: Float32Array }[]): boolean {
    const isKept = this.#parts.file.append(files);
    this.#lookUp();
    return isKept;
  }

  /** Drops stored vectors that the snapshot no longer contains, if they are most of the file. */
  tidy(): void {
    this.#parts.file.tidy(new Set([...this.#segments.values()].flatMap(({ keys }) => keys)));
  }

  /** Returns the cosine of `vector` with each window; NaN for a window without a vector. */
  cosines(vector: Float32Array, windows: ArrayLike<number>): Float32Array {
    const { kernels, memory } = this.#parts;
    const result = new Float32Array(windows.length).fill(Number.NaN);
    const found: number[] = [];
    const table = memory.region('chosenVectors', windows.length * this.#rowBytes);
    const scales = memory.region('chosenScales', windows.length * 4);
    const out = memory.region('chosenDots', windows.length * 4);
    const order = memory.region('chosenOrder', windows.length * 4);
    const [query, queryScale] = this.#query(vector);
    const rowsTo = new Int8Array(kernels.memory.buffer, table, windows.length * this.#rowBytes);
    const scalesTo = new Float32Array(kernels.memory.buffer, scales, windows.length);
    for (let i = 0; i < windows.length; i++) {
      const at = this.#find(windows[i]!);
      if (at === undefined) continue;
      rowsTo.set(at.stored.rows.subarray(at.row * this.#rowBytes, (at.row + 1) * this.#rowBytes), found.length * this.#rowBytes);
      scalesTo[found.length] = at.stored.scales[at.row]!;
      found.push(i);
    }
    new Uint32Array(kernels.memory.buffer, order, found.length).set(found.map((_, n) => n));
    kernels.dots(query, this.#rowBytes, table, scales, order, found.length, queryScale, out);
    const dots = new Float32Array(kernels.memory.buffer, out, found.length);
    for (const [n, i] of found.entries()) result[i] = dots[n]!;
    return result;
  }

  /** Returns the windows with the highest cosine: preselected by sign bits, then ranked exactly. */
  top(vector: Float32Array, limit: number): Hits {
    const { kernels, memory } = this.#parts;
    const nWindows = this.#snapshot.reduce((sum, part) => sum + part.nWindows, 0);
    const nSegments = this.#snapshot.length;
    const ranking = new SignRanking(kernels, memory, { vector, dims: this.#rowBytes, nWindows, nSegments, limit });
    for (const part of this.#snapshot) {
      const rows = this.#segments.get(part.segment);
      if (rows !== undefined) ranking.add({ signs: rows.signs, live: rows.has, nWindows: part.nWindows, base: part.firstWindow });
    }
    // A segment's bitmap does not know which windows have been deleted since.
    const windows = [...ranking.nearest()].filter(window => this.#find(window) !== undefined);
    const scores = this.cosines(vector, windows);
    const best = windows.map((id, i) => ({ id, score: scores[i]! })).sort((a, b) => b.score - a.score || a.id - b.id);
    const top = best.slice(0, limit);
    return { ids: Uint32Array.from(top, ({ id }) => id), scores: Float32Array.from(top, ({ score }) => score) };
  }

  /** Frees the memory. */
  dispose(): void {
    this.use([]);
  }

  #lookUp(): void {
    for (const part of this.#snapshot) this.#rowsOf(part);
    let nWindows = 0;
    let nEmbedded = 0;
    this.#eachFile((rows, _part, file, count) => {
      nWindows += count;
      if (rows.records[file] !== undefined) nEmbedded += count;
      return true;
    });
    const least = this.#coverage.serves ? servesUntil : servesFrom;
    this.#coverage = { nWindows, nEmbedded, serves: nEmbedded > 0 && nEmbedded >= nWindows * least };
  }

  #query(vector: Float32Array): readonly [at: number, scale: number] {
    const { kernels, memory } = this.#parts;
    const at = memory.region('chosenQuery', this.#rowBytes);
    const row = new Int8Array(kernels.memory.buffer, at, this.#rowBytes).fill(0);
    return [at, quantise(vector, row, 0)];
  }

  #find(window: number): { readonly stored: StoredVectors; readonly row: number } | undefined {
    const part = this.#snapshot.findLast(({ firstWindow, nWindows }) => window >= firstWindow && window < firstWindow + nWindows);
    const rows = part && this.#segments.get(part.segment);
    if (part === undefined || rows === undefined) return undefined;
    const local = window - part.firstWindow;
    const file = part.segment.files.fileOfWindow(local);
    const stored = part.deleted.has(file) ? undefined : rows.records[file];
    return stored && { stored, row: local - rows.firstWindows[file]! };
  }

  #eachFile(visit: (rows: SegmentRows, part: SnapshotPart, file: number, nWindows: number) => boolean): void {
    for (const part of this.#snapshot) {
      const rows = this.#segments.get(part.segment);
      if (rows === undefined) continue;
      for (let file = 0; file < rows.keys.length; file++) {
        const count = rows.firstWindows[file + 1]! - rows.firstWindows[file]!;
        if (count > 0 && !part.deleted.has(file) && !visit(rows, part, file, count)) return;
      }
    }
  }

  /** Returns which windows of the segment have vectors; looks them up again if more are known now. */
  #rowsOf({ segment, nFiles, nWindows }: SnapshotPart): SegmentRows {
    const { file, arena, kernels } = this.#parts;
    let rows = this.#segments.get(segment);
    if (rows === undefined) {
      const { files } = segment;
      const keys = Array.from({ length: nFiles }, (_, i) => Buffer.from(files.facts(i).contentHash).toString('hex'));
      const firstWindows = Uint32Array.from({ length: nFiles + 1 }, (_, i) => files.firstWindow(i));
      const signBytes = (nWindows * this.#rowBytes) / 8 + 64;
      const hasBytes = Math.ceil(nWindows / 8) + 64;
      const [signs, has] = [arena.take(signBytes), arena.take(hasBytes)];
      new Uint8Array(kernels.memory.buffer, has, hasBytes).fill(0);
      rows = { keys, records: keys.map(() => undefined), firstWindows, signs, has, nRecordsSeen: 0 };
      this.#segments.set(segment, rows);
    }
    if (rows.nRecordsSeen === file.nRecords) return rows;
    rows.nRecordsSeen = file.nRecords;
    for (let i = 0; i < nFiles; i++) {
      if (rows.records[i] !== undefined) continue;
      const stored = file.get(rows.keys[i]!);
      const first = rows.firstWindows[i]!;
      if (stored === undefined || stored.nWindows !== rows.firstWindows[i + 1]! - first) continue;
      rows.records[i] = stored;
      this.#sign(rows, first, stored);
    }
    return rows;
  }

  #sign({ signs, has }: SegmentRows, firstWindow: number, { nWindows, rows }: StoredVectors): void {
    const bytes = new Uint8Array(this.#parts.kernels.memory.buffer);
    const wide = this.#rowBytes / 8;
    for (let w = 0; w < nWindows; w++) {
      const to = signs + (firstWindow + w) * wide;
      bytes.fill(0, to, to + wide);
      for (let d = 0; d < this.#rowBytes; d++) if (rows[w * this.#rowBytes + d]! > 0) bytes[to + (d >> 3)]! |= 1 << (d & 7);
      bytes[has + ((firstWindow + w) >> 3)]! |= 1 << ((firstWindow + w) & 7);
    }
  }
}
