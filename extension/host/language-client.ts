/**
 * The client of `vscode-languageclient` with the settings that this extension needs. The library does document sync, watched files,
 * workspace
 * folders, code actions, cancellation and partial results.
 *
 * It is built as a file of its own, dist/client.cjs, that is loaded after activation. So this file must only be named by `import()`, and
 * nothing here may be compared by `instanceof` with a class of the extension's own bundle.
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type * as vscode from 'vscode';
// The only file that may.
// oxlint-disable-next-line no-restricted-imports
import {
  CancellationTokenSource,
  CloseAction,
  DidChangeWatchedFilesNotification,
  ErrorAction,
  type InitializeParams,
  LanguageClient,
  type LanguageClientOptions,
  type MessageTransports,
  ProgressType,
  RevealOutputChannelOn,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import type { Options } from '../../server/protocol/options.js';
import { FileChangeBatch } from './file-change-batch.js';

export interface ClientSetup {
  /** Path of the server's file. */
  readonly module: string;
  /** For the server's process. */
  readonly nodeFlags: readonly string[];
  readonly log: vscode.LogOutputChannel;
  /** Called at each start. */
  readonly options: () => Options;
  /** Called when the server answers requests. */
  readonly up: () => void;
  /**
   * Called when the connection closed without a request to stop. Resolves to true when the server may start again, to false if it must not.
   */
  readonly closed: () => Promise<boolean>;
  /** Called when the server stays down; from now on it can be started again. */
  readonly leftDown: () => void;
  /** Called when a start failed although the connection did not close. This client cannot be started again. */
  readonly startFailed: () => void;
}

/** Time that the server has to shut down before it is killed. */
const stopMs = 2_000;
const items = new ProgressType<unknown>();

export class ServerClient extends LanguageClient {
  #nStreams = 0;
  #isSpawning = false;
  /** True after a stop was requested before the process existed. */
  #killsNext = false;

  /** Rejects with the library's error. `onItems` receives the partial results, all of them before the promise settles. */
  async request(method: string, params: object, signal: AbortSignal, onItems?: (items: readonly unknown[]) => void): Promise<unknown> {
    const source = new CancellationTokenSource();
    const cancel = (): void => source.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    const partialResultToken = `vibe-items-${++this.#nStreams}`;
    const stream =
      onItems &&
      this.onProgress(items, partialResultToken, value => {
        if (Array.isArray(value)) onItems(value);
      });
    try {
      return await this.sendRequest(method, onItems ? { ...params, partialResultToken } : params, source.token);
    } finally {
      stream?.dispose();
      signal.removeEventListener('abort', cancel);
      source.dispose();
    }
  }

  /** Resolves when the process is gone; never rejects. A server that is not up yet, or does not shut down in time, is killed. */
  override async stop(timeoutMs: number = stopMs): Promise<void> {
    const child = this.serverProcess;
    this.#killsNext = this.#isSpawning;
    const kill = (): unknown => child?.kill('SIGKILL');
    const runs = child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
    const exited = runs ? new Promise(resolve => child.once('exit', resolve)) : undefined;
    try {
      await super.stop(timeoutMs);
    } catch {
      kill();
    }
    const timer = setTimeout(kill, timeoutMs);
    await exited;
    clearTimeout(timer);
  }

  /** Failures are logged, and the status bar shows the consequences; the library's own notifications would repeat them. */
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  protected override async createMessageTransports(encoding: string): Promise<MessageTransports> {
    this.#isSpawning = true;
    try {
      const transports = await super.createMessageTransports(encoding);
      const child = this.serverProcess;
      // The process cannot be reached any more, but the library waits for it to end.
      child?.once('disconnect', () => child.kill('SIGKILL'));
      if (this.#killsNext) child?.kill('SIGKILL');
      return transports;
    } finally {
      this.#isSpawning = false;
      this.#killsNext = false;
    }
  }

  protected override fillInitializeParams(params: InitializeParams): void {
    super.fillInitializeParams(params);
    // Our own status item shows the progress of indexing.
    // The extension asks for inline completions itself: it knows the settings of each document.
    if (params.capabilities.textDocument !== undefined) delete params.capabilities.textDocument.inlineCompletion;
    params.capabilities.window = { ...params.capabilities.window, workDoneProgress: false };
  }
}

export function makeServerClient({ module, nodeFlags, log, options, up, closed, leftDown, startFailed }: ClientSetup): ServerClient {
  // A batch that cannot be sent is dropped: the next server reads the whole folder again.
  const batch = new FileChangeBatch(changes => {
    client.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [...changes] }).catch(() => undefined);
  });
  const writesLines = (stream: Readable): unknown =>
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', line => log.info(line));
  const clientOptions: LanguageClientOptions = {
    documentSelector: [{ scheme: 'file' }],
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: options,
    // Stops the server without a notification.
    initializationFailedHandler: () => false,
    stdioOptions: { stdout: writesLines, stderr: writesLines },
    errorHandler: {
      // A message that could not be written matters only if the process is gone, and then the connection closes.
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: async () => {
        hasClosed = true;
        isLeftDown = !(await closed());
        // If the closed connection makes a start fail, the library has to see that first.
        await nextTurn();
        return { action: isLeftDown ? CloseAction.DoNotRestart : CloseAction.Restart, handled: true };
      },
    },
    middleware: { workspace: { didChangeWatchedFile: async event => batch.add(event) } },
  };
  const server = {
    module,
    transport: TransportKind.ipc,
    // The library would start the server in the workspace, and Windows locks a process's working directory.
    options: { execArgv: [...nodeFlags], cwd: process.cwd() },
  };
  const client = new ServerClient('vibe', 'Vibe', server, clientOptions);
  /** True if the connection closed since the last start. */
  let hasClosed = false;
  let isLeftDown = false;
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Starting) hasClosed = isLeftDown = false;
    // The library is in state Running before it has sent "initialized"; its start ends later, and reports its own failure.
    if (newState === State.Running) client.start().then(up, () => undefined);
    if (newState === State.Stopped && isLeftDown) leftDown();
    if (newState === State.StartFailed && !hasClosed) startFailed();
  });
  return client;
}
