/** The memory layout of a work-stealing scheduler. Both sides build the same views from the shared buffer. */
import { ChaseLevDeque } from './chase-lev-deque.js';

/** In order: a person waits for it; a person will look at it soon; no one waits. */
export const priorities = ['interactive', 'visible', 'background'] as const;
export type TaskPriority = (typeof priorities)[number];

export const HEADER = {
  nWorkers: 0,
  maxTasks: 1,
  capacity: 2,
  /** Incremented whenever there may be something to do; workers wait on it. */
  wake: 3,
  /** 1: workers return. */
  closed: 4,
  /**
   * Workers whose index is not below it take interactive tasks only. If it is below the number of workers, no worker takes background
   * tasks.
   */
  limit: 5,
  /** Interactive tasks that no worker has claimed. */
  nInteractive: 6,
  /** Incremented to ask every worker to hand over what it holds. */
  flushEpoch: 7,
} as const;
const headerWords = 16;

/** Counters of one worker. */
export const COUNTER = { executed: 0, stolen: 1, busyUs: 2, parkedUs: 3, lostRaces: 4 } as const;
const counterWords = 16;

/** State of a task id. `queued` plus the number of its priority; `running` and `stopping` plus the index of its worker. */
export const TASK = { free: 0, cancelled: 1, done: 2, queued: 4, running: 0x100, stopping: 0x10000 } as const;

export interface SchedulerShape {
  readonly nWorkers: number;
  /** Tasks that may be queued or running at once. */
  readonly maxTasks: number;
}

export class SchedulerMemory {
  readonly words: Int32Array;
  readonly nWorkers: number;
  readonly maxTasks: number;
  /** Tasks that the scheduler's owner gives each worker, by worker and priority. */
  readonly mailboxes: readonly (readonly ChaseLevDeque[])[];
  /** By worker and priority. */
  readonly deques: readonly (readonly ChaseLevDeque[])[];

  static allocate({ nWorkers, maxTasks }: SchedulerShape): SharedArrayBuffer {
    // Twice the tasks: after a worker has died, its tasks are queued again while stale entries of them may still be in a deque.
    const capacity = 2 ** Math.ceil(Math.log2(maxTasks * 2));
    const nDeques = nWorkers * 2 * priorities.length;
    const nWords = headerWords + nWorkers * counterWords + maxTasks + nDeques * ChaseLevDeque.wordsFor(capacity);
    const buffer = new SharedArrayBuffer(nWords * 4);
    const words = new Int32Array(buffer);
    words[HEADER.nWorkers] = nWorkers;
    words[HEADER.maxTasks] = maxTasks;
    words[HEADER.capacity] = capacity;
    words[HEADER.limit] = nWorkers;
    return buffer;
  }

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
    this.nWorkers = this.words[HEADER.nWorkers]!;
    this.maxTasks = this.words[HEADER.maxTasks]!;
    const capacity = this.words[HEADER.capacity]!;
    let at = headerWords + this.nWorkers * counterWords + this.maxTasks;
    const owners = Array.from({ length: this.nWorkers * 2 }, () =>
      priorities.map(() => {
        const deque = new ChaseLevDeque(this.words, at, capacity);
        at += ChaseLevDeque.wordsFor(capacity);
        return deque;
      }),
    );
    this.mailboxes = owners.slice(0, this.nWorkers);
    this.deques = owners.slice(this.nWorkers);
  }

  /** Returns the index of the state of `task`. */
  state(task: number): number {
    return headerWords + this.nWorkers * counterWords + task;
  }

  counter(worker: number, counter: number): number {
    return headerWords + worker * counterWords + counter;
  }
}
