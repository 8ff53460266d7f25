/**
 * Typed calls to one worker thread. The first call starts the worker; it is ended when idle, and started again with back-off after it has
 * died.
 * Invariant: every promise returned by a call settles, whatever happens to the worker. A stopped call rejects immediately; a worker that
 * does not acknowledge the stop within the grace time is terminated.
 */
import { type Transferable, Worker } from 'node:worker_threads';
import type { Log } from '../base/background.js';
import type { Disposable } from '../base/disposables.js';
import type { Recorder } from '../monitor/recorder.js';
import { errorTrace } from '../protocol/error-text.js';
import { failureReply, RemoteCalls, WorkerDiedError } from './remote-calls.js';
import type { CallParams, CallResult, FromThread, ThreadBirth, ThreadReady, ToThread } from './thread-messages.js';

export interface ThreadOptions {
  /** Path or URL of the built entry file. */
  readonly entry: string | URL;
  /** Shown in logs and in the profiler. */
  readonly name: string;
  /** Passed to the entry as `threadData()`. */
  readonly data?: unknown;
  /** Calls that may wait or run at once; a further one rejects with `queue-full`. */
  readonly maxCalls?: number;
  /** Time for a worker to acknowledge a stop before it is terminated. */
  readonly graceMs?: number;
  /** The worker is ended after this long without a call; never if absent. */
  readonly idleMs?: number;
  /** Limit of the young generation, in MB. Without one, V8 lets it grow to 3 x 16 MB even if the worker keeps nothing. */
  readonly youngHeapMb?: number;
  readonly log: Log;
  /** Records how long the worker worked on each call, under the span that made it. */
  readonly recorder?: Recorder;
}

/** A call that is on its way to the worker or at it; a stopped one stays until the worker has answered the stop. */
interface Call {
  readonly id: number;
  readonly name: string;
  readonly params: unknown;
  readonly transfer: readonly Transferable[];
  readonly slot: number;
  readonly span: number;
  posted: boolean;
  stopped: boolean;
  graceTimer: NodeJS.Timeout | undefined;
}

type State =
  | { readonly kind: 'off' }
  /** `ready`: the worker's code has loaded, and it can acknowledge a stop. */
  | { readonly kind: 'running'; readonly worker: Worker; readonly since: number; ready: boolean }
  | { readonly kind: 'backing-off'; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'disposed' };

const firstBackOffMs = 50;
const maxBackOffMs = 5_000;
/** A worker that has lived this long did not die of the previous cause, so the back-off starts over. */
const healthyMs = 10_000;

export class Thread<Table> implements Disposable {
  readonly #options: ThreadOptions;
  readonly #waiting: RemoteCalls;
  readonly #calls = new Map<number, Call>();
  readonly #freeSlots: number[] = [];
  readonly #stopFlags: Int32Array;
  readonly #maxCalls: number;
  readonly #startListeners = new Set<() => void>();
  #state: State = { kind: 'off' };
  #backOffMs = firstBackOffMs;
  #nStarts = 0;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
    this.#maxCalls = options.maxCalls ?? 256;
    this.#waiting = new RemoteCalls({ name: options.name, maxCalls: this.#maxCalls, recorder: options.recorder });
    // Twice the calls: a stopped call keeps its slot until the worker has acknowledged the stop.
    this.#stopFlags = new Int32Array(new SharedArrayBuffer(this.#maxCalls * 2 * 4));
    for (let slot = this.#stopFlags.length - 1; slot >= 0; slot--) this.#freeSlots.push(slot);
  }

  /** Number of times a worker has been started. */
  get nStarts(): number {
    return this.#nStarts;
  }

  get running(): boolean {
    return this.#state.kind === 'running';
  }

  /** Calls `listener` at every start of the worker. Calls that it makes are sent before all waiting ones. */
  onStart(listener: () => void): Disposable {
    this.#startListeners.add(listener);
    return { dispose: () => void this.#startListeners.delete(listener) };
  }

  /** Rejects with the signal's reason, a ProblemError of the handler, the handler's error by name and message, or a WorkerDiedError. */
  call<Name extends keyof Table & string>(
    name: Name,
    params: CallParams<Table, Name>,
    signal: AbortSignal,
    transfer: readonly Transferable[] = [],
  ): Promise<CallResult<Table, Name>> {
    if (this.#state.kind === 'disposed') return Promise.reject(new WorkerDiedError(`${this.#options.name} is closed`));
    const send = (id: number, span: number): void => {
      const slot = this.#freeSlots.pop();
      if (slot === undefined) throw this.#waiting.full();
      Atomics.store(this.#stopFlags, slot, 0);
      clearTimeout(this.#idleTimer);
      const call: Call = { id, name, params, transfer, slot, span, posted: false, stopped: false, graceTimer: undefined };
      this.#calls.set(id, call);
      if (this.#state.kind === 'off') this.#start();
      else if (this.#state.kind === 'running') this.#post(this.#state.worker, call);
    };
    const result = this.#waiting.call({ name, send, cancel: id => this.#stop(id) }, signal);
    return result as Promise<CallResult<Table, Name>>; // The handler's type, from the same table.
  }

  /** Ends the worker now; waiting calls reject. A later call starts it again. */
  async end(): Promise<void> {
    clearTimeout(this.#idleTimer);
    const state = this.#state;
    if (state.kind === 'disposed') return;
    this.#state = { kind: 'off' };
    this.#backOffMs = firstBackOffMs;
    if (state.kind === 'backing-off') clearTimeout(state.timer);
    this.#failAll(`${this.#options.name} was ended`);
    if (state.kind === 'running') await state.worker.terminate();
  }

  async dispose(): Promise<void> {
    const ended = this.end();
    this.#state = { kind: 'disposed' };
    await ended;
  }

  #start(): void {
    const birth: ThreadBirth = { stopFlags: this.#stopFlags, data: this.#options.data };
    const { entry, name, youngHeapMb } = this.#options;
    const resourceLimits = youngHeapMb === undefined ? {} : { maxYoungGenerationSizeMb: youngHeapMb };
    const worker = new Worker(entry, { name, workerData: birth, resourceLimits });
    this.#state = { kind: 'running', worker, since: performance.now(), ready: false };
    this.#nStarts++;
    worker.on('message', (reply: FromThread | ThreadReady) => (reply.kind === 'ready' ? this.#becameReady(worker) : this.#settle(reply)));
    worker.on('error', error => this.#died(worker, error));
    worker.on('exit', code => this.#died(worker, new Error(`it exited with code ${code}`)));
    const waiting = [...this.#calls.values()];
    for (const listener of this.#startListeners) listener();
    for (const call of waiting) this.#post(worker, call);
  }

  #post(worker: Worker, call: Call): void {
    call.posted = true;
    const message: ToThread = {
      kind: 'call',
      id: call.id,
      name: call.name,
      params: call.params,
      slot: call.slot,
      span: call.span,
    };
    try {
      worker.postMessage(message, [...call.transfer]);
    } catch (error) {
      // Params that cannot be cloned are a bug of the caller; the thread itself is fine.
      this.#settle(failureReply(call.id, error));
    }
  }

  #stop(id: number): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    const state = this.#state;
    Atomics.store(this.#stopFlags, call.slot, 1);
    if (!call.posted || state.kind !== 'running') return this.#forget(call);
    state.worker.postMessage({ kind: 'cancel', id: call.id } satisfies ToThread);
    call.stopped = true;
    if (state.ready) this.#giveGrace(call, state.worker);
  }

  #becameReady(worker: Worker): void {
    if (this.#state.kind !== 'running' || this.#state.worker !== worker) return;
    this.#state.ready = true;
    for (const call of this.#calls.values()) if (call.stopped) this.#giveGrace(call, worker);
  }

  #giveGrace(call: Call, worker: Worker): void {
    const { name, graceMs = 200, log } = this.#options;
    call.graceTimer = setTimeout(() => {
      log('warn', `${name} did not stop "${call.name}" within ${graceMs} ms and is started again`);
      this.#died(worker, new Error('it did not stop in time'));
      void worker.terminate();
    }, graceMs);
  }

  #settle(reply: FromThread): void {
    const call = this.#calls.get(reply.id);
    if (call === undefined) return;
    this.#forget(call);
    this.#waiting.settle(reply);
  }

  #forget(call: Call): void {
    clearTimeout(call.graceTimer);
    this.#calls.delete(call.id);
    this.#freeSlots.push(call.slot);
    if (this.#calls.size > 0 || this.#options.idleMs === undefined || this.#state.kind !== 'running') return;
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => void this.end(), this.#options.idleMs).unref();
  }

  #died(worker: Worker, error: unknown): void {
    const state = this.#state;
    if (state.kind !== 'running' || state.worker !== worker) return;
    if (performance.now() - state.since > healthyMs) this.#backOffMs = firstBackOffMs;
    const delayMs = this.#backOffMs;
    this.#backOffMs = Math.min(delayMs * 2, maxBackOffMs);
    this.#options.log('error', `${this.#options.name} died: ${errorTrace(error)}`);
    const timer = setTimeout(() => {
      this.#state = { kind: 'off' };
      if (this.#calls.size > 0) this.#start();
    }, delayMs);
    this.#state = { kind: 'backing-off', timer };
    this.#failAll(`${this.#options.name} died`);
  }

  #failAll(message: string): void {
    for (const call of this.#calls.values()) this.#forget(call);
    this.#waiting.failAll(message);
  }
}
