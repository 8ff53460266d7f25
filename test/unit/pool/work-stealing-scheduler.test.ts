import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { EMPTY } from '../../../server/pool/chase-lev-deque.js';
import { priorities } from '../../../server/pool/scheduler-memory.js';
import { Thread } from '../../../server/pool/thread.js';
import { WorkStealingScheduler } from '../../../server/pool/work-stealing-scheduler.js';
import { WorkStealingWorker } from '../../../server/pool/work-stealing-worker.js';
import { bundle } from '../../kit/bundle.js';
import { Random } from '../../kit/random.js';
import type { StealData, StealTable } from '../../kit/threads/steal-worker.js';

const recorder = (): Recorder => new Recorder({ process: 'test', clock: systemClock, enabled: true });

describe('WorkStealingScheduler against a model, under random schedules', () => {
  test('loses no task and runs none twice, with cancels, deaths and a changing limit', () => {
    for (let seed = 1; seed <= 120; seed++) checkSchedule(seed);
  });

  function checkSchedule(seed: number): void {
    const dice = new Random(seed);
    const random = (below: number): number => dice.below(below);
    const nWorkers = 1 + random(4);
    const maxTasks = 4 + random(30);
    const scheduler = new WorkStealingScheduler({ nWorkers, maxTasks }, recorder());
    const workers = Array.from({ length: nWorkers }, (_, index) => new WorkStealingWorker(scheduler.buffer, index));
    type Model = { state: 'queued' | 'running' | 'done' | 'cancelled'; runs: number; worker: number };
    const tasks = new Map<number, Model>();
    const running: number[][] = workers.map(() => []);
    let nQueued = 0;
    let nEnded = 0;
    const end = (task: number): void => {
      tasks.delete(task);
      scheduler.release(task);
      nEnded++;
    };
    const start = (worker: number, interactiveOnly: boolean): void => {
      const task = interactiveOnly ? workers[worker]!.nextInteractive() : workers[worker]!.next();
      if (task === EMPTY) return;
      const model = tasks.get(task);
      expect(model?.state, `seed ${seed}: started task`).toBe('queued');
      Object.assign(model!, { state: 'running', worker, runs: model!.runs + 1 });
      running[worker]!.push(task);
    };
    const finish = (worker: number): void => {
      const task = running[worker]!.pop();
      if (task === undefined) return;
      workers[worker]!.finish(task, 0);
      end(task);
    };
    for (let step = 0; step < 300; step++) {
      const worker = random(nWorkers);
      const what = random(20);
      if (what < 7) {
        const task = scheduler.reserve();
        expect(task === undefined, `seed ${seed}: capacity`).toBe(tasks.size === maxTasks);
        if (task === undefined) continue;
        tasks.set(task, { state: 'queued', runs: 0, worker: -1 });
        scheduler.queue(task, priorities[random(3)]!, random(100));
        nQueued++;
      } else if (what < 12) start(worker, false);
      else if (what < 13) start(worker, true);
      else if (what < 17) finish(worker);
      else if (what < 18) {
        const all = [...tasks.keys()];
        const task = all[random(Math.max(1, all.length))];
        if (task === undefined) continue;
        const wasQueued = tasks.get(task)!.state === 'queued';
        expect(scheduler.cancel(task), `seed ${seed}: cancel`).toBe(wasQueued);
        if (wasQueued) end(task);
      } else if (what < 19) scheduler.setLimit(random(nWorkers + 1));
      else {
        // The thread dies with everything that it was running.
        const lost = [...scheduler.recover(worker)].sort((a, b) => a - b);
        expect(lost, `seed ${seed}: lost`).toEqual(running[worker]!.sort((a, b) => a - b));
        for (const task of lost) tasks.get(task)!.state = 'queued';
        running[worker] = [];
      }
    }
    scheduler.setLimit(nWorkers);
    for (let worker = 0; worker < nWorkers; worker++) while (running[worker]!.length > 0) finish(worker);
    for (let left = tasks.size; left > 0; left--) {
      start(left % nWorkers, false);
      finish(left % nWorkers);
    }
    expect({ left: tasks.size, ended: nEnded, out: scheduler.nTasks }, `seed ${seed}`).toEqual({ left: 0, ended: nQueued, out: 0 });
  }
});

describe('WorkStealingScheduler', () => {
  function aScheduler(nWorkers: number) {
    const scheduler = new WorkStealingScheduler({ nWorkers, maxTasks: 64 }, recorder());
    const workers = Array.from({ length: nWorkers }, (_, index) => new WorkStealingWorker(scheduler.buffer, index));
    const queue = (priority: (typeof priorities)[number], weight = 1): number => {
      const task = scheduler.reserve()!;
      scheduler.queue(task, priority, weight);
      return task;
    };
    return { scheduler, workers, queue };
  }

  test('runs interactive before visible before background, and each in order', () => {
    const { workers, queue } = aScheduler(1);
    const [b, v1, v2, i] = [queue('background'), queue('visible'), queue('visible'), queue('interactive')];
    expect([1, 2, 3, 4, 5].map(() => workers[0]!.next())).toEqual([i, v1, v2, b, EMPTY]);
  });

  test('gives a worker above the limit only interactive tasks', () => {
    const { scheduler, workers, queue } = aScheduler(2);
    scheduler.setLimit(1);
    const visible = queue('visible');
    expect(workers[1]!.next()).toBe(EMPTY);
    const urgent = queue('interactive');
    expect(workers[1]!.next()).toBe(urgent);
    expect(workers[0]!.next()).toBe(visible);
  });

  test('lets a worker without tasks steal from another, and counts it', () => {
    const { scheduler, workers, queue } = aScheduler(2);
    const tasks = Array.from({ length: 16 }, () => queue('visible'));
    // The first takes a share of the queue into its own deque.
    const taken = [workers[0]!.next()];
    for (let task = workers[1]!.next(); task !== EMPTY; task = workers[1]!.next()) taken.push(task);
    expect(taken.sort((a, b) => a - b)).toEqual(tasks.sort((a, b) => a - b));
    expect(scheduler.counters()[1]!.stolen).toBeGreaterThan(0);
  });

  test('distributes the same weight to each worker', () => {
    const { scheduler, workers, queue } = aScheduler(2);
    const [heavy, ...light] = [8, 2, 2, 2, 2].map(weight => queue('visible', weight));
    expect(workers[0]!.next()).toBe(heavy);
    expect(light.map(() => workers[1]!.next())).toEqual(light);
    expect(scheduler.counters().map(({ stolen }) => stolen)).toEqual([0, 0]);
  });

  test('asks a running task to stop', () => {
    const { scheduler, workers, queue } = aScheduler(1);
    const task = queue('visible');
    workers[0]!.next();
    expect(workers[0]!.shouldStop(task)).toBe(false);
    expect(scheduler.stop(task)).toBe('stopping');
    expect(workers[0]!.shouldStop(task)).toBe(true);
  });

  test('counts tasks and steals for the report', () => {
    const counters = recorder();
    const scheduler = new WorkStealingScheduler({ nWorkers: 1, maxTasks: 4 }, counters);
    const worker = new WorkStealingWorker(scheduler.buffer, 0);
    const task = scheduler.reserve()!;
    scheduler.queue(task, 'visible', 1);
    worker.finish(worker.next(), 5);
    scheduler.report();
    scheduler.report();
    expect(counters.counters()['WorkStealingScheduler']).toMatchObject({ tasks: 1, 'busy ms, worker 0': 5 });
  });
});

describe('WorkStealingScheduler with real threads', () => {
  let entry: string;
  beforeAll(() => {
    entry = bundle('test/kit/threads/steal-worker.ts');
  });
  const threads: Thread<StealTable>[] = [];
  afterEach(async () => {
    await Promise.all(threads.splice(0).map(thread => thread.dispose()));
  });

  test('runs every task once, although threads die on some', async () => {
    const seed = 11;
    const dice = new Random(seed);
    const random = (below: number): number => dice.below(below);
    const nTasks = 3_000;
    const nWorkers = 3;
    const scheduler = new WorkStealingScheduler({ nWorkers, maxTasks: nTasks }, recorder());
    const costs = new Int32Array(new SharedArrayBuffer(nTasks * 4));
    costs.forEach((_, task) => (costs[task] = task % 997 === 500 ? -1 : random(2_000)));
    const runs = new Int32Array(new SharedArrayBuffer(nTasks * 4));
    const done = new Int32Array(new SharedArrayBuffer(4));
    const serve = async (worker: number): Promise<void> => {
      const data: StealData = { worker, scheduler: scheduler.buffer, runs: runs.buffer, costs: costs.buffer, done: done.buffer };
      const thread = new Thread<StealTable>({ entry, name: `steal-${worker}`, data, log: () => undefined });
      threads.push(thread);
      for (;;) {
        try {
          return await thread.call('serve', undefined, new AbortController().signal);
        } catch {
          scheduler.recover(worker);
        }
      }
    };
    const serving = Array.from({ length: nWorkers }, (_, worker) => serve(worker));
    for (let task = 0; task < nTasks; task++) scheduler.queue(scheduler.reserve()!, priorities[random(3)]!, 1);
    for (let n = Atomics.load(done, 0); n < nTasks; n = Atomics.load(done, 0)) {
      const waiting = Atomics.waitAsync(done, 0, n);
      if (waiting.async) await waiting.value;
    }
    scheduler.close();
    await Promise.all(serving);
    expect(
      runs.findIndex(n => n !== 1),
      `seed ${seed}: a task that did not run once`,
    ).toBe(-1);
    expect(scheduler.counters().reduce((sum, { executed }) => sum + executed, 0)).toBe(nTasks);
  });
});
