/**
 * Starts, watches and stops the server's process, and calls it. A crash starts it again with back-off; every change of state is told.
 * Invariant: a call that waits always settles, also when the process is killed. The language client is loaded on the first start, not at import.
 */
import * as vscode from 'vscode';
import type { ClientMethodName, ClientMethods } from '../../server/protocol/client-methods.js';
import type { ItemOf, ParamsOf, ResultOf } from '../../server/protocol/method.js';
import type { Options } from '../../server/protocol/options.js';
import type { ServerState } from '../../server/protocol/panel-messages.js';
import type { ServerEventName, ServerEvents } from '../../server/protocol/server-events.js';
import { serverEventNames } from '../../server/protocol/server-events.js';
import { wirePrefix } from '../../server/protocol/wire.js';
import { BackOff } from './back-off.js';
import { callFailure, serverDown } from './call-failure.js';
import type { Caller } from './caller.js';
import type { QuietClient } from './quiet-client.js';

export type ServerEvent = { [Name in ServerEventName]: { readonly name: Name; readonly payload: ServerEvents[Name] } }[ServerEventName];

/** One start of the process. `gone` is true once its connection closed. */
interface Life {
  readonly client: QuietClient;
  gone: boolean;
}

export class ServerHost implements Caller, vscode.Disposable {
  readonly #module: string;
  readonly #options: () => Promise<Options>;
  readonly #log: vscode.LogOutputChannel;
  readonly #backOff = new BackOff();
  readonly #stateChanged = new vscode.EventEmitter<ServerState>();
  readonly #received = new vscode.EventEmitter<ServerEvent>();
  /** Aborted on dispose, so that whoever waits for the server is let go. */
  readonly #ended = new AbortController();
  readonly onDidChangeState = this.#stateChanged.event;
  readonly onDidReceive = this.#received.event;
  #state: ServerState = 'starting';
  #life: Life | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Counts wishes to run: an older start that completes late is stopped again. */
  #wish = 0;
  #nextToken = 0;

  constructor(module: string, options: () => Promise<Options>, log: vscode.LogOutputChannel) {
    this.#module = module;
    this.#options = options;
    this.#log = log;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Settles when the server is up, or when it went down again; never rejects. */
  async start(): Promise<void> {
    const wish = ++this.#wish;
    clearTimeout(this.#timer);
    const startedAt = performance.now();
    let life: Life | undefined;
    try {
      life = { client: await this.#makeClient(() => life, await this.#options()), gone: false };
      if (wish !== this.#wish) return;
      this.#life = life;
      await life.client.start();
      if (wish !== this.#wish) return await this.#end(life);
      // The client also settles when the connection closed before the server was up.
      if (life.gone) return;
      this.#log.info(
        `Server up after ${Math.round(performance.now() - startedAt)} ms, process ${life.client.serverProcess?.pid ?? 'unknown'}`,
      );
      this.#setState('up');
    } catch (error) {
      this.#log.error(`The server did not start: ${error instanceof Error ? error.message : String(error)}`);
      if (wish === this.#wish && !life?.gone) this.#lost(life);
    }
  }

  /** Stops the process in an orderly way and starts it with the settings of now. */
  async restart(): Promise<void> {
    this.#backOff.reset();
    this.#wish++;
    this.#setState('restarting');
    const life = this.#life;
    this.#life = undefined;
    if (life) await this.#end(life);
    await this.start();
  }

  async call<Name extends ClientMethodName>(
    name: Name,
    params: ParamsOf<ClientMethods[Name]>,
    signal: AbortSignal,
    onItems?: (items: readonly ItemOf<ClientMethods[Name]>[]) => void,
  ): Promise<ResultOf<ClientMethods[Name]>> {
    const life = await this.#ready(signal);
    const cancel = new vscode.CancellationTokenSource();
    const onAbort = () => cancel.cancel();
    signal.addEventListener('abort', onAbort, { once: true });
    const token = onItems && `vibe-items-${this.#nextToken++}`;
    // The client keeps a progress handler for as long as it lives; the holder lets go of the listener after the call.
    const holder = { onItems };
    // The server streams what the row of this name says: both come from the one table.
    const hear = (batch: readonly unknown[]) => holder.onItems?.(batch as readonly ItemOf<ClientMethods[Name]>[]);
    const items = token === undefined ? undefined : life.client.followItems(token, hear);
    try {
      const sent = token === undefined ? params : { ...params, partialResultToken: token };
      return await life.client.sendRequest<ResultOf<ClientMethods[Name]>>(wirePrefix + name, sent, cancel.token);
    } catch (error) {
      throw callFailure(error, signal, !life.gone);
    } finally {
      holder.onItems = undefined;
      items?.dispose();
      signal.removeEventListener('abort', onAbort);
      cancel.dispose();
    }
  }

  async dispose(): Promise<void> {
    this.#ended.abort();
    this.#wish++;
    clearTimeout(this.#timer);
    const life = this.#life;
    this.#life = undefined;
    this.#stateChanged.dispose();
    this.#received.dispose();
    if (life) await this.#end(life);
  }

  async #makeClient(life: () => Life | undefined, options: Options): Promise<QuietClient> {
    const { CloseAction, ErrorAction, QuietClient, TransportKind } = await import('./quiet-client.js');
    const client = new QuietClient(
      'vibe',
      'Vibe',
      { module: this.#module, transport: TransportKind.ipc },
      {
        documentSelector: [{ scheme: 'file' }],
        outputChannel: this.#log,
        initializationOptions: options,
        // False: not tried again by the client itself, and no notification.
        initializationFailedHandler: () => false,
        errorHandler: {
          // A message that cannot be read or written: the connection's end, if it comes, is what counts.
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => {
            const closed = life();
            if (closed) this.#lost(closed);
            return { action: CloseAction.DoNotRestart, handled: true, message: 'The connection to the server closed' };
          },
        },
      },
    );
    for (const name of serverEventNames) {
      // The server sends this payload under this name: both come from the one table.
      client.onNotification(wirePrefix + name, (payload: unknown) => this.#received.fire({ name, payload } as ServerEvent));
    }
    return client;
  }

  /** The process is gone although nobody asked for it. */
  #lost(life: Life | undefined): void {
    if (life) life.gone = true;
    if (this.#ended.signal.aborted || (life && life !== this.#life)) return;
    this.#life = undefined;
    const wait = this.#backOff.crashed(performance.now());
    if (wait === undefined) {
      this.#log.error('The server went down too often and is left down');
      this.#setState('down');
      return;
    }
    this.#log.warn(`The server went down; it starts again in ${wait} ms`);
    this.#setState('restarting');
    this.#timer = setTimeout(() => void this.start(), wait);
  }

  async #end(life: Life): Promise<void> {
    await life.client.stop(2000);
    life.gone = true;
  }

  /** The running server; waits while it starts, fails at once where it is left down. */
  async #ready(signal: AbortSignal): Promise<Life> {
    signal.throwIfAborted();
    if (this.#state === 'up' && this.#life) return this.#life;
    if (this.#state === 'down' || this.#ended.signal.aborted) throw serverDown();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stopped = AbortSignal.any([signal, this.#ended.signal]);
    stopped.addEventListener('abort', () => reject(new DOMException('Stopped', 'AbortError')), { once: true });
    const watching = this.#stateChanged.event(state => state !== 'restarting' && resolve());
    try {
      await promise;
    } finally {
      watching.dispose();
    }
    return this.#ready(signal);
  }

  #setState(state: ServerState): void {
    if (this.#ended.signal.aborted || state === this.#state) return;
    this.#state = state;
    this.#stateChanged.fire(state);
  }
}
