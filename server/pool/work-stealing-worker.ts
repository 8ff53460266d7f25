/**
 * The worker's side of the work-stealing scheduler: own deque first, then what the owner has given it, then what others have, at each
 * priority in turn. Runs in a worker thread; it may block it while the worker is over the limit.
 */
import { type ChaseLevDeque, EMPTY, LOST_RACE } from './chase-lev-deque.js';
import { COUNTER, HEADER, type Priority, SchedulerMemory, TASK } from './scheduler-memory.js';

/** Tasks moved from the mailbox at once: fewer meetings there. */
const maxTaken = 8;
/** A parked worker looks up so often, in case it must close. */
const parkMs = 100;

export class WorkStealingWorker {
  readonly #memory: SchedulerMemory;
  readonly #index: number;
  #random: number;

  constructor(buffer: SharedArrayBuffer, index: number) {
    this.#memory = new SchedulerMemory(buffer);
    this.#index = index;
    this.#random = 0x9e3779b9 * (index + 1);
  }

  /** The next task to run, or EMPTY. What it returns is claimed: nobody else runs it. */
  next(): number {
    // Whoever may do what nobody waits for may also do what somebody will look at soon.
    return this.#nextUpTo(this.#mayWork('background') ? 3 : this.#mayWork('visible') ? 2 : 1);
  }

  /** The next interactive task, or EMPTY: for between two files of a long batch. */
  nextInteractive(): number {
    return Atomics.load(this.#memory.words, HEADER.nInteractive) > 0 ? this.#nextUpTo(1) : EMPTY;
  }

  /** Ends a claimed task. */
  finish(task: number, busyMs: number): void {
    Atomics.store(this.#memory.words, this.#memory.state(task), TASK.done);
    this.#count(COUNTER.executed, 1);
    this.#count(COUNTER.busyUs, Math.round(busyMs * 1000));
  }

  /** The owner has asked this running task to stop. */
  shouldStop(task: number): boolean {
    return task !== EMPTY && Atomics.load(this.#memory.words, this.#memory.state(task)) === TASK.stopping + this.#index;
  }

  get closed(): boolean {
    return Atomics.load(this.#memory.words, HEADER.closed) === 1;
  }

  get flushEpoch(): number {
    return Atomics.load(this.#memory.words, HEADER.flushEpoch);
  }

  /** Blocks while this worker is over the limit and no interactive task waits: for between two files of a long batch. */
  breathe(priority: Priority): void {
    if (this.#mayWork(priority)) return;
    const start = performance.now();
    for (;;) {
      const seen = Atomics.load(this.#memory.words, HEADER.wake);
      if (this.#mayWork(priority) || this.closed || Atomics.load(this.#memory.words, HEADER.nInteractive) > 0) break;
      Atomics.wait(this.#memory.words, HEADER.wake, seen, parkMs);
    }
    this.#count(COUNTER.parkedUs, Math.round((performance.now() - start) * 1000));
  }

  /** A value to give to `wait`, taken before looking for work, so that nothing new is missed. */
  get wakeValue(): number {
    return Atomics.load(this.#memory.words, HEADER.wake);
  }

  /** Resolves when something may have changed since `wakeValue` was read. The thread stays free for messages. */
  async wait(wakeValue: number): Promise<void> {
    const waiting = Atomics.waitAsync(this.#memory.words, HEADER.wake, wakeValue);
    if (waiting.async) await waiting.value;
  }

  /** Under any limit, work that nobody waits for rests everywhere. */
  #mayWork(priority: Priority): boolean {
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
    const own = this.#memory.deques[this.#index]![priority]!;
    const task = own.pop();
    if (task !== EMPTY) return task;
    const given = this.#takeGiven(this.#memory.mailboxes[this.#index]![priority]!, own);
    if (given !== EMPTY) return given;
    const { nWorkers } = this.#memory;
    const first = this.#nextRandom() % nWorkers;
    for (let i = 0; i < nWorkers; i++) {
      const victim = (first + i) % nWorkers;
      if (victim === this.#index) continue;
      // What it has not yet looked at first: it comes to that last.
      let stolen = this.#stealFrom(this.#memory.mailboxes[victim]![priority]!);
      if (stolen === EMPTY) stolen = this.#stealFrom(this.#memory.deques[victim]![priority]!);
      if (stolen === EMPTY) continue;
      this.#count(COUNTER.stolen, 1);
      return stolen;
    }
    return EMPTY;
  }

  /** Takes a part of what lies in the mailbox: the first to run now, the rest into the own deque, where others may steal it. */
  #takeGiven(mailbox: ChaseLevDeque, own: ChaseLevDeque): number {
    const share = Math.min(maxTaken, Math.ceil(mailbox.size / 2));
    const first = this.#stealFrom(mailbox);
    if (first === EMPTY) return EMPTY;
    const rest: number[] = [];
    while (rest.length + 1 < share) {
      const task = this.#stealFrom(mailbox);
      if (task === EMPTY) break;
      rest.push(task);
    }
    // Popped from the bottom: the oldest must be pushed last.
    for (let i = rest.length - 1; i >= 0; i--) own.push(rest[i]!);
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
    // A stale entry of an id that names another task by now fails here.
    if (Atomics.compareExchange(this.#memory.words, state, queued, TASK.running + this.#index) !== queued) return false;
    if (priority === 0) Atomics.sub(this.#memory.words, HEADER.nInteractive, 1);
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
