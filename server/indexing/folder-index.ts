/**
 * The index of one folder, from the lock to the snapshot. The window that holds the lock scans the folder and writes; other windows follow
 * the manifest. If the disk cannot be written, the index lives in memory. Invariant: everything in a snapshot was committed before, or
 * the status says why not; the status counts only what the newest snapshot can find.
 */
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { background, type Log } from '../base/background.js';
import type { Clock } from '../base/clock.js';
import { raceAbort, sleep } from '../base/signals.js';
import type { Disk } from '../disk/atomic-file.js';
import { folderStorage, lockFile } from '../disk/folder-layout.js';
import { beatMs, FolderLock } from '../disk/folder-lock.js';
import type { Manifest } from '../disk/manifest.js';
import type { Recorder } from '../monitor/recorder.js';
import { isAbort } from '../protocol/abort-error.js';
import { errorText } from '../protocol/error-text.js';
import type { FolderStatus, IndexPhase } from '../protocol/index-status.js';
import { type Problem, ProblemError, problemOf } from '../protocol/problem.js';
import { type Sentence, say } from '../protocol/sentences/sentence.js';
import type { SnapshotSpec } from '../snapshot/snapshot-spec.js';
import { FolderCommits } from './folder-commits.js';
import { FolderFiles } from './folder-files.js';
import { contentNote, followerNote } from './folder-notes.js';
import { FolderScans } from './folder-scans.js';
import { FolderStorage, type ReadTable, type Summary } from './folder-storage.js';
import type { IndexPool } from './index-pool.js';
import type { FolderRef, NewSegment } from './index-tasks.js';
import { nextMerge } from './merge-policy.js';
import { Overlays } from './overlays.js';

export interface FolderParts {
  readonly pool: IndexPool;
  readonly storageDir: string;
  /** See `Manifest`. */
  readonly features: string;
  readonly readTable: ReadTable;
  readonly globs: readonly string[];
  readonly maxFileBytes: number;
  /** Limit of the disk space for the index. */
  readonly quotaBytes: number;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly log: Log;
  readonly recorder: Recorder;
  readonly onStatus: () => void;
  readonly onSnapshot: (spec: SnapshotSpec) => void;
  /** Called with folders that hold indexed files, for a watcher. */
  readonly onFolders: (paths: readonly string[]) => void;
}

/** Time from the start of the first scan pass to the first request for segments. The interval then doubles each time. */
const firstCommitMs = 300;
const slowestCommitMs = 15_000;
/** Interval at which a follower checks for a new manifest. It checks for a dead writer once per heartbeat. */
const checkMs = 100;
const checksPerBeat = beatMs / checkMs;

/** Stage of an index that this window builds. */
type Stage = Exclude<IndexPhase, 'following'>;

/** Who builds the index and how far it is, in one value so that the two cannot disagree. */
type Phase =
  /** The writer is not known yet. */
  | { readonly kind: 'opening' }
  /** This window builds the index: on the disk while it holds the lock, otherwise only in memory. */
  | { readonly kind: 'own'; readonly stage: Stage; readonly held: HeldLock | undefined }
  /** Another window writes, and this one reads its commits. */
  | { readonly kind: 'following'; readonly isProven: boolean };

interface HeldLock {
  readonly lock: FolderLock;
  readonly beat: NodeJS.Timeout;
}

export class FolderIndex {
  readonly root: string;
  readonly uri: string;
  readonly #parts: FolderParts;
  readonly #storage: FolderStorage;
  readonly #end = new AbortController();
  readonly #overlays: Overlays;
  readonly #commits: FolderCommits;
  readonly #scans: FolderScans;
  #files = new FolderFiles();
  #phase: Phase = { kind: 'opening' };
  #problem: Problem | undefined;
  #manifest: Manifest | undefined;
  #generation = 0;
  #indexedMs: number | undefined;
  #merging: Promise<boolean> | undefined;
  /** Resolved when the first pass over the whole folder has ended, or the followed index is complete. Rejected by `dispose`. */
  readonly #settled = Promise.withResolvers<void>();

  constructor(root: string, parts: FolderParts) {
    this.root = root;
    this.uri = pathToFileURL(root).href;
    this.#parts = parts;
    this.#overlays = new Overlays(parts.pool);
    this.#settled.promise.catch(() => undefined);
    const storage = folderStorage(parts.storageDir, root);
    this.#storage = new FolderStorage({ ...parts, root, storage });
    this.#commits = new FolderCommits({
      ...parts,
      storage: this.#storage,
      state: () => ({ files: this.#files, summary: this.#summary() }),
      mayWrite: () => this.#mayWrite(),
      onProblem: problem => {
        if (problem !== undefined || this.#problem?.code === 'storage-unwritable') this.#problem = problem;
      },
      publish: () => this.#publish(),
    });
    this.#scans = new FolderScans(
      {
        ...parts,
        files: () => this.#files,
        folder: () => this.#ref(),
        onProgress: () => this.#tell(),
        commit: () => this.#commits.soon(),
        aroundWhole: scan => this.#scanAll(scan),
        onChanged: () => this.#mergeSoon(),
      },
      this.#end.signal,
    );
  }

  /** Resolves when the stored index, if there is one, can be searched. The scan pass continues. */
  async open(): Promise<void> {
    try {
      await this.#storage.makeFolder();
    } catch (error) {
      return this.#openInMemory(error);
    }
    const lock = new FolderLock(lockFile(this.#storage.path));
    const answer = await lock.take();
    if (answer.kind === 'unwritable') return this.#openInMemory(answer.error);
    await this.#load();
    if (answer.kind === 'taken') await this.#write(lock);
    else this.#startFollowing(lock, answer.isProven);
  }

  status(): FolderStatus {
    const files = this.#files;
    const isFollower = this.#phase.kind === 'following';
    const leftOut = isFollower ? (this.#manifest?.leftOut ?? {}) : files.leftOutCounts();
    const { nPending } = this.#scans;
    const note = this.#note();
    return {
      folder: this.uri,
      name: basename(this.root),
      phase: phaseOf(this.#phase),
      nSeen: isFollower ? (this.#manifest?.nSeen ?? files.nFiles) : files.nFiles + files.nLeftOut + nPending,
      nSearchable: files.nFiles,
      ...(files.isComplete ? {} : { isPartial: true }),
      nChunks: files.nWindows,
      leftOut,
      sizeBytes: files.sizeBytes,
      indexedMs: this.#indexedMs,
      ...(note === undefined ? {} : { note }),
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  snapshot(): SnapshotSpec {
    return {
      folder: this.uri,
      root: this.root,
      generation: this.#generation,
      segments: this.#files.refs(),
      overlays: this.#overlays.segments(),
    };
  }

  /** Returns the files that can be found, relative to the root. */
  paths(): readonly string[] {
    return [...this.#files.paths()];
  }

  async ready(signal: AbortSignal): Promise<FolderStatus> {
    await raceAbort(this.#settled.promise, signal);
    return this.status();
  }

  /** Takes relative paths. Resolves when the index has their current state. A burst of calls shares one scan pass. */
  async changed(paths: readonly string[], signal: AbortSignal): Promise<void> {
    if (this.#phase.kind === 'following') return;
    // The root itself, or ignore rules, may concern every file.
    if (paths.some(path => path === '' || isIgnoreFile(path))) return raceAbort(this.#scans.whole(), signal);
    await this.#scans.at(
      paths.filter(path => !isInsideGit(path)),
      signal,
    );
  }

  async overlay(path: string, text: string | undefined, signal: AbortSignal): Promise<void> {
    if (await this.#overlays.set(path, text, this.#ref(), this.#files, signal)) this.#publish();
  }

  async rebuild(signal: AbortSignal): Promise<void> {
    // A lock that a crash left behind is taken over in a few beats.
    if (this.#phase.kind === 'following' && !this.#phase.isProven) await raceAbort(this.#settled.promise, signal);
    if (this.#phase.kind === 'following')
      throw new ProblemError('index-busy', say('indexBusy', { folder: this.root }), say('rebuildThere'));
    await this.#scans.stop();
    const old = this.#files.segments().map(({ id }) => id);
    this.#files = new FolderFiles();
    this.#reach('scanning');
    this.#problem = undefined;
    await raceAbort(this.#scans.whole(), signal);
    await this.#storage.retire(old);
  }

  /** Indexes the files of a segment again that the search thread found damaged. */
  async damaged(segmentPath: string): Promise<void> {
    const segment = this.#files.segments().find(({ path }) => path === segmentPath);
    if (segment === undefined || this.#phase.kind === 'following') return;
    this.#parts.log('warn', `Segment ${segment.id} of "${this.root}" is damaged and built again`);
    this.#files.forget(segment.id);
    await this.#scans.whole();
  }

  adopt(segment: NewSegment): void {
    this.#parts.recorder.count('Indexing', 'segments');
    this.#files.adopt(segment);
    for (const path of segment.files.paths.split('\0')) this.#scans.arrived(path);
    if (segment.problem !== undefined) this.#problem = segment.problem;
    background(`commit of ${this.root}`, this.#commits.soon(), this.#parts.log);
  }

  async dispose(): Promise<void> {
    this.#end.abort();
    this.#settled.reject(this.#end.signal.reason);
    await Promise.allSettled([this.#scans.ended(), this.#commits.soon()]);
    const held = this.#held();
    if (held === undefined) return;
    clearInterval(held.beat);
    await held.lock.release();
  }

  #openInMemory(error: unknown): void {
    this.#problem =
      error instanceof ProblemError
        ? error.problem
        : new ProblemError(
            'storage-unwritable',
            say('indexNotKept', { folder: this.root, path: this.#storage.path, why: errorText(error) }),
            say('makeThatFolderWritable'),
          ).problem;
    this.#phase = { kind: 'own', stage: 'scanning', held: undefined };
    const loadAndScan = async (): Promise<void> => {
      await this.#load();
      await this.#scans.whole();
    };
    background(`index of ${this.root}`, loadAndScan(), this.#parts.log);
  }

  async #write(lock: FolderLock): Promise<void> {
    const beat = setInterval(() => void lock.beat(), beatMs).unref();
    // Runs before threads write: later, a new segment may be on the disk that is not known here yet.
    await this.#storage.sweep(new Set(this.#files.segments().map(({ id }) => id)));
    this.#phase = { kind: 'own', stage: 'scanning', held: { lock, beat } };
    background(`index of ${this.root}`, this.#scans.whole(), this.#parts.log);
  }

  async #load(): Promise<void> {
    const files = new FolderFiles();
    this.#manifest = await this.#storage.load(files);
    for (const path of this.#overlays.paths()) files.hide(path, true);
    files.isComplete = this.#manifest?.complete ?? false;
    this.#files = files;
    this.#generation = Math.max(this.#generation, this.#manifest?.generation ?? 0);
    if (this.#manifest !== undefined) this.#publish();
  }

  /** Waits for a holder that is not proven to be alive, because its index may be out of date for ever. */
  #startFollowing(lock: FolderLock, isProven: boolean): void {
    this.#phase = { kind: 'following', isProven };
    if (isProven && this.#files.isComplete) this.#settled.resolve();
    this.#tell();
    background(`following ${this.root}`, this.#follow(lock), this.#parts.log);
  }

  /** Takes over the writer's commits, and becomes the writer once it is gone. */
  async #follow(lock: FolderLock): Promise<void> {
    const { signal } = this.#end;
    let seen = await this.#storage.signature();
    for (let nChecks = 1; !signal.aborted; nChecks++) {
      await sleep(checkMs, signal);
      const now = await this.#storage.signature();
      if (now !== seen) {
        seen = now;
        await this.#load();
        this.#proveWriter();
      }
      if (nChecks % checksPerBeat !== 0) continue;
      const answer = await lock.take();
      if (answer.kind === 'held-by-other' && answer.isProven) this.#proveWriter();
      if (answer.kind !== 'taken') continue;
      // The last commit may have come after the last check.
      await this.#load();
      return this.#write(lock);
    }
  }

  #proveWriter(): void {
    this.#phase = { kind: 'following', isProven: true };
    if (this.#files.isComplete) this.#settled.resolve();
  }

  async #scanAll(scan: () => Promise<void>): Promise<void> {
    const { pool, clock, recorder } = this.#parts;
    const start = clock.now();
    let waitMs = firstCommitMs;
    let timer: NodeJS.Timeout | undefined;
    const flushLater = (): void => {
      timer = setTimeout(() => {
        if (phaseOf(this.#phase) === 'scanning') this.#reach('indexing');
        pool.flush();
        waitMs = Math.min(slowestCommitMs, waitMs * 2);
        flushLater();
      }, waitMs).unref();
    };
    flushLater();
    const burst = this.#files.isComplete ? undefined : pool.burst();
    try {
      await recorder.span('index.folder', scan);
      // Comes after the commit that ends a pass: a reader of "ready" may search immediately.
      this.#reach('ready');
      this.#indexedMs = clock.now() - start;
      if (this.#problem?.code !== 'storage-unwritable') this.#problem = undefined;
      this.#settled.resolve();
    } catch (error) {
      if (isAbort(error)) throw error;
      this.#reach('failed');
      this.#problem = problemOf(error);
      this.#settled.resolve();
      if (!(error instanceof ProblemError)) throw error;
    } finally {
      clearTimeout(timer);
      await burst?.dispose();
      this.#tell();
    }
    this.#mergeSoon();
  }

  /** Only an index that this window builds has stages. Another window may have become the writer during a scan pass. */
  #reach(stage: Stage): void {
    if (this.#phase.kind === 'own') this.#phase = { ...this.#phase, stage };
  }

  #held(): HeldLock | undefined {
    return this.#phase.kind === 'own' ? this.#phase.held : undefined;
  }

  async #mayWrite(): Promise<'yes' | 'memory-only' | 'no'> {
    if (this.#phase.kind === 'following') return 'no';
    const held = this.#held();
    if (held === undefined) return 'memory-only';
    if (await held.lock.holds()) return 'yes';
    // Another window considered this one dead and is the writer now.
    clearInterval(held.beat);
    this.#startFollowing(held.lock, true);
    return 'no';
  }

  #summary(): Summary {
    const { nSeen, leftOut, note, indexedMs } = this.status();
    return {
      generation: this.#generation + 1,
      complete: this.#files.isComplete,
      nSeen,
      leftOut,
      ...(note === undefined ? {} : { note }),
      ...(indexedMs === undefined ? {} : { indexedMs }),
      committedMs: this.#parts.clock.wall(),
    };
  }

  #publish(): void {
    this.#generation++;
    this.#parts.onSnapshot(this.snapshot());
    this.#tell();
  }

  #mergeSoon(): void {
    if (this.#merging !== undefined || this.#held() === undefined || this.#end.signal.aborted) return;
    const ids = nextMerge(this.#files.segments().filter(({ bytes }) => bytes === undefined));
    if (ids === undefined) return;
    this.#merging = this.#merge(ids).finally(() => (this.#merging = undefined));
    const merged = this.#merging;
    const goOn = async (): Promise<void> => {
      if (await merged) this.#mergeSoon();
    };
    background(`merge of ${this.root}`, goOn(), this.#parts.log);
  }

  async #merge(ids: readonly string[]): Promise<boolean> {
    const { pool, recorder } = this.#parts;
    const files = this.#files;
    const sources = files.segments().filter(({ id }) => ids.includes(id));
    const task = {
      kind: 'merge',
      folder: this.#ref(),
      sources: sources.map(({ id, path, deleted }) => ({ id, path, deletedFiles: deleted })),
    } as const;
    const outcome = await recorder.span('index.merge', () => pool.run(task, 'background', this.#end.signal));
    if (outcome.kind === 'failed') throw ProblemError.of(outcome.problem);
    if (outcome.kind === 'damaged') await this.damaged(outcome.path);
    // The index was rebuilt meanwhile. The next start sweeps the merged segment away.
    if (outcome.kind !== 'merged' || files !== this.#files) return false;
    files.replace(ids, outcome.segment);
    recorder.count('Indexing', 'merges');
    await this.#commits.soon();
    await this.#storage.retire(ids);
    return true;
  }

  #ref(): FolderRef {
    const { globs, maxFileBytes } = this.#parts;
    const storage = this.#held() !== undefined && this.#commits.isWritable ? this.#storage.path : undefined;
    return { root: this.root, storage, globs, maxFileBytes };
  }

  #note(): Sentence | undefined {
    if (this.#phase.kind === 'following') return followerNote(this.#manifest?.committedMs, this.#parts.clock.wall());
    return phaseOf(this.#phase) === 'ready' ? contentNote(this.#files, this.#parts.quotaBytes) : undefined;
  }

  #tell(): void {
    this.#parts.onStatus();
  }
}

/** Returns the phase as a status shows it. */
function phaseOf(phase: Phase): IndexPhase {
  switch (phase.kind) {
    case 'opening':
      return 'scanning';
    case 'own':
      return phase.stage;
    case 'following':
      return 'following';
  }
}

const isIgnoreFile = (path: string): boolean => /(?:^|\/)(?:\.gitignore|\.vibeignore|\.git\/info\/exclude)$/.test(path);
const isInsideGit = (path: string): boolean => /(?:^|\/)\.git(?:\/|$)/.test(path);
