/**
 * The calls that a Thread or a Child makes: a bound for those that wait, a span for each as long as the other end works on it, and replies
 * turned into results and errors. Invariant: every promise settles, whatever happens to the worker.
 */

import type { AwaySpan, Recorder } from '../monitor/recorder.js';
import { isAbort } from '../protocol/abort-error.js';
import { Correlator } from '../protocol/correlator.js';
import { errorText } from '../protocol/error-text.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import type { FromThread, Reply } from './thread-messages.js';

/** The thread or process ended before it answered. The call may be made again. */
export class WorkerDiedError extends Error {
  override readonly name = 'WorkerDiedError';
}

export interface RemoteCallsOptions {
  /** Name of the thread or process, as logs and traces show it. */
  readonly name: string;
  /** Calls that may wait at once; a further one rejects with `queue-full`. */
  readonly maxCalls: number;
  readonly recorder: Recorder | undefined;
}

export interface RemoteCall {
  readonly name: string;
  /** Sends the call; `span` is 0 if nothing is recorded. */
  readonly send: (id: number, span: number) => void;
  readonly cancel: (id: number) => void;
}

export class RemoteCalls {
  readonly #options: RemoteCallsOptions;
  readonly #correlator: Correlator<FromThread>;
  /** Spans of calls that the other end works on; a stopped call keeps its own until the stop is answered. */
  readonly #spans = new Map<number, AwaySpan>();

  constructor(options: RemoteCallsOptions) {
    this.#options = options;
    this.#correlator = new Correlator({ maxWaiting: options.maxCalls, refusal: () => this.full() });
  }

  /** Rejects with the signal's reason, a ProblemError of the handler, its error by name and message, or a WorkerDiedError. */
  call({ name, send, cancel }: RemoteCall, signal: AbortSignal): Promise<unknown> {
    const start = (id: number): void => {
      const span = this.#options.recorder?.away(`${this.#options.name}.${name}`);
      if (span !== undefined) this.#spans.set(id, span);
      try {
        send(id, span?.id ?? 0);
      } catch (error) {
        this.#spans.delete(id);
        throw error;
      }
    };
    return this.#correlator.request({ send: start, cancel, read: resultOf, note: undefined }, signal);
  }

  settle(reply: FromThread): void {
    const { name } = this.#options;
    if (reply.took !== undefined) this.#spans.get(reply.id)?.end({ ...reply.took, process: name, failed: reply.kind !== 'result' });
    this.#spans.delete(reply.id);
    this.#correlator.settle(reply.id, reply);
  }

  /** Rejects all calls with a WorkerDiedError. */
  failAll(message: string): void {
    this.#spans.clear();
    this.#correlator.failAll(new WorkerDiedError(message));
  }

  /** The error of a call for which there is no room. */
  full(): ProblemError {
    const { name, maxCalls } = this.#options;
    return new ProblemError('queue-full', say('threadFull', { name, n: maxCalls }), say('tryAgainInAMoment'));
  }
}

/** Returns the reply of a handler that failed; for the end that serves. */
export function failureReply(id: number, error: unknown): Reply {
  if (isAbort(error)) return { kind: 'stopped', id };
  if (error instanceof ProblemError) return { kind: 'problem', id, problem: error.problem };
  const { name, message, stack } = error instanceof Error ? error : new Error(errorText(error));
  return { kind: 'thrown', id, error: { name, message, stack } };
}

/** Returns the result in a reply, or throws its error. */
function resultOf(reply: FromThread): unknown {
  switch (reply.kind) {
    case 'result':
      return reply.result;
    case 'stopped':
      throw new WorkerDiedError('The call was stopped by the worker that ran it');
    case 'problem':
      throw ProblemError.of(reply.problem);
    case 'thrown': {
      const error = new Error(reply.error.message);
      error.name = reply.error.name;
      if (reply.error.stack !== undefined) error.stack = reply.error.stack;
      throw error;
    }
  }
}
