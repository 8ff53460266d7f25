/**
 * The life of a language server on one connection: `initialize` builds the services, `exit` ends it. Standard methods are handled here with
 * one call each, `vibe/*` rows by `serve`. Invariant: only `exit` and the end of its pipe end the server.
 */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { InitializeParams, InitializeResult, MessageReader, MessageWriter, ProtocolConnection } from 'vscode-languageserver/node';
import * as lsp from 'vscode-languageserver/node';
import { background, type Log } from '../base/background.js';
import type { Clock } from '../base/clock.js';
import { DisposableStore, toDisposable } from '../base/disposables.js';
import { filePathOf, fileUriOf, insideFolder } from '../base/file-uris.js';
import { isProcessAlive } from '../base/process-alive.js';
import { readRegular } from '../base/regular-file.js';
import { abortError } from '../protocol/abort-error.js';
import { askAboutCommand } from '../protocol/ask-about.js';
import { type ClientMethods, clientMethods } from '../protocol/client-methods.js';
import { errorText } from '../protocol/error-text.js';
import type { Options } from '../protocol/options.js';
import { ProblemError } from '../protocol/problem.js';
import { englishWording, type Wording } from '../protocol/sentences/sentence.js';
import { wordingOf } from '../protocol/sentences/wording-of.js';
import { wireErrors, wirePrefix } from '../protocol/wire.js';
import { checkedReader } from './checked-reader.js';
import { clientHandlers } from './client-handlers.js';
import { codeActionKinds, codeActions } from './code-actions.js';
import type { Handlers } from './handlers.js';
import { IndexProgress } from './index-progress.js';
import { inlineCompletions } from './line-completions.js';
import { OpenDocuments } from './open-documents.js';
import { readOptions } from './read-options.js';
import { serve } from './serve.js';
import type { BuildServices, Services } from './services.js';
import { withSignal } from './to-signal.js';
import { WorkspaceFolders } from './workspace-folders.js';

export interface LanguageServerSetup {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  readonly build: BuildServices;
  readonly version: string;
  readonly clock: Clock;
  /** Ends the process. Called once, after everything was released. */
  readonly exit: (code: number) => void;
}

interface Session {
  readonly services: Services;
  readonly handlers: Handlers<ClientMethods>;
  readonly documents: OpenDocuments;
  readonly folders: WorkspaceFolders;
  readonly owned: DisposableStore;
  readonly initial: readonly string[];
  readonly canWatch: boolean;
  readonly wording: Wording;
}

type Life = { readonly kind: 'waiting' } | { readonly kind: 'running'; readonly session: Session } | { readonly kind: 'shut' };

/** Interval at which the server checks for a parent process that has no pipe to it. */
const parentCheckMs = 2_000;
/** The process ends after this time even if releasing resources takes longer. Files on disk are consistent at any moment. */
const releaseMs = 2_000;
/** After this many failed writes in a row the client is considered gone. `vscode-languageclient` has the same limit. */
const mostFailedWrites = 3;

export class LanguageServer {
  readonly #setup: LanguageServerSetup;
  readonly #connection: ProtocolConnection;
  readonly #log: Log;
  #logLevel: Options['logLevel'] = 'info';
  #life: Life = { kind: 'waiting' };
  #ending = false;

  constructor(setup: LanguageServerSetup) {
    this.#setup = setup;
    this.#connection = lsp.createProtocolConnection(checkedReader(setup.reader, setup.writer), setup.writer);
    this.#log = (level, text) => this.#sendLog(level, text);
  }

  get log(): Log {
    return this.#log;
  }

  listen(): void {
    const connection = this.#connection;
    connection.onRequest(lsp.InitializeRequest.type, params => this.#initialize(params));
    connection.onNotification(lsp.InitializedNotification.type, () => this.#initialized());
    connection.onRequest(lsp.ShutdownRequest.type, () => this.#shutdown());
    connection.onNotification(lsp.ExitNotification.type, () => this.end(this.#life.kind === 'shut' ? 0 : 1));
    connection.onNotification(lsp.DidOpenTextDocumentNotification.type, ({ textDocument: { uri, languageId, version, text } }) =>
      this.#session()?.documents.opened(uri, languageId, version, text),
    );
    connection.onNotification(lsp.DidChangeTextDocumentNotification.type, ({ textDocument, contentChanges }) =>
      this.#session()?.documents.changed(textDocument.uri, textDocument.version, contentChanges),
    );
    connection.onNotification(lsp.DidSaveTextDocumentNotification.type, ({ textDocument }) =>
      this.#session()?.documents.saved(textDocument.uri),
    );
    connection.onNotification(lsp.DidCloseTextDocumentNotification.type, ({ textDocument }) =>
      this.#session()?.documents.closed(textDocument.uri),
    );
    connection.onNotification(lsp.DidChangeWorkspaceFoldersNotification.type, ({ event }) => this.#session()?.folders.change(event));
    connection.onNotification(lsp.DidChangeWatchedFilesNotification.type, ({ changes }) =>
      this.#session()?.folders.filesChanged(changes.map(change => change.uri)),
    );
    connection.onRequest(lsp.CodeActionRequest.type, params => this.#codeActions(params));
    connection.onRequest(lsp.InlineCompletionRequest.type, (params, token) =>
      withSignal(token, signal => {
        const { documents, services } = this.#running();
        return inlineCompletions(services.lines, documents.get(params.textDocument.uri), params, signal);
      }),
    );
    serve(connection, clientMethods, {
      wording: () => this.#session()?.wording ?? englishWording,
      handlers: () => this.#running().handlers,
      around: (name, askedAt, work) => {
        const { recorder } = this.#running().services;
        const timed = (): Promise<unknown> => recorder.span(`${wirePrefix}${name}`, work);
        return askedAt === undefined ? timed() : recorder.asked(`ask ${name}`, { process: 'extension', startedAt: askedAt }, timed);
      },
      before: (name, signal) => (readsText.has(name) ? this.#running().documents.settled(signal) : undefined),
    });
    connection.onUnhandledNotification(({ method }) => this.#log('debug', `No handler for the notification "${method}"`));
    // Logging a failed write is itself a write; if the client is gone, logging each of them would never end.
    connection.onError(([error, , nFailedWrites = 0]) =>
      nFailedWrites > mostFailedWrites ? this.end(1) : this.#log('warn', `The connection met an error: ${error.message}`),
    );
    connection.onClose(() => this.end(this.#life.kind === 'shut' ? 0 : 1));
    connection.listen();
  }

  /** Releases everything and ends the process. Only the first call has an effect. */
  end(code: number): void {
    if (this.#ending) return;
    this.#ending = true;
    const finish = (): void => this.#setup.exit(code);
    setTimeout(finish, releaseMs).unref();
    this.#release().then(finish, finish);
  }

  async #release(): Promise<void> {
    const life = this.#life;
    this.#life = { kind: 'shut' };
    if (life.kind === 'running') await life.session.owned.dispose();
  }

  async #shutdown(): Promise<void> {
    await this.#release().catch((error: unknown) => this.#log('warn', `Shutting down: ${errorText(error)}`));
  }

  #session(): Session | undefined {
    return this.#life.kind === 'running' ? this.#life.session : undefined;
  }

  #running(): Session {
    const session = this.#session();
    if (session === undefined) throw new lsp.ResponseError(wireErrors.notInitialized, 'Send "initialize" first');
    return session;
  }

  #initialize(params: InitializeParams): InitializeResult {
    if (this.#life.kind !== 'waiting') throw new lsp.ResponseError(wireErrors.invalidRequest, 'The server is initialized already');
    const { options: given, warnings } = readOptions(params.initializationOptions);
    const options = { ...given, language: given.language === '' ? (params.locale ?? '') : given.language };
    const wording = wordingOf(options.language);
    this.#logLevel = options.logLevel;
    const owned = new DisposableStore();
    const canWatch = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    const services = owned.add(this.#setup.build({ options, log: this.#log, watch: !canWatch, conversations: 'kept' }));
    const documents = owned.add(new OpenDocuments(services.workspace, path => readText(path).catch(() => undefined), this.#log));
    const folders = owned.add(new WorkspaceFolders(services.workspace, this.#log, text => this.#show(text)));
    const progress = owned.add(new IndexProgress(this.#connection, params.capabilities.window?.workDoneProgress === true, wording));
    owned.add(services.workspace.onStatus(progress.update));
    owned.add(services.conversations.onChanged(id => this.#notify('chat/changed', { conversationId: id })));
    owned.add(this.#watchParent(params.processId));
    const initial = foldersOf(params);
    this.#life = {
      kind: 'running',
      session: {
        services,
        handlers: clientHandlers(services, wording),
        documents,
        folders,
        owned,
        initial,
        canWatch,
        wording,
      },
    };
    for (const warning of warnings) this.#show(warning);
    const completes = params.capabilities.textDocument?.inlineCompletion !== undefined;
    return {
      capabilities: { ...capabilities, ...(completes && { inlineCompletionProvider: true }) },
      serverInfo: { name: 'Vibe', version: this.#setup.version },
    };
  }

  #initialized(): void {
    const session = this.#session();
    if (session === undefined) return;
    for (const uri of session.initial) session.folders.add(uri);
    background('Warming up', this.#warm(session), this.#log);
    if (!session.canWatch) return;
    const watchers = [{ globPattern: '**/*' }];
    const registration = { id: 'vibe-files', method: lsp.DidChangeWatchedFilesNotification.method, registerOptions: { watchers } };
    const registered = this.#connection.sendRequest(lsp.RegistrationRequest.type, { registrations: [registration] });
    background('Registering for watched files', registered, this.#log);
  }

  async #warm({ services, owned, folders }: Session): Promise<void> {
    const stop = new AbortController();
    owned.add(toDisposable(() => stop.abort(abortError())));
    try {
      await folders.added();
      await services.warm(stop.signal);
    } catch (error) {
      // A missing model server is not a failure here: a question that needs it reports the problem.
      if (!(error instanceof ProblemError)) throw error;
      this.#log('debug', `Not warmed up: ${error.message}`);
    }
  }

  async #codeActions(params: lsp.CodeActionParams): Promise<lsp.CodeAction[]> {
    const session = this.#running();
    const document = session.documents.get(params.textDocument.uri);
    const path = filePathOf(params.textDocument.uri);
    if (document === undefined || path === undefined) return [];
    const inside = insideFolder(path, session.folders.roots());
    if (inside === undefined) return [];
    const { range, context } = params;
    return codeActions(
      { folder: fileUriOf(inside.root), path: inside.path, document, range, context, wording: session.wording },
      {
        list: folder => readdir(join(inside.root, folder)).catch(() => []),
        read: file => readText(join(inside.root, file)),
      },
    );
  }

  #watchParent(processId: number | null): { dispose: () => void } {
    if (typeof processId !== 'number') return { dispose: () => undefined };
    const timer = setInterval(() => {
      if (!isProcessAlive(processId)) this.end(1);
    }, parentCheckMs).unref();
    return { dispose: () => clearInterval(timer) };
  }

  #notify(name: string, params: object): void {
    // A send fails only if the client is gone, and then the server ends.
    this.#connection.sendNotification(wirePrefix + name, params).catch(() => undefined);
  }

  #show(message: string): void {
    this.#connection.sendNotification(lsp.ShowMessageNotification.type, { type: lsp.MessageType.Warning, message }).catch(() => undefined);
  }

  #sendLog(level: Parameters<Log>[0], message: string): void {
    if (levels.indexOf(level) > levels.indexOf(this.#logLevel)) return;
    this.#connection.sendNotification(lsp.LogMessageNotification.type, { type: messageTypes[level], message }).catch(() => undefined);
  }
}

const levels: readonly Options['logLevel'][] = ['error', 'warn', 'info', 'debug'];
const messageTypes = {
  error: lsp.MessageType.Error,
  warn: lsp.MessageType.Warning,
  info: lsp.MessageType.Info,
  debug: lsp.MessageType.Debug,
} as const;

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: { openClose: true, change: lsp.TextDocumentSyncKind.Incremental, save: { includeText: false } },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  codeActionProvider: { codeActionKinds },
  // The `vibe/*` methods that a client may use.
  experimental: { vibe: Object.keys(clientMethods), askAboutCommand },
};

/** Methods that first wait for unsaved text to be indexed, so that a search finds what is on the screen. */
const readsText = new Set(['search/query', 'chat/ask']);

function foldersOf(params: InitializeParams): readonly string[] {
  if (params.workspaceFolders) return params.workspaceFolders.map(folder => folder.uri);
  // Older clients have only one folder.
  if (params.rootUri) return [params.rootUri];
  return params.rootPath ? [fileUriOf(params.rootPath)] : [];
}

/** Reads a file of the workspace. A larger one is in no index, and its editor shows it without Vibe. */
const readText = async (path: string): Promise<string> => (await readRegular(path, maxTextBytes)).toString('utf8');
const maxTextBytes = 32 * 1024 * 1024;
