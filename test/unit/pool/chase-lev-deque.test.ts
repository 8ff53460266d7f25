import { beforeAll, describe, expect, test } from 'vitest';
import { ChaseLevDeque, EMPTY } from '../../../server/pool/chase-lev-deque.js';
import { Thread } from '../../../server/pool/thread.js';
import { bundle } from '../../kit/bundle.js';
import { Random } from '../../kit/random.js';
import type { ActorData, ActorTable } from '../../kit/threads/deque-actor.js';

const forever = new AbortController().signal;

describe('ChaseLevDeque, one operation at a time', () => {
  test('behaves like a list, in any order of pushes, pops and steals', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const dice = new Random(seed);
      const random = (below: number): number => dice.below(below);
      const capacity = 2 ** (1 + random(5));
      const deque = new ChaseLevDeque(new Int32Array(ChaseLevDeque.wordsFor(capacity)), 0, capacity);
      const model: number[] = [];
      const got: (number | boolean)[] = [];
      const wanted: (number | boolean)[] = [];
      for (let step = 0; step < 400; step++) {
        const what = random(5);
        if (what < 2) {
          got.push(deque.push(step));
          wanted.push(model.length < capacity && model.push(step) > 0);
        } else if (what < 4) {
          got.push(deque.pop());
          wanted.push(model.pop() ?? EMPTY);
        } else {
          got.push(deque.steal());
          wanted.push(model.shift() ?? EMPTY);
        }
      }
      expect(got, `seed ${seed}`).toEqual(wanted);
    }
  });

  test('still works when its counters pass the largest 32-bit integer', () => {
    const memory = new Int32Array(ChaseLevDeque.wordsFor(4));
    memory[0] = memory[16] = 0x7fffffff;
    const deque = new ChaseLevDeque(memory, 0, 4);
    for (const task of [1, 2, 3]) expect(deque.push(task)).toBe(true);
    expect([deque.steal(), deque.pop(), deque.pop(), deque.pop()]).toEqual([1, 3, 2, EMPTY]);
  });

  test('works again after its owner died during a pop', () => {
    const memory = new Int32Array(ChaseLevDeque.wordsFor(4));
    memory[0] = 7;
    memory[16] = 6;
    const deque = new ChaseLevDeque(memory, 0, 4);
    deque.repair();
    expect(deque.push(9)).toBe(true);
    expect(deque.pop()).toBe(9);
  });
});

describe('ChaseLevDeque, an owner and thieves in threads', () => {
  let entry: string;
  beforeAll(() => {
    entry = bundle('test/kit/threads/deque-actor.ts');
  });

  test('gives every task to exactly one thread, under 60 schedules chosen step by step', async () => {
    await checkSchedules({ nThieves: 2, capacity: 4, nTasks: 12, lockstep: true, seeds: 60 });
  });

  test('gives every task to exactly one thread at full speed', async () => {
    await checkSchedules({ nThieves: 3, capacity: 64, nTasks: 40_000, lockstep: false, seeds: 3 });
  });

  async function checkSchedules(run: {
    nThieves: number;
    capacity: number;
    nTasks: number;
    lockstep: boolean;
    seeds: number;
  }): Promise<void> {
    const { nThieves, capacity, nTasks, lockstep, seeds } = run;
    const nActors = nThieves + 1;
    const deque = new SharedArrayBuffer(ChaseLevDeque.wordsFor(capacity) * 4);
    const control = new SharedArrayBuffer((3 + nActors) * 4);
    const taken = new SharedArrayBuffer(nTasks * 4);
    const actors = Array.from({ length: nActors }, (_, actor) => {
      const data: ActorData = { actor, nActors, capacity, deque, control, taken };
      return new Thread<ActorTable>({ entry, name: `actor-${actor}`, data, log: () => undefined });
    });
    try {
      for (let seed = 1; seed <= seeds; seed++) {
        new Int32Array(control).fill(0);
        new Int32Array(control)[1] = Math.imul(seed, 0x9e3779b9) || 1;
        new Int32Array(taken).fill(0);
        await Promise.all(actors.map(actor => actor.call('act', { nTasks, popsOf10: seed % 8, lockstep }, forever)));
        expect(
          new Int32Array(taken).findIndex(n => n !== 1),
          `seed ${seed}: a task that was not taken once`,
        ).toBe(-1);
      }
    } finally {
      await Promise.all(actors.map(actor => actor.dispose()));
    }
  }
});
