/**
 * Hands integer tasks to worker threads that steal from each other. This is the side of the owner: it alone adds tasks, each to the
 * worker that has the least to do, so that all end at about the same time; what was guessed wrong is stolen.
 * Invariant: a task runs once, or is cancelled before it starts; a task of a worker that died is run again.
 * It knows nothing of what a task means. The other side is WorkStealingWorker.
 */
import type { Recorder } from '../monitor/recorder.js';
import { EMPTY } from './chase-lev-deque.js';
import { COUNTER, HEADER, type Priority, priorities, SchedulerMemory, type SchedulerShape, TASK } from './scheduler-memory.js';

export interface WorkerCounters {
  readonly executed: number;
  readonly stolen: number;
  readonly busyMs: number;
  readonly parkedMs: number;
}

export class WorkStealingScheduler {
  /** Given to the workers. */
  readonly buffer: SharedArrayBuffer;
  readonly #memory: SchedulerMemory;
  readonly #free: number[] = [];
  readonly #priorityOf: Int8Array;
  readonly #weightOf: Float64Array;
  readonly #workerOf: Int32Array;
  /** By worker: weight of the tasks that were given to it and are not done. */
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

  /** A task id to describe before it is queued, or undefined while as many tasks are out as may be. */
  reserve(): number | undefined {
    return this.#free.pop();
  }

  /** `weight`: how much work it is, in any unit; with 0 for all, the first worker gets them. */
  queue(task: number, priority: Priority, weight: number): void {
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

  /** True when the task will not start any more; false when it is running or done. */
  cancel(task: number): boolean {
    const number = this.#priorityOf[task]!;
    const queued = TASK.queued + number;
    const state = this.#memory.state(task);
    const cancelled = Atomics.compareExchange(this.#memory.words, state, queued, TASK.cancelled) === queued;
    if (cancelled && number === 0) Atomics.sub(this.#memory.words, HEADER.nInteractive, 1);
    return cancelled;
  }

  /** Cancels a queued task; asks a running one to stop at its next breath, and its worker then says that it is done. */
  stop(task: number): 'cancelled' | 'stopping' {
    if (this.cancel(task)) return 'cancelled';
    const state = this.#memory.state(task);
    const found = Atomics.load(this.#memory.words, state);
    // Lost only to the worker that finishes it right now.
    if (found >= TASK.running && found < TASK.stopping)
      Atomics.compareExchange(this.#memory.words, state, found, found - TASK.running + TASK.stopping);
    return 'stopping';
  }

  /** The id may name another task from now on. Only for a task that was cancelled, or whose worker said that it is done. */
  release(task: number): void {
    Atomics.store(this.#memory.words, this.#memory.state(task), TASK.free);
    this.#owed[this.#workerOf[task]!]! -= this.#weightOf[task]!;
    this.#weightOf[task] = 0;
    this.#free.push(task);
  }

  /** Workers that take visible tasks; the others finish the file at hand and wait. Background tasks rest unless all may work. */
  setLimit(nWorkers: number): void {
    Atomics.store(this.#memory.words, HEADER.limit, nWorkers);
    this.#wake();
  }

  /** Asks every worker to hand over what it holds; returns the number of this request. */
  flush(): number {
    const epoch = Atomics.add(this.#memory.words, HEADER.flushEpoch, 1) + 1;
    this.#wake();
    return epoch;
  }

  /** Workers return from their loops; tasks that are queued stay queued. */
  close(): void {
    Atomics.store(this.#memory.words, HEADER.closed, 1);
    this.#wake();
  }

  reopen(): void {
    Atomics.store(this.#memory.words, HEADER.closed, 0);
  }

  /**
   * After `worker` died and before it is started again: the tasks that it ran are queued again, and so is what lay in its deques.
   * An entry that then exists twice is harmless, as a task is claimed once. Returns the tasks that it was running.
   */
  recover(worker: number): readonly number[] {
    const { words, maxTasks, deques, mailboxes } = this.#memory;
    for (const deque of deques[worker] ?? []) deque.repair();
    // Emptied first, so that entries never pile up over several deaths.
    for (const deque of [...mailboxes.flat(), ...deques.flat()]) while (deque.steal() !== EMPTY);
    const wasRunning: number[] = [];
    for (let task = 0; task < maxTasks; task++) {
      const state = this.#memory.state(task);
      const queued = TASK.queued + this.#priorityOf[task]!;
      // One that should have stopped has stopped, but its owner must still hear so: it runs again and stops at once.
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

  /** Tells the recorder what changed since the last report. */
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
    if (!mailbox.push(task)) throw new Error('the scheduler holds more tasks than it was built for');
    this.#wake();
  }

  #wake(): void {
    Atomics.add(this.#memory.words, HEADER.wake, 1);
    Atomics.notify(this.#memory.words, HEADER.wake);
  }
}
