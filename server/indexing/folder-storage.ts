/**
 * The stored index of one folder: loads the manifest with the file tables of its segments, commits a new one, sweeps what none names.
 * Reads no content of the folder's files. Whatever is damaged is dropped and said, so that its files are indexed again.
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

/** The file table of a stored segment; throws where it is damaged. */
export type ReadTable = (path: string) => FileTable;

/** What the manifest says beside the files. */
export type Summary = Pick<Manifest, 'generation' | 'complete' | 'nSeen' | 'leftOut' | 'note' | 'indexedMs'>;

export interface StorageParts {
  readonly root: string;
  readonly storage: string;
  /** What segments are built from: see the manifest. */
  readonly features: string;
  readonly readTable: ReadTable;
  readonly disk: Disk;
  readonly log: Log;
}

export class FolderStorage {
  readonly #parts: StorageParts;
  /** Tables by segment: segments never change, so that a follower reads each once. */
  #tables = new Map<string, FileTable>();
  #statsId: string | undefined;
  #retired: readonly string[] = [];
  /** Segments that were made durable. */
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

  /** Fills `files` from the stored index. Undefined where there is none that can be used. */
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
      // Others wait for this thread: a table of 10,000 files takes some milliseconds.
      await nextTurn();
    }
    this.#tables = kept;
    this.#durable = new Set(kept.keys());
    // One line, however many they are: after an update all of them are outdated.
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

  /** Makes the state of `files` the stored one. Rejects with `storage-unwritable`; the last manifest then still holds. */
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

  /** Writes a segment that had to stay in memory; resolves to its path. */
  async store({ bytes, id }: StoredSegment & { readonly bytes: SharedArrayBuffer }): Promise<string> {
    const path = segmentFileName(this.#parts.storage, id);
    await writeAtomically(path, [new Uint8Array(bytes)], this.#parts.disk);
    return path;
  }

  /** The manifest as the disk tells it apart from another: size, time, file number. */
  async signature(): Promise<string> {
    const found = await stat(manifestFile(this.#parts.storage)).catch(() => undefined);
    return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
  }

  /** Before anything is written: removes what no manifest names, left by a writer that was killed. */
  async sweep(inUse: ReadonlySet<string>): Promise<void> {
    const { storage } = this.#parts;
    for (const name of await readdir(storage).catch(() => [])) {
      const id = /^(?:seg|stats)-([0-9a-f]+)(?:\.vibe)?$/.exec(name)?.[1];
      if (isSweepable(name) && (id === undefined || !(inUse.has(id) || id === this.#statsId))) await this.#remove(join(storage, name));
    }
  }

  /** These segments are named by no manifest any more. They go with the next call: a search may be reading them right now. */
  async retire(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const before = this.#retired;
    this.#retired = ids;
    for (const id of before) await this.#remove(segmentFileName(this.#parts.storage, id));
  }

  /** The segments on the disk, each made durable once; those that come meanwhile as well. */
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
    // Another process may read it still, which Windows refuses; a later sweep gets it.
    await this.#parts.disk.remove(path).catch(() => undefined);
  }

  /** The files of a stored segment, or why it cannot be used. */
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
    // Its files are read once more, nothing else.
    this.#parts.log(
      'warn',
      `The signatures of "${this.#parts.root}" are collected again: ${read.kind === 'damaged' ? read.why : 'missing'}`,
    );
    return undefined;
  }
}
