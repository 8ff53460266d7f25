/**
 * The worker's side of the work-stealing scheduler. At each priority in turn it takes from its own deque, then from what the owner has
 * given it, then from other workers. Runs in a worker thread, and may block it while the worker is over the limit.
 */
import { type ChaseLevDeque, EMPTY, LOST_RACE } from './chase-lev-deque.js';
import { COUNTER, HEADER, priorities, SchedulerMemory, TASK, type TaskPriority } from './scheduler-memory.js';

/** Tasks moved from the mailbox at once, to reduce contention there. */
const maxTaken = 8;
/** A parked worker wakes at this interval, in case it must close. */
const parkMs = 100;

export class WorkStealingWorker {
  readonly #memory: SchedulerMemory;
  readonly #index: number;
  #random: number;
  #claimed: TaskPriority = 'interactive';

  constructor(buffer: SharedArrayBuffer, index: number) {
    this.#memory = new SchedulerMemory(buffer);
    this.#index = index;
    this.#random = 0x9e3779b9 * (index + 1);
  }

  /** Claims and returns the next task to run, or EMPTY. No other worker runs it. */
  next(): number {
    // A worker that may take background tasks may take visible ones too.
    return this.#nextUpTo(this.#mayWork('background') ? 3 : this.#mayWork('visible') ? 2 : 1);
  }

  /** Claims and returns the next interactive task, or EMPTY. Called between two files of a long batch. */
  nextInteractive(): number {
    return Atomics.load(this.#memory.words, HEADER.nInteractive) > 0 ? this.#nextUpTo(1) : EMPTY;
  }

  /** Priority of the task that was claimed last. */
  get claimedPriority(): TaskPriority {
    return this.#claimed;
  }

  /** Ends a claimed task. */
  finish(task: number, busyMs: number): void {
    Atomics.store(this.#memory.words, this.#memory.state(task), TASK.done);
    this.#count(COUNTER.executed, 1);
    this.#count(COUNTER.busyUs, Math.round(busyMs * 1000));
  }

  /** Returns true if the owner has asked this running task to stop. */
  shouldStop(task: number): boolean {
    return task !== EMPTY && Atomics.load(this.#memory.words, this.#memory.state(task)) === TASK.stopping + this.#index;
  }

  get closed(): boolean {
    return Atomics.load(this.#memory.words, HEADER.closed) === 1;
  }

  get flushEpoch(): number {
    return Atomics.load(this.#memory.words, HEADER.flushEpoch);
  }

  /**
   * Blocks while this worker is over the limit for tasks of this priority and no interactive task waits. Called between two files of a long
   * batch. Never blocks an interactive task: a person waits for it.
   */
  breathe(priority: TaskPriority): void {
    if (this.#mayWork(priority)) return;
    const start = performance.now();
    for (;;) {
      const seen = Atomics.load(this.#memory.words, HEADER.wake);
      if (this.#mayWork(priority) || this.closed || Atomics.load(this.#memory.words, HEADER.nInteractive) > 0) break;
      Atomics.wait(this.#memory.words, HEADER.wake, seen, parkMs);
    }
    this.#count(COUNTER.parkedUs, Math.round((performance.now() - start) * 1000));
  }

  /** Value to pass to `wait`. Read it before looking for work, so that nothing new is missed. */
  get wakeValue(): number {
    return Atomics.load(this.#memory.words, HEADER.wake);
  }

  /** Resolves when something may have changed since `wakeValue` was read. The thread stays free for messages. */
  async wait(wakeValue: number): Promise<void> {
    const waiting = Atomics.waitAsync(this.#memory.words, HEADER.wake, wakeValue);
    if (waiting.async) await waiting.value;
  }

  /** Under any limit, no worker does background work. */
  #mayWork(priority: TaskPriority): boolean {
    const limit = Atomics.load(this.#memory.words, HEADER.limit);
    return priority === 'interactive' || (priority === 'visible' ? this.#index < limit : limit >= this.#memory.nWorkers);
  }

  #nextUpTo(nPriorities: number): number {
    for (let priority = 0; priority < nPriorities; priority++) {
      for (;;) {
        const task = this.#take(priority);
        if (task === EMPTY) break;
        if (this.#claim(task, priority)) return task;
      }
    }
    return EMPTY;
  }

  #take(priority: number): number {
    const ownDeque = this.#memory.deques[this.#index]![priority]!;
    const task = ownDeque.pop();
    if (task !== EMPTY) return task;
    const given = this.#takeGiven(this.#memory.mailboxes[this.#index]![priority]!, ownDeque);
    if (given !== EMPTY) return given;
    const { nWorkers } = this.#memory;
    const first = this.#nextRandom() % nWorkers;
    for (let i = 0; i < nWorkers; i++) {
      const victim = (first + i) % nWorkers;
      if (victim === this.#index) continue;
      // Tasks that the victim has not looked at yet are stolen first: it reaches them last.
      let stolen = this.#stealFrom(this.#memory.mailboxes[victim]![priority]!);
      if (stolen === EMPTY) stolen = this.#stealFrom(this.#memory.deques[victim]![priority]!);
      if (stolen === EMPTY) continue;
      this.#count(COUNTER.stolen, 1);
      return stolen;
    }
    return EMPTY;
  }

  /**
   * Takes some of the tasks in the mailbox: the first to run now, the others into this worker's deque, where other workers may steal them.
   */
  #takeGiven(mailbox: ChaseLevDeque, ownDeque: ChaseLevDeque): number {
    const share = Math.min(maxTaken, Math.ceil(mailbox.size / 2));
    const first = this.#stealFrom(mailbox);
    if (first === EMPTY) return EMPTY;
    const rest: number[] = [];
    while (rest.length + 1 < share) {
      const task = this.#stealFrom(mailbox);
      if (task === EMPTY) break;
      rest.push(task);
    }
    // Popped from the bottom, so the oldest must be pushed last.
    for (let i = rest.length - 1; i >= 0; i--) ownDeque.push(rest[i]!);
    if (rest.length > 0) {
      Atomics.add(this.#memory.words, HEADER.wake, 1);
      Atomics.notify(this.#memory.words, HEADER.wake);
    }
    return first;
  }

  #stealFrom(deque: ChaseLevDeque): number {
    for (;;) {
      const task = deque.steal();
      if (task !== LOST_RACE) return task;
      this.#count(COUNTER.lostRaces, 1);
    }
  }

  #claim(task: number, priority: number): boolean {
    const state = this.#memory.state(task);
    const queued = TASK.queued + priority;
    // A stale entry, whose id names another task by now, fails here.
    if (Atomics.compareExchange(this.#memory.words, state, queued, TASK.running + this.#index) !== queued) return false;
    if (priority === 0) Atomics.sub(this.#memory.words, HEADER.nInteractive, 1);
    this.#claimed = priorities[priority]!;
    return true;
  }

  #count(counter: number, n: number): void {
    Atomics.add(this.#memory.words, this.#memory.counter(this.#index, counter), n);
  }

  #nextRandom(): number {
    let x = this.#random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#random = x;
    return x >>> 0;
  }
}
