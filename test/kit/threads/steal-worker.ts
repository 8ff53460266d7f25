/** A worker of the scheduler that records what it runs. A task below zero in `costs` kills the thread once. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EMPTY } from '../../../server/pool/chase-lev-deque.js';
import { serveThread, threadData } from '../../../server/pool/serve-thread.js';
import { WorkStealingWorker } from '../../../server/pool/work-stealing-worker.js';

export interface StealData {
  readonly worker: number;
  readonly scheduler: SharedArrayBuffer;
  /** Number of times each task was run to its end. */
  readonly runs: SharedArrayBuffer;
  /** Loop iterations that each task takes; -1 kills the thread, and becomes 0. */
  readonly costs: SharedArrayBuffer;
  /** [number of tasks that ended]. */
  readonly done: SharedArrayBuffer;
}

export interface StealTable {
  serve(params: undefined): void;
}

const data = threadData() as StealData;
const worker = new WorkStealingWorker(data.scheduler, data.worker);
const runs = new Int32Array(data.runs);
const costs = new Int32Array(data.costs);
const done = new Int32Array(data.done);

serveThread<StealTable>({
  serve: async () => {
    for (;;) {
      const wakeValue = worker.wakeValue;
      const task = worker.next();
      if (task === EMPTY) {
        if (worker.closed) return;
        await worker.wait(wakeValue);
        continue;
      }
      if (Atomics.compareExchange(costs, task, -1, 0) === -1) process.exit(1);
      let x = task;
      for (let i = 0; i < Atomics.load(costs, task) && !worker.shouldStop(task); i++) x = Math.imul(x, 31) + i;
      Atomics.store(costs, task, x === 7 ? 1 : 0);
      Atomics.add(runs, task, 1);
      worker.finish(task, 0);
      Atomics.add(done, 0, 1);
      Atomics.notify(done, 0);
      await nextTurn();
    }
  },
});
