/**
 * Typed calls to one child process. The first call starts it; a call after its death starts it again. Invariant: every promise returned by
 * a call settles, whatever happens to the process. The caller decides when to try again, and with what.
 */
import { type ChildProcess, fork } from 'node:child_process';
import type { Disposable } from '../base/disposables.js';
import type { Recorder } from '../monitor/recorder.js';
import { ProblemError } from '../protocol/problem.js';
import type { FromThread, ParamsOf, ResultOf, ToThread } from './thread-messages.js';

export interface ChildOptions {
  /** Path of the built entry file. */
  readonly entry: string;
  readonly name: string;
  /** Time for the process to exit by itself before it is killed. */
  readonly graceMs?: number;
  /** Calls that may wait at once; a further one rejects with `queue-full`. */
  readonly maxCalls?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Records how long the process worked on each call, under the span that made it. */
  readonly recorder?: Recorder;
}

/** The process exited before it answered. */
export class ChildDiedError extends Error {
  override readonly name = 'ChildDiedError';
}

interface Waiting {
  readonly settle: (reply: FromThread | ChildDiedError) => void;
}

const keptErrorText = 2000;

export class Child<Table> implements Disposable {
  readonly #options: ChildOptions;
  readonly #waiting = new Map<number, Waiting>();
  #process: ChildProcess | undefined;
  #lastId = 0;
  #nStarts = 0;
  #errorText = '';

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#process !== undefined;
  }

  get nStarts(): number {
    return this.#nStarts;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Rejects with the signal's reason, a ProblemError of the handler, the handler's error, or a ChildDiedError. */
  call<Name extends keyof Table & string>(name: Name, params: ParamsOf<Table, Name>, signal: AbortSignal): Promise<ResultOf<Table, Name>> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const { maxCalls = 64, name: childName } = this.#options;
    if (this.#waiting.size >= maxCalls)
      return Promise.reject(new ProblemError('queue-full', `${childName} already has ${maxCalls} calls waiting`, 'Try again in a moment'));
    const child = (this.#process ??= this.#start());
    const id = ++this.#lastId;
    const span = this.#options.recorder?.away(`${childName}.${name}`);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.delete(id);
        if (this.#process === child) child.send({ kind: 'cancel', id } satisfies ToThread, () => undefined);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.set(id, {
        settle: reply => {
          signal.removeEventListener('abort', onAbort);
          this.#waiting.delete(id);
          if (!(reply instanceof ChildDiedError) && reply.took !== undefined)
            span?.end({ ...reply.took, process: childName, failed: reply.kind !== 'result' });
          if (reply instanceof ChildDiedError) reject(reply);
          else if (reply.kind === 'result')
            resolve(reply.result as ResultOf<Table, Name>); // The handler's type, from the same table.
          else if (reply.kind === 'problem') reject(new ProblemError(reply.problem.code, reply.problem.message, reply.problem.remedy));
          else if (reply.kind === 'thrown') reject(Object.assign(new Error(reply.error.message), { name: reply.error.name }));
          else reject(new ChildDiedError('The call was stopped by its process'));
        },
      });
      const message: ToThread = { kind: 'call', id, name, params, slot: 0, span: span?.id ?? 0 };
      // A failed send means that the process is gone; its exit settles the call.
      child.send(message, () => undefined);
    });
  }

  /** Asks the process to exit, waits, and then kills it. A later call starts it again. */
  async end(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    const exited = new Promise<void>(resolve => child.once('exit', () => resolve()));
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#options.graceMs ?? 2000);
    // Closing the channel lets its event loop end.
    if (child.connected) child.disconnect();
    await exited;
    clearTimeout(timer);
  }

  dispose(): Promise<void> {
    return this.end();
  }

  #start(): ChildProcess {
    this.#nStarts++;
    this.#errorText = '';
    const { entry, environment } = this.#options;
    const child = fork(entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...environment },
      execArgv: [],
    });
    child.stderr?.on('data', (data: Buffer) => {
      this.#errorText = (this.#errorText + data.toString('utf8')).slice(-keptErrorText);
    });
    child.on('message', (reply: FromThread) => this.#waiting.get(reply.id)?.settle(reply));
    child.on('error', error => this.#died(child, error.message));
    child.on('exit', (code, signal) => this.#died(child, signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`));
    return child;
  }

  #died(child: ChildProcess, how: string): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    const lastLine = this.#errorText.trim().split('\n').at(-1) ?? '';
    const error = new ChildDiedError(`${this.#options.name} died: ${how}${lastLine === '' ? '' : ` (${lastLine.slice(0, 300)})`}`);
    for (const waiting of this.#waiting.values()) waiting.settle(error);
  }
}
