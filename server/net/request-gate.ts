/**
 * Admits requests to one endpoint: a person's before what is visible, that before the background, each in order of arrival, and no more at
 * once than the window allows. A cancelled request leaves immediately. Bounded: a full gate rejects.
 */
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import type { AdaptiveWindow, Outcome } from './adaptive-window.js';

/** Who waits for the request. A person's requests go before what is visible, and that before indexing. */
export type RequestPriority = 'person' | 'visible' | 'background';

const order = ['person', 'visible', 'background'] as const satisfies readonly RequestPriority[];
/** A person's requests may exceed the window by this many, so that they never wait for indexing. */
const personBurst = 4;

interface Waiting {
  readonly enter: () => void;
}

export class RequestGate {
  readonly #window: AdaptiveWindow;
  readonly #bound: number;
  readonly #queues: Readonly<Record<RequestPriority, Set<Waiting>>> = { person: new Set(), visible: new Set(), background: new Set() };
  #nInFlight = 0;
  #mostInFlight = 0;

  constructor(window: AdaptiveWindow, bound: number) {
    this.#window = window;
    this.#bound = bound;
  }

  get nInFlight(): number {
    return this.#nInFlight;
  }

  get mostInFlight(): number {
    return this.#mostInFlight;
  }

  get nWaiting(): number {
    return order.reduce((sum, priority) => sum + this.#queues[priority].size, 0);
  }

  /** Resolves when the request may go. The caller must call the returned function exactly once, with the outcome. */
  async enter(priority: RequestPriority, signal: AbortSignal): Promise<(outcome: Outcome) => void> {
    signal.throwIfAborted();
    if (!this.#hasCapacity(priority)) {
      if (this.nWaiting >= this.#bound) throw new ProblemError('queue-full', say('gateFull', { n: this.#bound }), say('waitForRequests'));
      await this.#wait(priority, signal);
    } else this.#admit();
    let left = false;
    return outcome => {
      if (left) return;
      left = true;
      this.#window.record(outcome, this.#nInFlight);
      this.#nInFlight--;
      this.#next();
    };
  }

  #wait(priority: RequestPriority, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.#queues[priority];
      const onAbort = () => {
        queue.delete(waiting);
        reject(signal.reason);
      };
      const waiting: Waiting = {
        enter: () => {
          queue.delete(waiting);
          signal.removeEventListener('abort', onAbort);
          this.#admit();
          resolve();
        },
      };
      queue.add(waiting);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #hasCapacity(priority: RequestPriority): boolean {
    if (priority === 'person') return this.#nInFlight < this.#window.size + personBurst;
    const ahead = order.slice(0, order.indexOf(priority) + 1);
    if (ahead.some(other => this.#queues[other].size > 0)) return false;
    return this.#nInFlight < this.#window.size;
  }

  #admit(): void {
    this.#nInFlight++;
    this.#mostInFlight = Math.max(this.#mostInFlight, this.#nInFlight);
  }

  #next(): void {
    for (const priority of order) {
      const capacity = this.#window.size + (priority === 'person' ? personBurst : 0);
      for (const waiting of this.#queues[priority]) {
        if (this.#nInFlight >= capacity) break;
        waiting.enter();
      }
    }
  }
}
