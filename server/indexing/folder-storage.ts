/**
 * The stored index of one folder: loads the manifest with the file tables of its segments, commits a new manifest, and removes files that
 * no manifest names. Does not read the folder's own files. Damaged parts are dropped and reported, so that their files are indexed again.
 */
import { randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log } from '../base/background.js';
import { type Disk, makeDurable, makeFolder, writeAtomically } from '../disk/atomic-file.js';
import { readChecked, writeChecked } from '../disk/checked-file.js';
import { isSweepable, manifestFile, segmentFileName, statsFile } from '../disk/folder-layout.js';
import { type FolderStats, type Manifest, manifestFormat, statsFormat } from '../disk/manifest.js';
import { errorText } from '../protocol/error-text.js';
import type { FileTable } from '../segment/read/segment-table.js';
import type { FolderFiles, StoredSegment } from './folder-files.js';

/** Reads the file table of a stored segment. Throws if it is damaged. */
export type ReadTable = (path: string) => FileTable;

/** Fields of the manifest besides the files. */
export type Summary = Pick<Manifest, 'generation' | 'complete' | 'nSeen' | 'leftOut' | 'note' | 'indexedMs' | 'committedMs'>;

export interface StorageParts {
  readonly root: string;
  readonly storage: string;
  /** Identifies what segments are built from: see `Manifest`. */
  readonly features: string;
  readonly readTable: ReadTable;
  readonly disk: Disk;
  readonly log: Log;
}

export class FolderStorage {
  readonly #parts: StorageParts;
  /** Tables by segment id. Segments never change, so a follower reads each table once. */
  #tables = new Map<string, FileTable>();
  #statsId: string | undefined;
  #retired: readonly string[] = [];
  /** Ids of segments that are durable. */
  #durable = new Set<string>();

  constructor(parts: StorageParts) {
    this.#parts = parts;
  }

  get path(): string {
    return this.#parts.storage;
  }

  makeFolder(): Promise<void> {
    return makeFolder(this.#parts.storage, this.#parts.disk);
  }

  /** Fills `files` from the stored index. Returns undefined if there is none that can be used. */
  async load(files: FolderFiles): Promise<Manifest | undefined> {
    const { storage, features, root, log } = this.#parts;
    const read = await readChecked(manifestFile(storage), manifestFormat);
    if (read.kind === 'missing') return undefined;
    if (read.kind === 'damaged') {
      log('warn', `The stored index of "${root}" cannot be used and is built again: ${read.why}`);
      return undefined;
    }
    const manifest = read.body;
    if (manifest.root !== root || manifest.features !== features) return undefined;
    const kept = new Map<string, FileTable>();
    const unusable: string[] = [];
    for (const segment of manifest.segments) {
      const { id, sizeBytes, deleted } = segment;
      const table = this.#table(segment);
      if (typeof table === 'string') {
        unusable.push(`segment ${id}: ${table}`);
        continue;
      }
      kept.set(id, table);
      files.load({ id, path: segmentFileName(storage, id), sizeBytes, files: table }, deleted);
      // Yields to other work of this thread: a table of 10,000 files takes some milliseconds.
      await nextTurn();
    }
    this.#tables = kept;
    this.#durable = new Set(kept.keys());
    // One line for all of them: after an update every segment is outdated.
    if (unusable.length > 0) {
      const part = `${unusable.length} of ${manifest.segments.length} parts of the index of "${root}"`;
      log('warn', `${part} cannot be used and are built again, the first because of ${unusable[0]}`);
      log('debug', unusable.join('\n'));
    }
    const stats = manifest.stats === undefined ? undefined : await this.#readStats(manifest.stats);
    this.#statsId = stats === undefined ? undefined : manifest.stats;
    if (stats !== undefined) files.loadStats(stats);
    return manifest;
  }

  /** Stores the state of `files`. Rejects with `storage-unwritable`; the previous manifest then stays valid. */
  async commit(files: FolderFiles, summary: Summary): Promise<void> {
    const { storage, root, features, disk } = this.#parts;
    const stats = files.takeStats();
    const old = this.#statsId;
    if (stats !== undefined) {
      const id = randomBytes(8).toString('hex');
      await writeChecked(statsFile(storage, id), statsFormat, stats, disk);
      this.#statsId = id;
    }
    const segments = await this.#durableSegments(files);
    const manifest: Manifest = {
      ...summary,
      root,
      features,
      segments: segments.map(({ id, sizeBytes, nFiles, nWindows, deleted }) => ({
        id,
        sizeBytes,
        nFiles,
        nWindows,
        deleted: [...deleted],
      })),
      ...(this.#statsId === undefined ? {} : { stats: this.#statsId }),
    };
    await writeChecked(manifestFile(storage), manifestFormat, manifest, disk);
    if (old !== undefined && old !== this.#statsId) await this.#remove(statsFile(storage, old));
  }

  /** Writes a segment that had to stay in memory. Resolves to its path. */
  async store({ bytes, id }: StoredSegment & { readonly bytes: SharedArrayBuffer }): Promise<string> {
    const path = segmentFileName(this.#parts.storage, id);
    await writeAtomically(path, [new Uint8Array(bytes)], this.#parts.disk);
    return path;
  }

  /** Returns what distinguishes the manifest on disk from another: size, time, file number. */
  async signature(): Promise<string> {
    const found = await stat(manifestFile(this.#parts.storage)).catch(() => undefined);
    return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
  }

  /** Removes files that no manifest names, left by a writer that was killed. Called before anything is written. */
  async sweep(inUse: ReadonlySet<string>): Promise<void> {
    const { storage } = this.#parts;
    for (const name of await readdir(storage).catch(() => [])) {
      const id = /^(?:seg|stats)-([0-9a-f]+)(?:\.vibe)?$/.exec(name)?.[1];
      if (isSweepable(name) && (id === undefined || !(inUse.has(id) || id === this.#statsId))) await this.#remove(join(storage, name));
    }
  }

  /** Marks segments that no manifest names any more. The next call removes them, because a search may be reading them right now. */
  async retire(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const before = this.#retired;
    this.#retired = ids;
    for (const id of before) await this.#remove(segmentFileName(this.#parts.storage, id));
  }

  /** Returns the segments on the disk, after making each durable once, including those that arrive meanwhile. */
  async #durableSegments(files: FolderFiles): Promise<ReturnType<FolderFiles['segments']>> {
    for (;;) {
      const segments = files.segments().filter(({ bytes }) => bytes === undefined);
      const fresh = segments.filter(({ id }) => !this.#durable.has(id));
      await makeDurable(
        fresh.map(({ path }) => path),
        this.#parts.disk,
      );
      this.#durable = new Set(segments.map(({ id }) => id));
      if (fresh.length === 0) return segments;
    }
  }

  async #remove(path: string): Promise<void> {
    // Another process may still read the file, and Windows then refuses to remove it; a later sweep will.
    await this.#parts.disk.remove(path).catch(() => undefined);
  }

  /** Returns the files of a stored segment, or why it cannot be used. */
  #table({ id, nFiles }: Manifest['segments'][number]): FileTable | string {
    const known = this.#tables.get(id);
    if (known !== undefined) return known;
    const { storage, readTable } = this.#parts;
    try {
      const table = readTable(segmentFileName(storage, id));
      if (table.sizes.length !== nFiles) throw new Error(`it has ${table.sizes.length} files, not ${nFiles}`);
      return table;
    } catch (error) {
      return errorText(error);
    }
  }

  async #readStats(id: string): Promise<FolderStats | undefined> {
    const read = await readChecked(statsFile(this.#parts.storage, id), statsFormat);
    if (read.kind === 'read') return read.body;
    // The only loss is that its files are read once more.
    this.#parts.log(
      'warn',
      `The signatures of "${this.#parts.root}" are collected again: ${read.kind === 'damaged' ? read.why : 'missing'}`,
    );
    return undefined;
  }
}
