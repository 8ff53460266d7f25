/**
 * The client of `vscode-languageclient` with the settings that this extension needs: document sync, watched files, workspace folders, code
 * actions, cancellation and partial results are the library's.
 *
 * It is built as a file of its own, dist/client.cjs, that is loaded after activation. So only `import()` may name this file, and nothing
 * here may be compared by `instanceof` with what the extension's own bundle holds.
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type * as vscode from 'vscode';
// The one file that may.
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
  /** The server's file. */
  readonly module: string;
  /** For the server's process. */
  readonly nodeFlags: readonly string[];
  readonly log: vscode.LogOutputChannel;
  /** Asked at each start. */
  readonly options: () => Options;
  /** The server answers requests from now on. */
  readonly up: () => void;
  /** The connection closed although nobody asked for it. Resolves when the server may start again; with false when it must not. */
  readonly closed: () => Promise<boolean>;
  /** It must not, and it can be started again from now on. */
  readonly leftDown: () => void;
  /** A start failed although the connection did not close. This client cannot be started again. */
  readonly startFailed: () => void;
}

/** How long the server may take to shut down before it is killed. */
const stopMs = 2_000;
const items = new ProgressType<unknown>();

export class ServerClient extends LanguageClient {
  #nStreams = 0;
  #isSpawning = false;
  /** Asked to stop before there was a process. */
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

  /** Failures are logged, and the status bar shows what became of them: the library's own notifications would say it twice. */
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  protected override async createMessageTransports(encoding: string): Promise<MessageTransports> {
    this.#isSpawning = true;
    try {
      const transports = await super.createMessageTransports(encoding);
      const child = this.serverProcess;
      // A process whose channel broke cannot be reached any more, and the library waits for its end.
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
    // Stops the server, without a notification.
    initializationFailedHandler: () => false,
    stdioOptions: { stdout: writesLines, stderr: writesLines },
    errorHandler: {
      // A message that could not be written matters only when the process is gone, and then the connection closes.
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: async () => {
        hasClosed = true;
        isLeftDown = !(await closed());
        // When it was a start that the end of the connection fails, the library has to see that first.
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
  /** The connection closed since the last start. */
  let hasClosed = false;
  let isLeftDown = false;
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Starting) hasClosed = isLeftDown = false;
    // The library calls itself running before it has said "initialized"; its start ends after that, and says itself when it fails.
    if (newState === State.Running) client.start().then(up, () => undefined);
    if (newState === State.Stopped && isLeftDown) leftDown();
    if (newState === State.StartFailed && !hasClosed) startFailed();
  });
  return client;
}
