/**
 * One actor on a shared deque. In lockstep every atomic operation waits for the actor's turn, and the seed alone decides the order, so that
 * a failing schedule can be reproduced. Without lockstep the actors run as fast as they can.
 */
import { type AtomicOps, ChaseLevDeque, EMPTY, LOST_RACE } from '../../../server/pool/chase-lev-deque.js';
import { serveThread, threadData } from '../../../server/pool/serve-thread.js';

export interface ActorData {
  readonly actor: number;
  readonly nActors: number;
  readonly capacity: number;
  readonly deque: SharedArrayBuffer;
  /** [turn, state of the random numbers, barrier, then a flag for each actor: 1 when it has ended]. */
  readonly control: SharedArrayBuffer;
  /** Number of times each task was taken. */
  readonly taken: SharedArrayBuffer;
}

export interface ActorTable {
  /** The owner pushes and pops `nTasks`; a thief steals until the owner has ended and the deque is empty. */
  act(params: { readonly nTasks: number; readonly popsOf10: number; readonly lockstep: boolean }): void;
}

const data = threadData() as ActorData;
const control = new Int32Array(data.control);
const taken = new Int32Array(data.taken);
const memory = new Int32Array(data.deque);
const OWNER = 0;

function nextRandom(below: number): number {
  let x = Atomics.load(control, 1);
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  Atomics.store(control, 1, x);
  return (x >>> 0) % below;
}

function passTurn(): void {
  const alive: number[] = [];
  for (let actor = 0; actor < data.nActors; actor++) if (Atomics.load(control, 3 + actor) === 0) alive.push(actor);
  if (alive.length === 0) return;
  Atomics.store(control, 0, alive[nextRandom(alive.length)]!);
  Atomics.notify(control, 0);
}

function step<T>(operation: () => T): T {
  for (let turn = Atomics.load(control, 0); turn !== data.actor; turn = Atomics.load(control, 0)) Atomics.wait(control, 0, turn);
  const result = operation();
  passTurn();
  return result;
}

const inTurns: AtomicOps = {
  load: (words, index) => step(() => Atomics.load(words, index)),
  store: (words, index, value) => step(() => Atomics.store(words, index, value)),
  compareExchange: (words, index, expected, value) => step(() => Atomics.compareExchange(words, index, expected, value)),
};

const take = (task: number): void => void Atomics.add(taken, task, 1);

function own(deque: ChaseLevDeque, nTasks: number, popsOf10: number): void {
  let random = 0x1234567;
  for (let task = 0; task < nTasks; ) {
    if (deque.push(task)) task++;
    random = Math.imul(random, 48271) & 0x7fffffff;
    if (random % 10 >= popsOf10) continue;
    const popped = deque.pop();
    if (popped !== EMPTY) take(popped);
  }
  for (let task = deque.pop(); task !== EMPTY; task = deque.pop()) take(task);
}

function thieve(deque: ChaseLevDeque): void {
  for (;;) {
    const ownerHasEnded = Atomics.load(control, 3 + OWNER) === 1;
    const task = deque.steal();
    if (task >= 0) take(task);
    else if (task !== LOST_RACE && ownerHasEnded) return;
  }
}

serveThread<ActorTable>({
  act: ({ nTasks, popsOf10, lockstep }) => {
    // All actors start together.
    Atomics.add(control, 2, 1);
    Atomics.notify(control, 2);
    for (let n = Atomics.load(control, 2); n < data.nActors; n = Atomics.load(control, 2)) Atomics.wait(control, 2, n);
    const deque = new ChaseLevDeque(memory, 0, data.capacity, lockstep ? inTurns : Atomics);
    if (data.actor === OWNER) own(deque, nTasks, popsOf10);
    else thieve(deque);
    const end = (): void => void Atomics.store(control, 3 + data.actor, 1);
    if (lockstep) step(end);
    else end();
  },
});
