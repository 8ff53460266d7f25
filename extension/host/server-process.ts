/**
 * The server's process and JSON-RPC with it over Node's own channel: requests, notifications, partial results, cancelling. Knows no method.
 * Invariant: every request settles, also where the process is killed. Imports no editor.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { wireErrors } from '../../server/protocol/wire.js';

export interface ServerListener {
  notified(method: string, params: unknown): void;
  /** A line that the process wrote outside the protocol. */
  wrote(line: string): void;
  /** Once; also where it never came up. */
  closed(): void;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** JSON-RPC's "connection is disposed". */
const disposed = { code: -32_099, message: 'The connection to the server is closed' };

export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #listener: ServerListener;
  readonly #waiting = new Map<number, Waiting>();
  readonly #streams = new Map<string, (items: readonly unknown[]) => void>();
  readonly #exited = Promise.withResolvers<void>();
  #nextId = 1;
  #isClosed = false;

  constructor(module: string, listener: ServerListener) {
    this.#listener = listener;
    this.#child = fork(module, ['--node-ipc'], {
      silent: true,
      execArgv: [],
      // The editor's own program is Node only when it is told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ELECTRON_NO_ASAR: '1' },
    });
    this.#child.on('message', message => this.#receive(message));
    this.#child.on('error', () => this.#close());
    this.#child.on('disconnect', () => this.#close());
    this.#child.on('exit', () => {
      this.#exited.resolve();
      this.#close();
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) this.#readLines(stream);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Rejects with the wire's error, `{ code, message, data }`. `onItems` hears the partial results, all of them before it settles. */
  request(method: string, params: object, signal: AbortSignal, onItems?: (items: readonly unknown[]) => void): Promise<unknown> {
    const id = this.#nextId++;
    const token = `vibe-items-${id}`;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    if (this.#isClosed) return Promise.reject(disposed);
    this.#waiting.set(id, { resolve, reject });
    if (onItems) this.#streams.set(token, onItems);
    const cancel = (): void => this.notify('$/cancelRequest', { id });
    signal.addEventListener('abort', cancel, { once: true });
    this.#send({ id, method, params: onItems ? { ...params, partialResultToken: token } : params });
    if (signal.aborted) cancel();
    return promise.finally(() => {
      signal.removeEventListener('abort', cancel);
      this.#streams.delete(token);
    });
  }

  notify(method: string, params: object): void {
    this.#send({ method, params });
  }

  /** Asks it to end, waits, then ends it. */
  async stop(waitMs: number): Promise<void> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), waitMs);
    // One that never came up, or is gone already, has nothing to say.
    await this.request('shutdown', {}, AbortSignal.timeout(waitMs)).catch(() => undefined);
    this.notify('exit', {});
    if (this.#child.pid !== undefined) await this.#exited.promise;
    clearTimeout(timer);
  }

  #send(message: object): void {
    if (this.#isClosed || !this.#child.connected) return;
    // A send fails only when the process is gone, and then `closed` says so.
    this.#child.send({ jsonrpc: '2.0', ...message }, () => undefined);
  }

  #receive(message: unknown): void {
    if (typeof message !== 'object' || message === null) return;
    const { id, method, params, result, error } = message as Readonly<Record<string, unknown>>;
    if (typeof method === 'string') {
      if (id !== undefined) this.#answer(id, method);
      else if (method === '$/progress') this.#progress(params);
      else this.#listener.notified(method, params);
      return;
    }
    const waiting = this.#waiting.get(Number(id));
    this.#waiting.delete(Number(id));
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(error);
  }

  /** The server asks for nothing but to be told of changed files, and it is. */
  #answer(id: unknown, method: string): void {
    if (method === 'client/registerCapability') this.#send({ id, result: null });
    else this.#send({ id, error: { code: wireErrors.methodNotFound, message: `No handler for "${method}"` } });
  }

  #progress(params: unknown): void {
    const { token, value } = params as { readonly token: string; readonly value: unknown };
    if (Array.isArray(value)) this.#streams.get(token)?.(value);
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // A channel that broke leaves a process that nobody can reach.
    this.#child.kill('SIGKILL');
    for (const { reject } of this.#waiting.values()) reject(disposed);
    this.#waiting.clear();
    this.#listener.closed();
  }

  #readLines(stream: NodeJS.ReadableStream | null): void {
    let rest = '';
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') this.#listener.wrote(line);
    });
  }
}
