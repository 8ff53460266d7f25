/**
 * Starts and watches the server through the language client, and calls its `vibe/*` methods. The library is loaded at the first start,
 * after activation. A crash starts the server again with back-off, and every change of state is announced.
 * Invariant: a call that waits always settles, also when the process is killed.
 */
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { abortError } from '../../server/protocol/abort-error.js';
import type { ClientMethodName, ClientMethods } from '../../server/protocol/client-methods.js';
import { errorText } from '../../server/protocol/error-text.js';
import { inspectFlags } from '../../server/protocol/inspect-flags.js';
import type { ItemOf, ParamsOf, ResultOf } from '../../server/protocol/method.js';
import type { Options } from '../../server/protocol/options.js';
import type { ServerState } from '../../server/protocol/panel-messages.js';
import { type ServerEventName, type ServerEvents, serverEventNames } from '../../server/protocol/server-events.js';
import { wirePrefix } from '../../server/protocol/wire.js';
import type { BackOff } from './back-off.js';
import { callFailure, serverDown } from './call-failure.js';
import type { Caller } from './caller.js';
import type { ServerClient } from './language-client.js';

export type ServerEvent = { [Name in ServerEventName]: { readonly name: Name; readonly payload: ServerEvents[Name] } }[ServerEventName];

/** The server while it is up. `gone` is aborted when it goes down. */
interface Serving {
  readonly client: ServerClient;
  readonly gone: AbortSignal;
}

export class ServerHost implements Caller, vscode.Disposable {
  readonly #module: string;
  readonly #readOptions: () => Promise<Options>;
  readonly #log: vscode.LogOutputChannel;
  readonly #backOff: BackOff;
  readonly #stateChanged = new vscode.EventEmitter<ServerState>();
  readonly #received = new vscode.EventEmitter<ServerEvent>();
  /** Aborted on dispose, so that callers that wait for the server are released. */
  readonly #ended = new AbortController();
  readonly onDidChangeState = this.#stateChanged.event;
  readonly onDidReceive = this.#received.event;
  #state: ServerState = 'starting';
  #client: ServerClient | undefined;
  /** The options for the next start; read again before each. */
  #options: Options | undefined;
  /** Counts restart requests; `#readFor` is the one for which the options were read. */
  #nRestarts = 0;
  #readFor = 0;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  #gone = new AbortController();
  /** Set while a closed connection waits to be opened again; aborting it ends the wait. */
  #waiting: AbortController | undefined;
  /** True if the process is being killed because a restart was requested while it started. */
  #isKilledToRestart = false;
  #startedAt = 0;

  constructor(module: string, options: () => Promise<Options>, log: vscode.LogOutputChannel, backOff: BackOff) {
    this.#module = module;
    this.#readOptions = options;
    this.#log = log;
    this.#backOff = backOff;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Resolves when the server is up or its start failed. Never rejects. */
  start(): Promise<void> {
    this.#starting ??= this.#begin().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** Stops the process in an orderly way and starts it with the current settings. Resolves when it is up or stays down. Never rejects. */
  async restart(): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#backOff.reset();
    this.#nRestarts++;
    this.#setState('restarting');
    if (this.#waiting) this.#waiting.abort();
    else if (this.#client?.needsStop() && !this.#client.isRunning()) {
      // A starting server cannot be asked to stop.
      this.#isKilledToRestart = true;
      void this.#client.stop();
    } else if (this.#stopping === undefined && this.#starting === undefined) this.#stopping = this.#stopAndStart();
    await this.#settled(this.#ended.signal).catch(() => undefined);
  }

  async call<Name extends ClientMethodName>(
    name: Name,
    params: ParamsOf<ClientMethods[Name]>,
    signal: AbortSignal,
    onItems?: (items: readonly ItemOf<ClientMethods[Name]>[]) => void,
  ): Promise<ResultOf<ClientMethods[Name]>> {
    const { client, gone } = await this.#ready(signal);
    // The server streams what the row of this name declares: both use the same table.
    const hear = onItems as ((items: readonly unknown[]) => void) | undefined;
    const asked = { ...params, askedAt: performance.timeOrigin + performance.now() };
    try {
      // The server answers with what the row of this name declares.
      return (await unlessGone(client.request(wirePrefix + name, asked, signal, hear), gone)) as ResultOf<ClientMethods[Name]>;
    } catch (error) {
      throw callFailure(error, signal, !gone.aborted);
    }
  }

  async dispose(): Promise<void> {
    this.#ended.abort();
    this.#stateChanged.dispose();
    this.#received.dispose();
    await this.#client?.stop();
    this.#gone.abort();
  }

  async #begin(): Promise<void> {
    this.#startedAt = performance.now();
    try {
      do {
        await this.#takeOptions();
        this.#client ??= await this.#makeClient();
      } while (this.#readFor !== this.#nRestarts);
    } catch (error) {
      this.#log.error(`The server did not start: ${errorText(error)}`);
      return this.#beginAgain();
    }
    if (this.#ended.signal.aborted) return;
    // The library logs why a start fails. It then calls `startFailed`, or `closed` when the process went.
    await this.#client.start().catch(() => undefined);
  }

  /** A client whose start failed cannot be started again, so the next start makes another. */
  async #beginAgain(): Promise<void> {
    const failed = this.#client;
    this.#client = undefined;
    const mayBegin = await this.#closed();
    await failed?.stop();
    if (mayBegin) await this.#begin();
    else this.#setState('down');
  }

  async #makeClient(): Promise<ServerClient> {
    const { makeServerClient } = await import('./language-client.js');
    const client = makeServerClient({
      module: this.#module,
      nodeFlags: inspectFlags(process.env['VIBE_INSPECT']),
      log: this.#log,
      // The options were read before the client was started.
      options: () => this.#options!,
      up: () => this.#up(client),
      // A client that was given up is not started again.
      closed: () => (client === this.#client ? this.#closed() : Promise.resolve(false)),
      leftDown: () => {
        if (client === this.#client) this.#setState('down');
      },
      startFailed: () => void this.#beginAgain(),
    });
    // The server sends this payload under this name: both use the same table.
    for (const name of serverEventNames) client.onNotification(wirePrefix + name, payload => this.#received.fire({ name, payload }));
    return client;
  }

  async #takeOptions(): Promise<void> {
    const readFor = this.#nRestarts;
    this.#options = await this.#readOptions();
    this.#readFor = readFor;
  }

  #up(client: ServerClient): void {
    this.#isKilledToRestart = false;
    this.#gone = new AbortController();
    const tookMs = Math.round(performance.now() - this.#startedAt);
    this.#log.info(`Server up after ${tookMs} ms, process ${client.serverProcess?.pid ?? 'unknown'}`);
    this.#setState('up');
    // The settings changed after they were read.
    if (this.#readFor !== this.#nRestarts) void this.restart();
  }

  async #stopAndStart(): Promise<void> {
    await this.#client?.stop();
    this.#gone.abort();
    this.#stopping = undefined;
    await this.start();
  }

  /** Resolves to true when the server may be started again, with fresh options; to false if it stays down. */
  async #closed(): Promise<boolean> {
    this.#gone.abort();
    if (this.#ended.signal.aborted) return false;
    const waitMs = this.#isKilledToRestart ? 0 : this.#backOff.crashed(performance.now());
    this.#isKilledToRestart = false;
    if (waitMs === undefined) {
      this.#log.error('The server went down too often and is left down');
      return false;
    }
    this.#log.warn(`The server went down; it starts again in ${waitMs} ms`);
    const waiting = new AbortController();
    this.#waiting = waiting;
    this.#setState('restarting');
    // An aborted wait ends like any other.
    await delay(waitMs, undefined, { signal: AbortSignal.any([waiting.signal, this.#ended.signal]) }).catch(() => undefined);
    this.#startedAt = performance.now();
    // The options of the last start are good enough.
    await this.#takeOptions().catch((error: unknown) => this.#log.warn(`The settings could not be read: ${String(error)}`));
    this.#waiting = undefined;
    return !this.#ended.signal.aborted;
  }

  /** Returns the running server. Waits while it starts, and rejects immediately if it stays down. */
  async #ready(signal: AbortSignal): Promise<Serving> {
    signal.throwIfAborted();
    await this.#settled(AbortSignal.any([signal, this.#ended.signal]));
    if (this.#state !== 'up' || this.#client === undefined) throw serverDown();
    return { client: this.#client, gone: this.#gone.signal };
  }

  /** Resolves when the server is up or stays down. Rejects with an AbortError if `signal` is aborted before. */
  async #settled(signal: AbortSignal): Promise<void> {
    while (this.#state !== 'up' && this.#state !== 'down') {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const stop = (): void => reject(abortError());
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      const watching = this.#stateChanged.event(() => resolve());
      try {
        await promise;
      } finally {
        watching.dispose();
        signal.removeEventListener('abort', stop);
      }
    }
  }

  #setState(state: ServerState): void {
    if (this.#ended.signal.aborted || state === this.#state) return;
    this.#state = state;
    this.#stateChanged.fire(state);
  }
}

/** Settles like `work`, or rejects if the server goes down before. The library may not reject when a hanging process is killed. */
function unlessGone<T>(work: Promise<T>, gone: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const lost = (): void => reject(serverDown());
  gone.addEventListener('abort', lost, { once: true });
  void work.then(resolve, reject).finally(() => gone.removeEventListener('abort', lost));
  return promise;
}
