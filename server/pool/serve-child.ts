/**
 * The child process's side of a Child. Answers calls one after the other, except those that may overtake, and exits when the parent is
 * gone. Runs in a child process only.
 */
import { abortError } from '../protocol/abort-error.js';
import { failureReply } from './remote-calls.js';
import { type CallParams, type CallResult, type FromThread, stopwatch, type ToThread } from './thread-messages.js';

export type ChildHandlers<Table> = {
  readonly [Name in keyof Table]: (params: CallParams<Table, Name>, signal: AbortSignal) => Promise<CallResult<Table, Name>>;
};

/** Returns true for a call that need not wait for those before it. */
export type MayOvertake<Table> = <Name extends keyof Table>(name: Name, params: CallParams<Table, Name>) => boolean;

export function serveChild<Table>(handlers: ChildHandlers<Table>, mayOvertake: MayOvertake<Table> = () => false): void {
  const running = new Map<number, AbortController>();
  let last: Promise<unknown> = Promise.resolve();
  const send = (reply: FromThread): void => void process.send?.(reply, () => undefined);

  async function answer({ id, name, params }: Extract<ToThread, { kind: 'call' }>, signal: AbortSignal): Promise<void> {
    const took = stopwatch();
    try {
      signal.throwIfAborted();
      // The typed caller only sends names and params of the table.
      const result = await handlers[name as keyof Table](params as CallParams<Table, keyof Table>, signal);
      send({ kind: 'result', id, result, took: took() });
    } catch (error) {
      send({ ...failureReply(id, error), took: took() });
    } finally {
      running.delete(id);
    }
  }

  process.on('message', (message: ToThread) => {
    if (message.kind === 'cancel') return running.get(message.id)?.abort(abortError());
    const controller = new AbortController();
    running.set(message.id, controller);
    // The typed caller only sends names and params of the table.
    if (mayOvertake(message.name as keyof Table, message.params as CallParams<Table, keyof Table>)) void answer(message, controller.signal);
    else last = last.then(() => answer(message, controller.signal));
  });
  // Arrives only between two runs, which block: interrupting native code would crash the process.
  process.on('disconnect', () => process.exit(0));
}
