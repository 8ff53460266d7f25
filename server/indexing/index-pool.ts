/**
 * All index threads behind one interface: takes tasks, hands them to the scheduler, and settles each when its result is safe. Threads start
 * when work arrives and end when idle. Invariant: if a thread dies before its segment is written, the files are indexed again; a file that
 * kills its thread twice is left out.
 */
import { setFlagsFromString } from 'node:v8';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { background, type Log } from '../base/background.js';
import type { Disposable } from '../base/disposables.js';
import type { AwaySpan, Recorder } from '../monitor/recorder.js';
import { CompilerRest } from '../pool/compiler-rest.js';
import { WorkerDiedError } from '../pool/remote-calls.js';
import { priorities, type TaskPriority } from '../pool/scheduler-memory.js';
import { type HeapBlock, SharedHeap } from '../pool/shared-heap.js';
import { Thread } from '../pool/thread.js';
import { type WorkerCounters, WorkStealingScheduler } from '../pool/work-stealing-scheduler.js';
import { abortError } from '../protocol/abort-error.js';
import { errorTrace } from '../protocol/error-text.js';
import { type Problem, ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import type { FromIndexThread, IndexTask, NewSegment, TaskOutcome, WorkerFigures } from './index-tasks.js';
import type { IndexAssets, IndexThreadData, IndexThreadTable } from './index-thread.js';
import type { FoundBatch } from './scan/found-buffer.js';

export interface IndexPoolOptions {
  /** Path or URL of the built entry of an index thread. */
  readonly entry: string | URL;
  readonly nThreads: number;
  readonly assets: IndexAssets;
  /** Threads end after this time without a task. */
  readonly idleMs: number;
  readonly log: Log;
  readonly recorder: Recorder;
}

interface Work {
  readonly description: IndexTask;
  readonly priority: TaskPriority;
  readonly signal: AbortSignal;
  readonly onFound: ((found: FoundBatch) => void) | undefined;
  readonly settle: PromiseWithResolvers<TaskOutcome>;
  readonly span: AwaySpan;
  task: number | undefined;
  block: HeapBlock | undefined;
  stopped: boolean;
  nCrashes: number;
}

interface Held {
  readonly work: Work;
  readonly outcome: TaskOutcome;
}

interface Slot {
  readonly name: string;
  readonly thread: Thread<IndexThreadTable>;
  /** Finished tasks whose files are in a segment that is not written yet. */
  held: Held[];
  serving: Promise<void> | undefined;
  /** Number of consecutive starts after which the thread sent no message. */
  nMute: number;
}

interface Burst {
  isOver: boolean;
  rest: Disposable | undefined;
}

const maxTasks = 512;
/** Limit of waiting tasks: at 1 MB or 256 files each, more than a folder of ten million files creates. */
const maxWaiting = 65_536;
const heapBytes = 8 * 1024 * 1024;
const maxMuteStarts = 5;
const fileWeight = 4096;
/** After a save another one usually follows. The thread for it is kept this many times longer, because a save would wait for its start. */
const editingFactor = 12;

export class IndexPool implements Disposable {
  readonly #options: IndexPoolOptions;
  readonly #scheduler: WorkStealingScheduler;
  readonly #heap = new SharedHeap(heapBytes);
  readonly #blocks = new Int32Array(new SharedArrayBuffer(maxTasks * 2 * 4));
  readonly #slots: Slot[];
  readonly #running = new Map<number, Work>();
  /** By priority: tasks that wait for a task id or for room in the heap. */
  readonly #waiting: readonly Work[][] = priorities.map(() => []);
  readonly #segmentListeners = new Set<(root: string, segment: NewSegment) => void>();
  readonly #encoder = new TextEncoder();
  readonly #compilerRest = new CompilerRest(setFlagsFromString, process);
  /**
   * Bursts waiting for a thread's first message. V8's code cache is used only with default compiler flags, so the flags change after the
   * threads have loaded.
   */
  #bursts: Burst[] = [];
  #idleTimer: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;
  /** True when no more tasks are accepted. */
  #disposed = false;
  /** Aborts when the threads end. */
  readonly #ended = new AbortController();
  #lastWasUrgent = false;

  constructor(options: IndexPoolOptions) {
    this.#options = options;
    this.#scheduler = new WorkStealingScheduler({ nWorkers: options.nThreads, maxTasks }, options.recorder);
    this.#slots = Array.from({ length: options.nThreads }, (_, worker) => {
      const data: IndexThreadData = {
        worker,
        scheduler: this.#scheduler.buffer,
        heap: this.#heap.buffer,
        blocks: this.#blocks.buffer,
        assets: options.assets,
      };
      const name = `index-${worker}`;
      const thread = new Thread<IndexThreadTable>({ entry: options.entry, name, data, maxCalls: 2, log: options.log });
      return { name, thread, held: [], serving: undefined, nMute: 0 };
    });
  }

  get nThreads(): number {
    return this.#slots.length;
  }

  /** Resolves when the task is done and what it indexed is in a written segment. Rejects when stopped. */
  async run(
    description: IndexTask,
    priority: TaskPriority,
    signal: AbortSignal,
    onFound?: (found: FoundBatch) => void,
  ): Promise<TaskOutcome> {
    signal.throwIfAborted();
    if (this.#disposed) throw abortError();
    if (this.#nWaiting() >= maxWaiting)
      throw new ProblemError('queue-full', say('indexQueueFull', { n: maxWaiting }), say('waitOrExclude'));
    const settle = Promise.withResolvers<TaskOutcome>();
    const span = this.#options.recorder.away(`index.${description.kind}`);
    const work: Work = {
      description,
      priority,
      signal,
      onFound,
      settle,
      span,
      task: undefined,
      block: undefined,
      stopped: false,
      nCrashes: 0,
    };
    const onAbort = (): void => this.#stop(work);
    signal.addEventListener('abort', onAbort, { once: true });
    this.#waiting[priorities.indexOf(priority)]!.push(work);
    this.#pump();
    try {
      return await settle.promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Makes threads hand over their unfinished segments, so that their files become searchable now. */
  flush(): void {
    if (this.#slots.some(slot => slot.serving !== undefined)) this.#scheduler.flush();
  }

  /** Sets how many threads may do background work. */
  setShare(nThreads: number): void {
    this.#scheduler.setLimit(nThreads);
  }

  /** Starts all threads because much work is coming. The burst is over when the result is disposed. */
  burst(): Disposable {
    if (this.#closing === undefined) for (const [worker] of this.#slots.entries()) this.#serve(worker);
    const burst: Burst = { isOver: false, rest: undefined };
    this.#bursts.push(burst);
    return {
      dispose: () => {
        burst.isOver = true;
        void burst.rest?.dispose();
      },
    };
  }

  onSegment(listener: (root: string, segment: NewSegment) => void): Disposable {
    this.#segmentListeners.add(listener);
    return { dispose: () => void this.#segmentListeners.delete(listener) };
  }

  counters(): readonly WorkerCounters[] {
    return this.#scheduler.counters();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#idleTimer);
    for (const work of [...this.#waiting.flat(), ...this.#running.values()]) this.#stop(work);
    await (this.#closing ?? this.#close());
    for (const work of this.#running.values()) work.settle.reject(abortError());
    this.#ended.abort(abortError());
    await Promise.all(this.#slots.map(slot => slot.thread.dispose()));
  }

  #nWaiting(): number {
    return this.#waiting.reduce((sum, waiting) => sum + waiting.length, 0);
  }

  #pump(): void {
    clearTimeout(this.#idleTimer);
    if (this.#closing !== undefined) return;
    for (const waiting of this.#waiting)
      for (let work = waiting[0]; work !== undefined; work = waiting[0]) {
        if (!this.#queue(work)) return this.#startThreads();
        waiting.shift();
      }
    this.#startThreads();
    if (this.#running.size > 0 || this.#disposed) return;
    const idleMs = this.#options.idleMs * (this.#lastWasUrgent ? editingFactor : 1);
    this.#idleTimer = setTimeout(() => void this.#close(), idleMs).unref();
  }

  /** Returns false if the task must wait for others to end. */
  #queue(work: Work): boolean {
    const bytes = this.#encoder.encode(JSON.stringify(work.description));
    if (bytes.length > heapBytes) throw new Error(`a task of ${bytes.length} bytes is too large to describe`);
    const block = this.#heap.allocate(bytes.length);
    const task = block === undefined ? undefined : this.#scheduler.reserve();
    if (block === undefined || task === undefined) {
      if (block !== undefined) this.#heap.free(block);
      return false;
    }
    new Uint8Array(this.#heap.buffer, block.offset, bytes.length).set(bytes);
    this.#blocks[task * 2] = block.offset;
    this.#blocks[task * 2 + 1] = bytes.length;
    this.#lastWasUrgent = work.priority === 'interactive';
    work.task = task;
    work.block = block;
    this.#running.set(task, work);
    this.#scheduler.queue(task, work.priority, weightOf(work.description));
    return true;
  }

  /** Starts one thread for each task, in order; the threads excluded from background work come last. */
  #startThreads(): void {
    const nWanted = Math.min(this.#slots.length, this.#running.size);
    for (let worker = 0; worker < nWanted; worker++) this.#serve(worker);
  }

  #serve(worker: number): void {
    const slot = this.#slots[worker]!;
    if (slot.serving !== undefined || this.#disposed) return;
    const { port1, port2 } = new MessageChannel();
    const closed = Promise.withResolvers<void>();
    port1.on('message', (message: FromIndexThread) => this.#hear(slot, message));
    port1.once('close', () => closed.resolve());
    // The scheduler's `closed` ends the call; the signal does so only when the threads themselves end.
    const call = slot.thread.call('serve', { port: port2 }, this.#ended.signal, [port2]);
    slot.serving = this.#follow(worker, call, port1, closed.promise);
    background(`index thread ${worker}`, slot.serving, this.#options.log);
  }

  async #follow(worker: number, call: Promise<void>, port: MessagePort, closed: Promise<void>): Promise<void> {
    const slot = this.#slots[worker]!;
    let failure: unknown;
    try {
      await call;
    } catch (error) {
      failure = error;
      // The thread may be alive, with a builder in an unknown state. A thread that died restarts with back-off.
      if (!(error instanceof WorkerDiedError)) await slot.thread.end();
    }
    if (failure === undefined) port.close();
    // Processes all messages that it sent before it ended.
    await closed;
    slot.serving = undefined;
    if (failure === undefined || this.#disposed) return;
    this.#options.log('error', `index thread ${worker} failed: ${errorTrace(failure)}`);
    this.#options.recorder.count('Indexing', 'threads lost');
    if (++slot.nMute >= maxMuteStarts) this.#failAll();
    this.#recover(worker);
  }

  /** Rejects all tasks because threads cannot start. */
  #failAll(): void {
    const problem: Problem = { code: 'internal', text: say('indexThreadsDown'), remedy: say('installAgainFromLog') };
    for (const work of [...this.#waiting.flat(), ...this.#running.values()]) {
      work.settle.resolve({ kind: 'failed', problem });
      this.#stop(work);
    }
  }

  #recover(worker: number): void {
    const slot = this.#slots[worker]!;
    const { held } = slot;
    slot.held = [];
    for (const { work } of held) this.#waiting[priorities.indexOf(work.priority)]!.unshift(work);
    for (const task of this.#scheduler.recover(worker)) {
      const work = this.#running.get(task);
      if (work === undefined || ++work.nCrashes < 2) continue;
      this.#scheduler.cancel(task);
      this.#free(work);
      this.#giveUp(work);
    }
    this.#pump();
  }

  /** Twice is enough: to find the file that kills the thread, each file is indexed by itself. */
  #giveUp(work: Work): void {
    const { description, settle, priority, signal } = work;
    if (signal.aborted) return settle.reject(signal.reason);
    const problem: Problem = { code: 'internal', text: say('indexThreadFailed'), remedy: say('reportFromLog') };
    if (description.kind !== 'files') settle.resolve({ kind: 'failed', problem });
    else if (description.files.length <= 1) settle.resolve({ kind: 'indexed', leftOut: [[0, 'unreadable']], same: [] });
    else {
      const parts = description.files.map(file => this.run({ ...description, files: [file] }, priority, signal));
      settle.resolve(
        Promise.all(parts).then(outcomes => {
          const indexed = outcomes.map(outcome => (outcome.kind === 'indexed' ? outcome : { leftOut: [], same: [] }));
          return {
            kind: 'indexed',
            leftOut: indexed.flatMap(({ leftOut }, index) => leftOut.map(([, reason]) => [index, reason] as const)),
            same: indexed.flatMap(({ same }, index) => same.map(version => ({ ...version, index }))),
          };
        }),
      );
    }
  }

  #hear(slot: Slot, message: FromIndexThread): void {
    slot.nMute = 0;
    this.#restCompiler();
    switch (message.kind) {
      case 'found':
        this.#running.get(message.task)?.onFound?.(message);
        break;
      case 'segment': {
        for (const listener of this.#segmentListeners) listener(message.root, message.segment);
        const { held } = slot;
        slot.held = [];
        for (const { work, outcome } of held) settleWork(work, outcome);
        break;
      }
      case 'done': {
        const work = this.#running.get(message.task);
        if (work === undefined) break;
        this.#free(work);
        work.span.end({ ...message.took, process: slot.name, failed: message.outcome.kind === 'failed' });
        if (message.held) slot.held.push({ work, outcome: message.outcome });
        else settleWork(work, message.outcome);
        this.#flushAtEnd();
        this.#pump();
        break;
      }
      case 'flushed':
        this.#record(message.figures);
        break;
    }
  }

  #restCompiler(): void {
    if (this.#bursts.length === 0) return;
    for (const burst of this.#bursts) if (!burst.isOver) burst.rest = this.#compilerRest.begin();
    this.#bursts = [];
  }

  /** Flushes when nothing more will come to fill the unfinished segments. */
  #flushAtEnd(): void {
    const isIndexing = ({ description: { kind } }: Work): boolean => kind === 'scan' || kind === 'files';
    if ([...this.#running.values()].some(isIndexing) || this.#waiting.some(waiting => waiting.some(isIndexing))) return;
    if (this.#slots.some(slot => slot.held.length > 0)) this.#scheduler.flush();
  }

  #stop(work: Work): void {
    work.stopped = true;
    const waiting = this.#waiting[priorities.indexOf(work.priority)]!;
    const at = waiting.indexOf(work);
    if (at >= 0) waiting.splice(at, 1);
    else if (work.task !== undefined && this.#scheduler.stop(work.task) === 'cancelled') this.#free(work);
    // A running task reports later, but its caller no longer waits.
    work.settle.reject(abortError());
    this.#pump();
  }

  #free(work: Work): void {
    if (work.task === undefined) return;
    this.#running.delete(work.task);
    this.#scheduler.release(work.task);
    if (work.block !== undefined) this.#heap.free(work.block);
    work.task = undefined;
    work.block = undefined;
  }

  async #close(): Promise<void> {
    this.#closing = this.#closeAll();
    await this.#closing;
    this.#closing = undefined;
    if (!this.#disposed && this.#waiting.some(waiting => waiting.length > 0)) this.#pump();
  }

  async #closeAll(): Promise<void> {
    this.#scheduler.close();
    for (const slot of this.#slots) await slot.serving?.catch(() => undefined);
    this.#scheduler.report();
    await Promise.all(this.#slots.map(slot => slot.thread.end()));
    this.#scheduler.reopen();
  }

  #record({ stageMs, gcMs, ...reads }: WorkerFigures): void {
    const { recorder } = this.#options;
    recorder.count('Indexing', 'garbage collection ms', Math.round(gcMs));
    recorder.count('AsyncFileManager', 'files read', reads.filesRead);
    recorder.count('AsyncFileManager', 'bytes read', reads.bytesRead);
    recorder.count('AsyncFileManager', 'bytes not copied', reads.copiesAvoidedBytes);
    recorder.count('AsyncFileManager', 'slabs reused', reads.slabsReused);
    for (const [stage, ms] of Object.entries(stageMs)) recorder.count('Indexing', `${stage} ms`, Math.round(ms));
    this.#scheduler.report();
  }
}

/** In bytes. Each file adds a fixed cost. */
function weightOf(description: IndexTask): number {
  if (description.kind !== 'files') return fileWeight;
  return description.files.reduce((sum, { sizeBytes }) => sum + sizeBytes + fileWeight, 0);
}

function settleWork(work: Work, outcome: TaskOutcome): void {
  if (outcome.kind === 'stopped') work.settle.reject(abortError());
  else work.settle.resolve(outcome);
}
