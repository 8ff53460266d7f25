/**
 * The language client, loaded after activation. It logs what goes wrong and raises no notification: the status bar and
 * the panel say it in words. It announces no progress support, because Vibe has a status-bar item of its own.
 */
import type { ClientCapabilities, Disposable, InitializeParams } from 'vscode-languageclient/node';
import { LanguageClient, ProgressType } from 'vscode-languageclient/node';

export { CloseAction, ErrorAction, TransportKind } from 'vscode-languageclient/node';

export class QuietClient extends LanguageClient {
  /** Hears the partial results that arrive under `token`. */
  followItems(token: string, listener: (items: readonly unknown[]) => void): Disposable {
    return this.onProgress(new ProgressType<readonly unknown[]>(), token, listener);
  }

  override async start(): Promise<void> {
    const started = super.start();
    // Where the connection closes before the server is up, the client rejects this promise of its own and hands it to nobody.
    const { _onStart: own } = this as unknown as { readonly _onStart?: Promise<void> };
    own?.catch(() => undefined);
    await started;
  }

  /** Stopping a client that never came up is no failure; its process is ended all the same. */
  override async stop(timeout?: number): Promise<void> {
    try {
      await super.stop(timeout);
    } catch (error) {
      this.debug(`Stopped: ${String(error)}`);
    }
  }

  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  override warn(message: string, data?: unknown): void {
    super.warn(message, data, false);
  }

  protected override fillInitializeParams(params: InitializeParams): void {
    super.fillInitializeParams(params);
    const capabilities: ClientCapabilities = params.capabilities;
    if (capabilities.window) capabilities.window.workDoneProgress = false;
  }
}
