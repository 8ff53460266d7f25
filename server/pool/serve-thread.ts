/** The worker's side of a Thread: answers its calls from a table of handlers. Runs in a worker only. */
import { parentPort, type Transferable, workerData } from 'node:worker_threads';
import { abortError } from '../protocol/abort-error.js';
import { failureReply } from './remote-calls.js';
import {
  type CallParams,
  type CallResult,
  type FromThread,
  stopwatch,
  type ThreadBirth,
  type ThreadReady,
  type ToThread,
} from './thread-messages.js';

export interface CallContext {
  readonly signal: AbortSignal;
  /** Returns true once the caller has stopped the call; works even in code that never yields. */
  stopped(): boolean;
  /** Throws an AbortError once the call is stopped. */
  throwIfStopped(): void;
  /** Parent of the spans recorded in this thread. */
  readonly span: number;
  /** Transfers these with the result instead of copying them. */
  transfer(items: readonly Transferable[]): void;
}

export type ThreadHandlers<Table> = {
  readonly [Name in keyof Table]: (
    params: CallParams<Table, Name>,
    context: CallContext,
  ) => CallResult<Table, Name> | Promise<CallResult<Table, Name>>;
};

/** Returns the data that the owner passed to the Thread's constructor. */
export const threadData = (): unknown => (workerData as ThreadBirth).data;

export function serveThread<Table>(handlers: ThreadHandlers<Table>): void {
  const port = parentPort;
  if (port === null) throw new Error('serveThread() runs in a worker only');
  // Threads are started by `Thread`, which passes a ThreadBirth.
  const { stopFlags } = workerData as ThreadBirth;
  const running = new Map<number, AbortController>();
  const post = (message: FromThread, transfer: readonly Transferable[]): void => port.postMessage(message, [...transfer]);

  async function answer(call: Extract<ToThread, { kind: 'call' }>): Promise<void> {
    const { id, name, params, slot, span } = call;
    const took = stopwatch();
    const controller = new AbortController();
    running.set(id, controller);
    const moved: Transferable[] = [];
    const stopped = (): boolean => Atomics.load(stopFlags, slot) === 1;
    const context: CallContext = {
      signal: controller.signal,
      span,
      stopped,
      throwIfStopped: () => {
        if (stopped()) throw abortError();
      },
      transfer: items => void moved.push(...items),
    };
    try {
      context.throwIfStopped();
      // The typed caller only sends names and params of the table.
      const result = await handlers[name as keyof Table](params as CallParams<Table, keyof Table>, context);
      post({ kind: 'result', id, result, took: took() }, moved);
    } catch (error) {
      post({ ...failureReply(id, error), took: took() }, []);
    } finally {
      running.delete(id);
    }
  }

  port.on('message', (message: ToThread) => {
    if (message.kind === 'call') void answer(message);
    else running.get(message.id)?.abort(abortError());
  });
  port.postMessage({ kind: 'ready' } satisfies ThreadReady);
}
