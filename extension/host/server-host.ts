/**
 * Starts, watches and stops the server's process, and calls it. A crash starts it again with back-off; every change of state is told.
 * Invariant: a call that waits always settles, also when the process is killed.
 */
import * as vscode from 'vscode';
import type { ClientMethodName, ClientMethods } from '../../server/protocol/client-methods.js';
import type { ItemOf, ParamsOf, ResultOf } from '../../server/protocol/method.js';
import type { Options } from '../../server/protocol/options.js';
import type { ServerState } from '../../server/protocol/panel-messages.js';
import { type ServerEventName, type ServerEvents, serverEventNames } from '../../server/protocol/server-events.js';
import { wirePrefix } from '../../server/protocol/wire.js';
import { BackOff } from './back-off.js';
import { callFailure, serverDown } from './call-failure.js';
import type { Caller } from './caller.js';
import { provideCodeActions } from './code-actions.js';
import { DocumentSync, toFolder } from './document-sync.js';
import { inLanguage } from './problem-language.js';
import { ServerProcess } from './server-process.js';

export type ServerEvent = { [Name in ServerEventName]: { readonly name: Name; readonly payload: ServerEvents[Name] } }[ServerEventName];

/** One start of the process. `gone` is true once its connection closed. */
interface Life {
  readonly process: ServerProcess;
  gone: boolean;
  /** What serves it from the editor, once it is up. */
  served: vscode.Disposable | undefined;
}

/** As LSP numbers them. */
const logLevels: Readonly<Record<number, 'error' | 'warn' | 'info'>> = { 1: 'error', 2: 'warn', 3: 'info' };

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
      const options = await this.#options();
      if (wish !== this.#wish) return;
      life = this.#begin();
      this.#life = life;
      await this.#initialize(life, options);
      if (wish !== this.#wish) return await this.#end(life);
      this.#log.info(`Server up after ${Math.round(performance.now() - startedAt)} ms, process ${life.process.pid ?? 'unknown'}`);
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
    // The server streams what the row of this name says: both come from the one table.
    const hear = onItems as ((items: readonly unknown[]) => void) | undefined;
    try {
      return (await life.process.request(
        wirePrefix + name,
        { ...params, askedAt: performance.timeOrigin + performance.now() },
        signal,
        hear,
      )) as ResultOf<ClientMethods[Name]>;
    } catch (error) {
      throw inLanguage(callFailure(error, signal, !life.gone), vscode.env.language);
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

  /** The process, listened to for as long as it lives. */
  #begin(): Life {
    const life: Life = {
      process: new ServerProcess(this.#module, {
        notified: (method, params) => this.#notified(method, params),
        wrote: line => this.#log.info(line),
        closed: () => {
          life.served?.dispose();
          this.#lost(life);
        },
      }),
      gone: false,
      served: undefined,
    };
    return life;
  }

  async #initialize(life: Life, initializationOptions: Options): Promise<void> {
    const params = {
      processId: process.pid,
      clientInfo: { name: vscode.env.appName, version: vscode.version },
      locale: vscode.env.language,
      rootUri: null,
      workspaceFolders: (vscode.workspace.workspaceFolders ?? []).map(toFolder),
      // The status bar tells the progress, so none is asked for.
      capabilities: { workspace: { workspaceFolders: true, didChangeWatchedFiles: { dynamicRegistration: true } } },
      initializationOptions,
    };
    // The reply to `initialize` of a server that is ours.
    const { capabilities } = (await life.process.request('initialize', params, this.#ended.signal)) as {
      readonly capabilities: { readonly codeActionProvider: { readonly codeActionKinds: readonly string[] } };
    };
    life.process.notify('initialized', {});
    const request = life.process.request.bind(life.process);
    life.served = vscode.Disposable.from(
      new DocumentSync(life.process),
      provideCodeActions(capabilities.codeActionProvider.codeActionKinds, request),
    );
  }

  #notified(method: string, params: unknown): void {
    const name = serverEventNames.find(name => method === wirePrefix + name);
    // The server sends this payload under this name: both come from the one table.
    if (name !== undefined) return this.#received.fire({ name, payload: params } as ServerEvent);
    if (method !== 'window/logMessage' && method !== 'window/showMessage') return;
    const { type, message } = params as { readonly type: number; readonly message: string };
    this.#log[logLevels[type] ?? 'debug'](message);
    if (method === 'window/showMessage') void vscode.window.showWarningMessage(message);
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
    life.served?.dispose();
    await life.process.stop(2000);
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
