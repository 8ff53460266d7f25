/**
 * The work of an index thread: takes tasks from the scheduler and turns files into segments. Read -> guard -> decode -> hash -> outline ->
 * windows -> builder. The builder's segment is written when it is full, when the main thread asks for a flush, or when a task requires it.
 * It keeps no state of a folder except the unfinished segment. It is synchronous within a task; interactive tasks run between two files.
 */
import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { EMPTY } from '../pool/chase-lev-deque.js';
import type { TaskPriority } from '../pool/scheduler-memory.js';
import type { SlabCounters, SlabReader } from '../pool/slab-reader.js';
import { stopwatch } from '../pool/thread-messages.js';
import type { WorkStealingWorker } from '../pool/work-stealing-worker.js';
import { abortError, isAbort } from '../protocol/abort-error.js';
import type { LeftOutReason } from '../protocol/index-status.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import { inputOf } from './file-input.js';
import type { FileToIndex, FolderRef, FromIndexThread, IndexTask, SameVersion, TaskOutcome } from './index-tasks.js';
import { FolderScanner } from './scan/folder-scanner.js';
import { FoundBuffer } from './scan/found-buffer.js';
import type { SegmentMaker } from './segment-maker.js';

/** Size at which an unfinished segment is written. This bounds a thread's memory. */
const segmentBudgetBytes = 32 * 1024 * 1024;

export interface WorkerParts {
  readonly scheduler: WorkStealingWorker;
  /** Returns the description of a task. */
  readonly describe: (task: number) => string;
  readonly reader: (maxFileBytes: number) => SlabReader;
  readonly makeSegments: () => SegmentMaker;
  readonly merge: (task: Extract<IndexTask, { kind: 'merge' }>, breathe: () => void) => TaskOutcome;
  /** Returns the time that the garbage collector has taken in this thread so far. */
  readonly gcMs: () => number;
  readonly port: MessagePort;
}

export class IndexWorker {
  readonly #parts: WorkerParts;
  readonly #stageMs: Record<string, number> = {};
  #folder: FolderRef | undefined;
  #maker: SegmentMaker | undefined;
  #reader: SlabReader | undefined;
  #maxFileBytes = 0;
  #gcMs = 0;
  #flushed: number;
  #task = EMPTY;
  /** Priority of the running task: only background work pauses. */
  #priority: TaskPriority = 'interactive';
  #reported: SlabCounters = { files: 0, bytesRead: 0, copiesAvoidedBytes: 0, slabsReused: 0 };

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    this.#flushed = parts.scheduler.flushEpoch;
  }

  /** Runs tasks until the scheduler is closed or `stopped` returns true. */
  async serve(stopped: () => boolean): Promise<void> {
    const { scheduler } = this.#parts;
    while (!stopped()) {
      const wakeValue = scheduler.wakeValue;
      const task = scheduler.next();
      if (task !== EMPTY) {
        this.#run(task);
        // Lets messages in: a stop, a new table.
        await nextTurn();
        continue;
      }
      this.#flushIfAsked();
      if (scheduler.closed) return;
      await scheduler.wait(wakeValue);
    }
  }

  #run(task: number): void {
    const stop = stopwatch();
    const outer = { task: this.#task, priority: this.#priority };
    this.#task = task;
    this.#priority = this.#parts.scheduler.claimedPriority;
    let outcome: TaskOutcome;
    let held = false;
    try {
      const description = JSON.parse(this.#parts.describe(task)) as IndexTask; // The pool, which is part of the same build, wrote it.
      outcome = this.#perform(task, description);
      held = description.kind === 'files' && this.#maker !== undefined && this.#maker.nFiles > 0;
    } catch (error) {
      if (isAbort(error)) outcome = { kind: 'stopped' };
      else if (error instanceof ProblemError) outcome = { kind: 'failed', problem: error.problem };
      else throw error;
    } finally {
      this.#task = outer.task;
      this.#priority = outer.priority;
    }
    const took = stop();
    this.#parts.scheduler.finish(task, took.durationMs);
    this.#post({ kind: 'done', task, outcome, held, took });
  }

  #perform(number: number, task: IndexTask): TaskOutcome {
    switch (task.kind) {
      case 'scan':
        return this.#scan(number, task.folder, task.paths);
      case 'files': {
        const outcome = this.#index(task);
        if (task.flush) this.#flush();
        return outcome;
      }
      case 'overlay':
        return this.#overlay(task.folder, task.path, task.text);
      case 'merge':
        return this.#parts.merge(task, () => this.#breathe());
    }
  }

  #scan(task: number, folder: FolderRef, paths: readonly string[] | undefined): TaskOutcome {
    const found = new FoundBuffer(batch => this.#post({ kind: 'found', task, ...batch }));
    const scanner = new FolderScanner(folder, {
      file: (path, sizeBytes, mtimeMs) => found.addFile(path, sizeBytes, mtimeMs),
      leftOut: (path, reason, source) => found.addLeftOut({ path, reason, source }),
      folder: path => found.addFolder(path),
      breathe: () => this.#breathe(),
    });
    const gone: string[] = [];
    try {
      if (paths === undefined) scanner.all();
      else for (const path of paths) if (!scanner.at(path)) gone.push(path);
    } catch (error) {
      throw folderProblem(folder.root, error);
    }
    found.flush();
    return { kind: 'scanned', gone, nFolders: found.nFolders };
  }

  #index({ folder, files, age }: Extract<IndexTask, { kind: 'files' }>): TaskOutcome {
    const leftOut: (readonly [number, LeftOutReason])[] = [];
    const same: SameVersion[] = [];
    const toRead = files.map((file, index) => ({ path: `${folder.root}/${file.path}`, sizeBytes: file.sizeBytes, index, file }));
    this.#enter(folder);
    for (const read of this.#readerFor(folder.maxFileBytes).readAll(toRead)) {
      const { file, index } = read.file;
      if (read.kind === 'failed') leftOut.push([index, read.reason]);
      else {
        const verdict = this.#indexFile(file, read.bytes, read.mtimeMs, age);
        if (typeof verdict === 'string') leftOut.push([index, verdict]);
        else if (verdict !== undefined) same.push({ ...verdict, index });
      }
      this.#breathe();
      if (this.#maker !== undefined && this.#maker.sizeBytes >= segmentBudgetBytes) this.#flush();
      this.#flushIfAsked();
      this.#enter(folder);
    }
    return { kind: 'indexed', leftOut, same };
  }

  /** Returns the reason why the file is left out, the stored version with the same content, or undefined if the builder has the file. */
  #indexFile(file: FileToIndex, bytes: Uint8Array, mtimeMs: number, age: number): LeftOutReason | Omit<SameVersion, 'index'> | undefined {
    const contentHash = this.#timed('hash', () => hash('sha256', bytes, 'buffer').subarray(0, 16));
    const stored = file.known?.find(version => version.hash === contentHash.toString('hex'));
    if (stored !== undefined) return { segment: stored.segment, file: stored.file, sizeBytes: bytes.length, mtimeMs };
    this.#maker ??= this.#parts.makeSegments();
    const maker = this.#maker;
    const raw = { path: file.path, bytes, sizeBytes: bytes.length, mtimeMs, contentHash };
    const input = this.#timed('text', () => inputOf(raw, maker.survey(bytes)));
    if (typeof input === 'string') return input;
    this.#timed('build', () => maker.add(input, age));
    return undefined;
  }

  #overlay(folder: FolderRef, path: string, text: string): TaskOutcome {
    const bytes = Buffer.from(text, 'utf8');
    if (bytes.length > folder.maxFileBytes) return { kind: 'overlaid', bytes: undefined };
    const contentHash = hash('sha256', bytes, 'buffer').subarray(0, 16);
    const maker = this.#parts.makeSegments();
    const input = inputOf({ path, bytes, sizeBytes: bytes.length, mtimeMs: 0, contentHash }, maker.survey(bytes));
    if (typeof input === 'string') return { kind: 'overlaid', bytes: undefined };
    maker.add(input, 0);
    return { kind: 'overlaid', bytes: maker.finishInMemory() };
  }

  /** Called between two entries or files: runs more urgent tasks, pauses if asked to, and stops when the thread must end. */
  #breathe(): void {
    const { scheduler } = this.#parts;
    const reader = this.#reader;
    for (let task = scheduler.nextInteractive(); task !== EMPTY; task = scheduler.nextInteractive()) {
      // The current batch still has views into its slab.
      this.#reader = undefined;
      this.#run(task);
      this.#reader = reader;
    }
    scheduler.breathe(this.#priority);
    if (scheduler.closed || scheduler.shouldStop(this.#task)) throw abortError();
  }

  #enter(folder: FolderRef): void {
    if (this.#folder !== undefined && (this.#folder.root !== folder.root || this.#folder.storage !== folder.storage)) this.#flush();
    this.#folder = folder;
  }

  #flushIfAsked(): void {
    const epoch = this.#parts.scheduler.flushEpoch;
    if (epoch === this.#flushed) return;
    this.#flush();
    this.#flushed = epoch;
    this.#post({ kind: 'flushed', epoch, figures: this.#figures() });
  }

  #flush(): void {
    const maker = this.#maker;
    const folder = this.#folder;
    if (maker === undefined || folder === undefined || maker.nFiles === 0) return;
    const segment = this.#timed('write', () => maker.finish(folder.storage));
    this.#post({ kind: 'segment', root: folder.root, segment });
  }

  #readerFor(maxFileBytes: number): SlabReader {
    if (this.#reader === undefined || this.#maxFileBytes !== maxFileBytes) this.#reader = this.#parts.reader(maxFileBytes);
    this.#maxFileBytes = maxFileBytes;
    return this.#reader;
  }

  #figures() {
    const now = this.#reader?.counters ?? this.#reported;
    const before = this.#reported;
    this.#reported = { ...now };
    const stageMs = { ...this.#stageMs };
    for (const stage of Object.keys(this.#stageMs)) delete this.#stageMs[stage];
    const gcMs = this.#parts.gcMs();
    const gcBefore = this.#gcMs;
    this.#gcMs = gcMs;
    return {
      gcMs: gcMs - gcBefore,
      filesRead: now.files - before.files,
      bytesRead: now.bytesRead - before.bytesRead,
      copiesAvoidedBytes: now.copiesAvoidedBytes - before.copiesAvoidedBytes,
      slabsReused: now.slabsReused - before.slabsReused,
      stageMs,
    };
  }

  #timed<T>(stage: string, work: () => T): T {
    const start = performance.now();
    const result = work();
    this.#stageMs[stage] = (this.#stageMs[stage] ?? 0) + performance.now() - start;
    return result;
  }

  #post(message: FromIndexThread): void {
    this.#parts.port.postMessage(message);
  }
}

function folderProblem(root: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    return new ProblemError('no-folder', say('folderGone', { path: root }), say('openExisting'), { cause: error });
  return new ProblemError('folder-unreadable', say('folderUnreadable', { path: root, why: error.message }), say('checkPermissions'), {
    cause: error,
  });
}
