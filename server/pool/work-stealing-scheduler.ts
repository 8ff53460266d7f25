/**
 * Distributes integer tasks to worker threads that steal from each other. This is the owner's side: only the owner adds tasks, each to the
 * worker that has the least to do, so that all finish at about the same time; stealing corrects wrong estimates. The other side is
 * WorkStealingWorker.
 * Invariant: a task runs once, or is cancelled before it starts; a task of a worker that died runs again. The scheduler does not know what
 * a task means.
 */
import type { Recorder } from '../monitor/recorder.js';
import { EMPTY } from './chase-lev-deque.js';
import { COUNTER, HEADER, priorities, SchedulerMemory, type SchedulerShape, TASK, type TaskPriority } from './scheduler-memory.js';

export interface WorkerCounters {
  readonly executed: number;
  readonly stolen: number;
  readonly busyMs: number;
  readonly parkedMs: number;
}

export class WorkStealingScheduler {
  /** Passed to the workers. */
  readonly buffer: SharedArrayBuffer;
  readonly #memory: SchedulerMemory;
  readonly #free: number[] = [];
  readonly #priorityOf: Int8Array;
  readonly #weightOf: Float64Array;
  readonly #workerOf: Int32Array;
  /** By worker: total weight of the tasks that it was given and that are not done. */
  readonly #owed: Float64Array;
  readonly #recorder: Recorder;
  #reported: WorkerCounters[] = [];

  constructor(shape: SchedulerShape, recorder: Recorder) {
    this.buffer = SchedulerMemory.allocate(shape);
    this.#memory = new SchedulerMemory(this.buffer);
    this.#recorder = recorder;
    this.#priorityOf = new Int8Array(shape.maxTasks);
    this.#weightOf = new Float64Array(shape.maxTasks);
    this.#workerOf = new Int32Array(shape.maxTasks);
    this.#owed = new Float64Array(shape.nWorkers);
    for (let task = shape.maxTasks - 1; task >= 0; task--) this.#free.push(task);
  }

  get nWorkers(): number {
    return this.#memory.nWorkers;
  }

  /** Tasks that are queued or running. */
  get nTasks(): number {
    return this.#memory.maxTasks - this.#free.length;
  }

  /** Returns a free task id to describe before it is queued, or undefined if the maximum is in use. */
  reserve(): number | undefined {
    return this.#free.pop();
  }

  /** `weight`: amount of work, in any unit. If all weights are 0, the first worker gets every task. */
  queue(task: number, priority: TaskPriority, weight: number): void {
    const number = priorities.indexOf(priority);
    const worker = this.#owed.indexOf(Math.min(...this.#owed));
    this.#priorityOf[task] = number;
    this.#weightOf[task] = weight;
    this.#workerOf[task] = worker;
    this.#owed[worker]! += weight;
    Atomics.store(this.#memory.words, this.#memory.state(task), TASK.queued + number);
    if (number === 0) Atomics.add(this.#memory.words, HEADER.nInteractive, 1);
    this.#push(task);
  }

  /** Returns true if the task will not start any more; false if it is running or done. */
  cancel(task: number): boolean {
    const number = this.#priorityOf[task]!;
    const queued = TASK.queued + number;
    const state = this.#memory.state(task);
    const cancelled = Atomics.compareExchange(this.#memory.words, state, queued, TASK.cancelled) === queued;
    if (cancelled && number === 0) Atomics.sub(this.#memory.words, HEADER.nInteractive, 1);
    return cancelled;
  }

  /** Cancels a queued task. Asks a running one to stop at its next check; its worker then reports it as done. */
  stop(task: number): 'cancelled' | 'stopping' {
    if (this.cancel(task)) return 'cancelled';
    const state = this.#memory.state(task);
    const found = Atomics.load(this.#memory.words, state);
    // Fails only if the worker finishes the task at this moment.
    if (found >= TASK.running && found < TASK.stopping)
      Atomics.compareExchange(this.#memory.words, state, found, found - TASK.running + TASK.stopping);
    return 'stopping';
  }

  /** Frees the id for another task. Only for a task that was cancelled, or that its worker reported as done. */
  release(task: number): void {
    Atomics.store(this.#memory.words, this.#memory.state(task), TASK.free);
    this.#owed[this.#workerOf[task]!]! -= this.#weightOf[task]!;
    this.#weightOf[task] = 0;
    this.#free.push(task);
  }

  /**
   * Sets how many workers take visible tasks; the others finish their current file and wait. Background tasks run only if all workers may
   * work.
   */
  setLimit(nWorkers: number): void {
    Atomics.store(this.#memory.words, HEADER.limit, nWorkers);
    this.#wake();
  }

  /** Asks every worker to hand over what it holds. Returns the number of this request. */
  flush(): number {
    const epoch = Atomics.add(this.#memory.words, HEADER.flushEpoch, 1) + 1;
    this.#wake();
    return epoch;
  }

  /** Makes workers return from their loops; queued tasks stay queued. */
  close(): void {
    Atomics.store(this.#memory.words, HEADER.closed, 1);
    this.#wake();
  }

  reopen(): void {
    Atomics.store(this.#memory.words, HEADER.closed, 0);
  }

  /**
   * Call after `worker` has died and before it is started again: queues the tasks that it was running and those in its deques again. An
   * entry that then exists twice is harmless, because a task is claimed only once. Returns the tasks that it was running.
   */
  recover(worker: number): readonly number[] {
    const { words, maxTasks, deques, mailboxes } = this.#memory;
    for (const deque of deques[worker] ?? []) deque.repair();
    // Emptied first, so that entries do not pile up over several deaths.
    for (const deque of [...mailboxes.flat(), ...deques.flat()]) while (deque.steal() !== EMPTY);
    const wasRunning: number[] = [];
    for (let task = 0; task < maxTasks; task++) {
      const state = this.#memory.state(task);
      const queued = TASK.queued + this.#priorityOf[task]!;
      // A task that should have stopped has stopped, but its owner must still hear of it: it runs again and stops immediately.
      Atomics.compareExchange(words, state, TASK.stopping + worker, TASK.running + worker);
      const found = Atomics.compareExchange(words, state, TASK.running + worker, queued);
      if (found === TASK.running + worker) {
        wasRunning.push(task);
        if (queued === TASK.queued) Atomics.add(words, HEADER.nInteractive, 1);
      }
      if (found === TASK.running + worker || found === queued) this.#push(task);
    }
    return wasRunning;
  }

  counters(): readonly WorkerCounters[] {
    return Array.from({ length: this.nWorkers }, (_, worker) => {
      const read = (counter: number): number => Atomics.load(this.#memory.words, this.#memory.counter(worker, counter)) >>> 0;
      return {
        executed: read(COUNTER.executed),
        stolen: read(COUNTER.stolen),
        busyMs: read(COUNTER.busyUs) / 1000,
        parkedMs: read(COUNTER.parkedUs) / 1000,
      };
    });
  }

  /** Adds the changes since the last report to the recorder. */
  report(): void {
    const now = this.counters();
    now.forEach((counters, worker) => {
      const before = this.#reported[worker];
      this.#recorder.count('WorkStealingScheduler', 'tasks', counters.executed - (before?.executed ?? 0));
      this.#recorder.count('WorkStealingScheduler', 'steals', counters.stolen - (before?.stolen ?? 0));
      this.#recorder.count('WorkStealingScheduler', `busy ms, worker ${worker}`, Math.round(counters.busyMs - (before?.busyMs ?? 0)));
    });
    this.#reported = [...now];
  }

  #push(task: number): void {
    const mailbox = this.#memory.mailboxes[this.#workerOf[task]!]![this.#priorityOf[task]!]!;
    if (!mailbox.push(task)) throw new Error('the scheduler holds more tasks than its maximum');
    this.#wake();
  }

  #wake(): void {
    Atomics.add(this.#memory.words, HEADER.wake, 1);
    Atomics.notify(this.#memory.words, HEADER.wake);
  }
}
