/**
 * Opens the segments that snapshots refer to, keeps those that the next snapshot refers to as well, and closes the others. One per search
 * thread.
 */
import { type Kernels, searchTableBytes } from '../kernels/kernels.js';
import { MemoryArena } from '../kernels/memory-arena.js';
import { pageBytes } from '../segment/format/segment-format.js';
import { OpenSegment } from '../segment/read/open-segment.js';
import { PageCache, SegmentDamage } from '../segment/read/page-cache.js';
import { SegmentReader, type UnusableSegment } from '../segment/read/segment-reader.js';
import { ChosenVectors } from './chosen-vectors.js';
import { IndexSnapshot } from './index-snapshot.js';
import { SearchMemory } from './search-memory.js';
import type { SnapshotSpec } from './snapshot-spec.js';
import { type VectorModel, vectorsFile, WindowVectorsFile } from './window-vectors-file.js';

export interface SegmentProblem extends UnusableSegment {
  /** The path given by the snapshot, or the number of the overlay. */
  readonly path: string;
}

/** A chosen embedding model, and where its vectors are stored. */
export interface VectorChoice {
  readonly model: VectorModel;
  readonly storageDir: string;
}

export class SegmentStore {
  readonly #kernels: Kernels;
  readonly #arena: MemoryArena;
  readonly #cache: PageCache;
  readonly #memory: SearchMemory;
  readonly #page: number;
  /** By folder, then by path. */
  readonly #open = new Map<string, Map<string, OpenSegment>>();
  readonly #snapshots = new Map<string, IndexSnapshot>();
  readonly #roots = new Map<string, string>();
  readonly #chosen = new Map<string, ChosenVectors>();
  #choice: VectorChoice | undefined;
  readonly #onProblem: (folder: string, problem: SegmentProblem) => void;

  /** Owns the kernels from now on; cached segment pages take at most `cacheBytes` of their memory. */
  constructor(kernels: Kernels, cacheBytes: number, onProblem: (folder: string, problem: SegmentProblem) => void) {
    this.#kernels = kernels;
    this.#onProblem = onProblem;
    this.#arena = new MemoryArena(kernels.memory, kernels.heapBase);
    kernels.openSearch(this.#arena.take(searchTableBytes));
    this.#page = this.#arena.take(pageBytes + 64);
    this.#cache = new PageCache(kernels, this.#arena, cacheBytes);
    this.#memory = new SearchMemory(this.#arena);
  }

  /** `probesSaved`: term look-ups in the open segments that a bloom filter answered. */
  get stats(): { readonly memory: MemoryArena['stats']; readonly pages: PageCache['stats']; readonly probesSaved: number } {
    const open = [...this.#open.values()].flatMap(segments => [...segments.values()]);
    const probesSaved = open.reduce((sum, { postings }) => sum + postings.body.nSkipped + postings.paths.nSkipped, 0);
    return { memory: this.#arena.stats, pages: this.#cache.stats, probesSaved };
  }

  /**
   * Returns the snapshot of `spec`. The folder's previous snapshot must not be used any more. Unusable segments are left out and reported.
   */
  snapshot(spec: SnapshotSpec): IndexSnapshot {
    const before = this.#open.get(spec.folder) ?? new Map<string, OpenSegment>();
    const now = new Map<string, OpenSegment>();
    this.#snapshots.get(spec.folder)?.dispose();
    const parts: { readonly path: string; readonly segment: OpenSegment; readonly deletedFiles: readonly number[] }[] = [];
    let nMissing = 0;
    const use = (path: string, from: string | Uint8Array, deletedFiles: readonly number[], reusable: OpenSegment | undefined): void => {
      const segment = reusable ?? this.#openSegment(spec.folder, path, from);
      if (segment === undefined) {
        nMissing++;
        return;
      }
      now.set(path, segment);
      parts.push({ path, segment, deletedFiles });
    };
    for (const { path, bytes, deletedFiles } of spec.segments) {
      use(path, bytes === undefined ? path : new Uint8Array(bytes), deletedFiles, before.get(path));
    }
    for (const [i, bytes] of spec.overlays.entries()) use(`overlay ${spec.generation} ${i}`, new Uint8Array(bytes), [], undefined);
    for (const [path, segment] of before) if (now.get(path) !== segment) segment.close();
    this.#open.set(spec.folder, now);
    const snapshot = new IndexSnapshot({
      kernels: this.#kernels,
      arena: this.#arena,
      memory: this.#memory,
      parts,
      nMissing,
      onDamage: (path, reason) => this.#onProblem(spec.folder, { path, kind: 'damaged', reason }),
    });
    this.#snapshots.set(spec.folder, snapshot);
    this.#roots.set(spec.folder, spec.root);
    this.#useChosen(spec.folder);
    return snapshot;
  }

  /** Keeps vectors of this model beside the built-in ones from now on; undefined drops those of the previous model. */
  choose(choice: VectorChoice | undefined): void {
    const { model } = choice ?? {};
    if (this.#choice?.model.identity === model?.identity && this.#choice?.model.dimensions === model?.dimensions) return;
    for (const vectors of this.#chosen.values()) vectors.dispose();
    this.#chosen.clear();
    this.#choice = choice;
    for (const folder of this.#snapshots.keys()) this.#useChosen(folder);
  }

  /** Returns the chosen model's vectors for the folder's newest snapshot. */
  chosenVectors(folder: string): ChosenVectors | undefined {
    return this.#chosen.get(folder);
  }

  /** Closes a folder's segments. */
  drop(folder: string): void {
    this.#snapshots.get(folder)?.dispose();
    this.#snapshots.delete(folder);
    this.#roots.delete(folder);
    this.#chosen.get(folder)?.dispose();
    this.#chosen.delete(folder);
    for (const segment of this.#open.get(folder)?.values() ?? []) segment.close();
    this.#open.delete(folder);
  }

  dispose(): void {
    for (const folder of this.#open.keys()) this.drop(folder);
  }

  #useChosen(folder: string): void {
    const root = this.#roots.get(folder);
    const snapshot = this.#snapshots.get(folder);
    if (this.#choice === undefined || root === undefined || snapshot === undefined) return;
    const { model, storageDir } = this.#choice;
    let vectors = this.#chosen.get(folder);
    if (vectors === undefined) {
      const file = new WindowVectorsFile(vectorsFile(storageDir, root, model), model);
      vectors = new ChosenVectors({ kernels: this.#kernels, arena: this.#arena, memory: this.#memory, model, file });
      this.#chosen.set(folder, vectors);
    }
    try {
      vectors.use(snapshot.parts);
    } catch (error) {
      if (!(error instanceof SegmentDamage)) throw error;
      // The snapshot that follows the repair has them again.
      vectors.dispose();
      this.#chosen.delete(folder);
    }
  }

  #openSegment(folder: string, path: string, from: string | Uint8Array): OpenSegment | undefined {
    const opened = SegmentReader.open(from, this.#kernels, this.#cache, this.#page);
    if (opened instanceof SegmentReader) return new OpenSegment(opened, this.#kernels, this.#arena);
    this.#onProblem(folder, { path, ...opened });
    return undefined;
  }
}
