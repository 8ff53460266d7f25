/**
 * Typed calls to one child process. The first call starts it; a call after its death starts it again. Invariant: every promise returned by
 * a call settles, whatever happens to the process. The caller decides when to try again, and with what.
 */
import { type ChildProcess, fork } from 'node:child_process';
import type { Disposable } from '../base/disposables.js';
import type { Recorder } from '../monitor/recorder.js';
import { RemoteCalls } from './remote-calls.js';
import type { CallParams, CallResult, FromThread, ToThread } from './thread-messages.js';

export interface ChildOptions {
  /** Path of the built entry file. */
  readonly entry: string;
  readonly name: string;
  /** Time for the process to exit by itself before it is killed. */
  readonly graceMs?: number;
  /** Calls that may wait at once; a further one rejects with `queue-full`. */
  readonly maxCalls?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Flags for Node, before the entry file; none by default, and those of this process are never passed on. */
  readonly nodeFlags?: readonly string[];
  /** Records how long the process worked on each call, under the span that made it. */
  readonly recorder?: Recorder;
}

const keptErrorText = 2000;

export class Child<Table> implements Disposable {
  readonly #options: ChildOptions;
  readonly #calls: RemoteCalls;
  #process: ChildProcess | undefined;
  #nStarts = 0;
  #errorText = '';

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#calls = new RemoteCalls({ name: options.name, maxCalls: options.maxCalls ?? 64, recorder: options.recorder });
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

  /** Rejects with the signal's reason, a ProblemError of the handler, the handler's error, or a WorkerDiedError. */
  call<Name extends keyof Table & string>(
    name: Name,
    params: CallParams<Table, Name>,
    signal: AbortSignal,
  ): Promise<CallResult<Table, Name>> {
    const send = (id: number, span: number): void => {
      this.#process ??= this.#start();
      // A failed send means that the process is gone; its exit settles the call.
      this.#process.send({ kind: 'call', id, name, params, slot: 0, span } satisfies ToThread, () => undefined);
    };
    const cancel = (id: number): void => void this.#process?.send({ kind: 'cancel', id } satisfies ToThread, () => undefined);
    return this.#calls.call({ name, send, cancel }, signal) as Promise<CallResult<Table, Name>>; // The handler's type, from the same table.
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
    const { entry, environment, nodeFlags = [] } = this.#options;
    const child = fork(entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...environment },
      execArgv: [...nodeFlags],
    });
    child.stderr?.on('data', (data: Buffer) => {
      this.#errorText = (this.#errorText + data.toString('utf8')).slice(-keptErrorText);
    });
    child.on('message', (reply: FromThread) => this.#calls.settle(reply));
    child.on('error', error => this.#died(child, error.message));
    child.on('exit', (code, signal) => this.#died(child, signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`));
    return child;
  }

  #died(child: ChildProcess, how: string): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    const lastLine = this.#errorText.trim().split('\n').at(-1) ?? '';
    this.#calls.failAll(`${this.#options.name} died: ${how}${lastLine === '' ? '' : ` (${lastLine.slice(0, 300)})`}`);
  }
}
