/**
 * Keeps every file of a folder and which stored version of it can be found: paths, segments, deletions, files left out. Pure bookkeeping:
 * it reads nothing and writes nothing. Invariant: a path has at most one live version, and the result of an older scan pass never replaces
 * that of a newer one.
 */

import type { FolderStats, ManifestSegment } from '../disk/manifest.js';
import type { LeftOutReason } from '../protocol/index-status.js';
import type { FileTable } from '../segment/read/segment-table.js';
import type { SegmentRef } from '../snapshot/snapshot-spec.js';
import type { KnownVersion } from './index-tasks.js';

export interface StoredSegment {
  readonly id: string;
  readonly path: string;
  readonly bytes?: SharedArrayBuffer;
  readonly sizeBytes: number;
  readonly files: FileTable;
}

interface Segment extends Omit<StoredSegment, 'path' | 'bytes'> {
  path: string;
  bytes: SharedArrayBuffer | undefined;
  readonly paths: readonly string[];
  /** One entry for each file. */
  readonly mtimes: Float64Array;
  readonly dead: Uint8Array;
  readonly nWindows: number;
  nDead: number;
}

interface Version {
  readonly segment: Segment;
  readonly file: number;
}

interface LeftOut {
  readonly reason: LeftOutReason;
  readonly source: string;
  /** Set if the file was read: it is read again only when size or time differs. */
  readonly signature: { readonly sizeBytes: number; readonly mtimeMs: number } | undefined;
}

export type Judgement = { readonly kind: 'unchanged' } | { readonly kind: 'to-index'; readonly known: readonly KnownVersion[] };

const hashBytes = 16;
/** Space for dead versions, which may become live again. */
const minKeptDeadBytes = 8 * 1024 * 1024;
const maxKeptDeadShare = 0.25;
/** Saves create many small dead segments. */
const maxKeptDead = 32;

export class FolderFiles {
  readonly #segments = new Map<string, Segment>();
  readonly #live = new Map<string, Version>();
  /** Replaced or deleted versions that a segment still holds. A file that returns to such a content is not indexed again. */
  readonly #dead = new Map<string, Version[]>();
  readonly #leftOut = new Map<string, LeftOut>();
  readonly #nLeftOut = new Map<LeftOutReason, number>();
  /** The newest scan pass that concerns a path. Kept only while a pass runs. */
  readonly #touched = new Map<string, number>();
  readonly #hidden = new Set<string>();
  /** False until a pass over the whole folder has ended: some files may still be unknown. */
  isComplete = false;
  #nWindows = 0;
  #statsChanged = false;

  get nFiles(): number {
    return this.#live.size;
  }

  get nWindows(): number {
    return this.#nWindows;
  }

  get nLeftOut(): number {
    return this.#leftOut.size;
  }

  get sizeBytes(): number {
    let sum = 0;
    for (const segment of this.#segments.values()) sum += segment.sizeBytes;
    return sum;
  }

  leftOutCounts(): Readonly<Partial<Record<LeftOutReason, number>>> {
    return Object.fromEntries([...this.#nLeftOut].filter(([, n]) => n > 0));
  }

  /** Counts entries by the line that left them out, the most frequent first. */
  leftOutSources(): readonly { readonly source: string; readonly n: number }[] {
    const counts = new Map<string, number>();
    for (const { source } of this.#leftOut.values()) if (source !== '') counts.set(source, (counts.get(source) ?? 0) + 1);
    return [...counts].map(([source, n]) => ({ source, n })).sort((a, b) => b.n - a.n);
  }

  paths(): Iterable<string> {
    return this.#live.keys();
  }

  has(path: string): boolean {
    return this.#live.has(path);
  }

  isLeftOut(path: string): boolean {
    return this.#leftOut.has(path);
  }

  /** Records that a scan pass of this age concerns the path. Returns false if a newer one already does. */
  touch(path: string, age: number): boolean {
    if ((this.#touched.get(path) ?? 0) > age) return false;
    this.#touched.set(path, age);
    return true;
  }

  /** Called when no scan pass runs, so that no older result can arrive. */
  settle(): void {
    this.#touched.clear();
  }

  /** Decides what to do about a file that a scan found. */
  judge(path: string, sizeBytes: number, mtimeMs: number): Judgement {
    const live = this.#live.get(path);
    if (live !== undefined && live.segment.files.sizes[live.file] === sizeBytes && live.segment.mtimes[live.file] === mtimeMs)
      return { kind: 'unchanged' };
    const signature = this.#leftOut.get(path)?.signature;
    if (signature?.sizeBytes === sizeBytes && signature.mtimeMs === mtimeMs) return { kind: 'unchanged' };
    const versions = [...(live === undefined ? [] : [live]), ...(this.#dead.get(path) ?? [])];
    return { kind: 'to-index', known: versions.map(version => knownOf(version)) };
  }

  /** Takes in a new segment: its files replace their older versions, unless a newer scan pass has touched the path since. */
  adopt(stored: StoredSegment): void {
    const segment = this.#addSegment(stored);
    segment.paths.forEach((path, file) => {
      const version = { segment, file };
      if ((this.#touched.get(path) ?? 0) > (stored.files.ages[file] ?? 0)) this.#bury(path, version);
      else this.#enliven(path, version);
    });
  }

  /** Makes a stored version live because the file has its content again. Returns false if that version is gone. */
  keep(path: string, segmentId: string, file: number, mtimeMs: number): boolean {
    const segment = this.#segments.get(segmentId);
    if (segment?.paths[file] !== path) return false;
    if (segment.mtimes[file] !== mtimeMs) {
      segment.mtimes[file] = mtimeMs;
      this.#statsChanged = true;
    }
    const live = this.#live.get(path);
    if (live?.segment === segment && live.file === file) return true;
    this.#dead.set(
      path,
      (this.#dead.get(path) ?? []).filter(version => version.segment !== segment || version.file !== file),
    );
    segment.dead[file] = 0;
    segment.nDead--;
    this.#enliven(path, { segment, file });
    return true;
  }

  remove(path: string): void {
    const live = this.#live.get(path);
    if (live !== undefined) {
      this.#live.delete(path);
      this.#nWindows -= live.segment.files.windows[live.file]!;
      this.#bury(path, live);
    }
    this.#forgetLeftOut(path);
  }

  leaveOut(path: string, leftOut: LeftOut): void {
    this.remove(path);
    this.#leftOut.set(path, leftOut);
    this.#nLeftOut.set(leftOut.reason, (this.#nLeftOut.get(leftOut.reason) ?? 0) + 1);
    if (leftOut.signature !== undefined) this.#statsChanged = true;
  }

  /** Returns all known paths below any of these folders, in one pass over the paths however many folders there are. */
  pathsBelow(folders: ReadonlySet<string>): readonly string[] {
    if (folders.size === 0) return [];
    const isBelow = (path: string): boolean => {
      for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
        if (folders.has(path.slice(0, slash))) return true;
      return false;
    };
    return [...this.#live.keys()].filter(isBelow).concat([...this.#leftOut.keys()].filter(isBelow));
  }

  /** Returns all known paths that neither a whole scan pass of this age nor a newer pass has met. */
  missing(age: number): readonly string[] {
    const isMissing = (path: string): boolean => (this.#touched.get(path) ?? 0) < age;
    return [...this.#live.keys()].filter(isMissing).concat([...this.#leftOut.keys()].filter(isMissing));
  }

  /** Hides or shows the stored versions of a path; unsaved text hides them. */
  hide(path: string, hidden: boolean): void {
    if (hidden) this.#hidden.add(path);
    else this.#hidden.delete(path);
  }

  /** Returns what the search thread needs. Segments without a live file are left out. */
  refs(): readonly SegmentRef[] {
    const hidden = new Map<Segment, number[]>();
    for (const path of this.#hidden) {
      const live = this.#live.get(path);
      if (live !== undefined) hidden.set(live.segment, [...(hidden.get(live.segment) ?? []), live.file]);
    }
    const refs: SegmentRef[] = [];
    for (const segment of this.#segments.values()) {
      const { path, bytes, dead, nDead, paths } = segment;
      if (nDead === paths.length) continue;
      const alsoHidden = hidden.get(segment);
      const deletedFiles = nDead > 0 ? numbersOf(dead) : [];
      if (alsoHidden !== undefined) deletedFiles.push(...alsoHidden);
      deletedFiles.sort((a, b) => a - b);
      refs.push(bytes === undefined ? { path, deletedFiles } : { path, bytes, deletedFiles });
    }
    return refs;
  }

  segments(): readonly (ManifestSegment & Pick<StoredSegment, 'path' | 'bytes'>)[] {
    return [...this.#segments.values()].map(({ id, path, bytes, sizeBytes, paths, dead, nDead, nWindows }) => ({
      id,
      path,
      ...(bytes === undefined ? {} : { bytes }),
      sizeBytes,
      nFiles: paths.length,
      nWindows,
      deleted: nDead === 0 ? [] : numbersOf(dead),
    }));
  }

  /** Loads a segment of the manifest, with its deletions. */
  load(stored: StoredSegment, deleted: readonly number[]): void {
    const segment = this.#addSegment(stored);
    const dead = new Set(deleted);
    segment.paths.forEach((path, file) => {
      if (dead.has(file)) this.#bury(path, { segment, file });
      else this.#enliven(path, { segment, file });
    });
  }

  loadStats(stats: FolderStats): void {
    // The reasons are current: they come from a manifest with the features of this version.
    for (const [path, sizeBytes, mtimeMs, reason] of stats.leftOut)
      this.leaveOut(path, { reason: reason as LeftOutReason, source: '', signature: { sizeBytes, mtimeMs } });
    for (const [id, file, mtimeMs] of stats.restat) {
      const segment = this.#segments.get(id);
      if (segment !== undefined && file < segment.mtimes.length) segment.mtimes[file] = mtimeMs;
    }
    this.#statsChanged = false;
  }

  /** Returns the signatures if they changed since the last call. */
  takeStats(): FolderStats | undefined {
    if (!this.#statsChanged) return undefined;
    this.#statsChanged = false;
    const leftOut: FolderStats['leftOut'] = [];
    for (const [path, { reason, signature }] of this.#leftOut)
      if (signature !== undefined) leftOut.push([path, signature.sizeBytes, signature.mtimeMs, reason]);
    const restat: FolderStats['restat'] = [];
    for (const { id, mtimes, files } of this.#segments.values())
      for (let file = 0; file < mtimes.length; file++) if (mtimes[file] !== files.mtimes[file]) restat.push([id, file, mtimes[file]!]);
    return { leftOut, restat };
  }

  /** Puts `merged` in the place of `sources`. Files that died during the merge are dead in it too. */
  replace(sources: readonly string[], merged: StoredSegment | undefined): void {
    const old = sources.map(id => this.#segments.get(id)).filter(segment => segment !== undefined);
    const inSources = new Set(old);
    for (const segment of old)
      for (const path of segment.paths)
        this.#dead.set(
          path,
          (this.#dead.get(path) ?? []).filter(version => !inSources.has(version.segment)),
        );
    if (merged !== undefined) {
      const segment = this.#addSegment(merged);
      segment.paths.forEach((path, file) => {
        const live = this.#live.get(path);
        const isLive = live !== undefined && inSources.has(live.segment) && sameHash(live, { segment, file });
        if (!isLive) return this.#bury(path, { segment, file });
        segment.mtimes[file] = live.segment.mtimes[live.file]!;
        if (segment.mtimes[file] !== segment.files.mtimes[file]) this.#statsChanged = true;
        this.#live.set(path, { segment, file });
      });
    }
    for (const [path, versions] of this.#dead) if (versions.length === 0) this.#dead.delete(path);
    for (const { id } of old) this.#segments.delete(id);
  }

  /** Drops a segment that cannot be read; its files become unknown. */
  forget(segmentId: string): void {
    const segment = this.#segments.get(segmentId);
    segment?.paths.forEach((path, file) => {
      if (segment.dead[file] === 0) this.remove(path);
    });
    if (segment !== undefined) this.replace([segmentId], undefined);
  }

  /** Stores a segment that was in memory. From now on it is read from where `store` put it. */
  async move(segmentId: string, store: (segment: StoredSegment & { readonly bytes: SharedArrayBuffer }) => Promise<string>): Promise<void> {
    const segment = this.#segments.get(segmentId);
    if (segment?.bytes === undefined) return;
    const path = await store({ ...segment, bytes: segment.bytes });
    segment.path = path;
    segment.bytes = undefined;
  }

  /**
   * Drops segments without a live file, the oldest first, except for some that are kept for files that return: a person who visits another
   * branch soon goes back.
   */
  dropDead(): readonly string[] {
    const dead = [...this.#segments.values()].filter(({ nDead, paths }) => nDead === paths.length);
    let deadBytes = dead.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const keptBytes = Math.max(minKeptDeadBytes, (this.sizeBytes - deadBytes) * maxKeptDeadShare);
    const dropped: string[] = [];
    for (const [i, { id, sizeBytes }] of dead.entries()) {
      if (deadBytes <= keptBytes && dead.length - i <= maxKeptDead) break;
      deadBytes -= sizeBytes;
      dropped.push(id);
    }
    if (dropped.length > 0) this.replace(dropped, undefined);
    return dropped;
  }

  #addSegment(stored: StoredSegment): Segment {
    const paths = stored.files.paths === '' ? [] : stored.files.paths.split('\0');
    const segment: Segment = {
      ...stored,
      bytes: stored.bytes,
      paths,
      mtimes: stored.files.mtimes.slice(),
      dead: new Uint8Array(paths.length),
      nDead: 0,
      nWindows: stored.files.windows.reduce((sum, n) => sum + n, 0),
    };
    this.#segments.set(stored.id, segment);
    return segment;
  }

  #enliven(path: string, version: Version): void {
    const old = this.#live.get(path);
    if (old !== undefined) {
      this.#nWindows -= old.segment.files.windows[old.file]!;
      this.#bury(path, old);
    }
    this.#forgetLeftOut(path);
    this.#live.set(path, version);
    this.#nWindows += version.segment.files.windows[version.file]!;
  }

  #bury(path: string, version: Version): void {
    version.segment.dead[version.file] = 1;
    version.segment.nDead++;
    const versions = this.#dead.get(path);
    if (versions === undefined) this.#dead.set(path, [version]);
    else versions.push(version);
  }

  #forgetLeftOut(path: string): void {
    const leftOut = this.#leftOut.get(path);
    if (leftOut === undefined) return;
    this.#leftOut.delete(path);
    this.#nLeftOut.set(leftOut.reason, this.#nLeftOut.get(leftOut.reason)! - 1);
    if (leftOut.signature !== undefined) this.#statsChanged = true;
  }
}

const hashOf = ({ segment, file }: Version): Uint8Array => segment.files.hashes.subarray(file * hashBytes, (file + 1) * hashBytes);

const knownOf = (version: Version): KnownVersion => ({
  hash: Buffer.from(hashOf(version)).toString('hex'),
  segment: version.segment.id,
  file: version.file,
});

const sameHash = (a: Version, b: Version): boolean => Buffer.compare(hashOf(a), hashOf(b)) === 0;

function numbersOf(bits: Uint8Array): number[] {
  const numbers: number[] = [];
  for (let i = bits.indexOf(1); i >= 0; i = bits.indexOf(1, i + 1)) numbers.push(i);
  return numbers;
}
