/**
 * The view `vibe.chat`: frames the webview, and hands its messages to the port. The webview is not kept while it is hidden:
 * it is revived from what `panel/ready` returns, and messages that came meanwhile wait for it.
 */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PanelReply } from '../../server/protocol/panel-messages.js';
import { panelHtml } from './panel-html.js';
import type { Port } from './port.js';

export const chatViewId = 'vibe.chat';

/** Orders for a webview that is not there yet; more than these mean that it never comes. */
const maxWaiting = 20;

export class ChatView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #assets: vscode.Uri;
  readonly #makePort: (send: (reply: PanelReply) => void) => Port;
  readonly #drawsDiagrams: () => boolean;
  #view: vscode.WebviewView | undefined;
  #port: Port | undefined;
  #ready = false;
  #waiting: PanelReply[] = [];

  constructor(assets: vscode.Uri, makePort: (send: (reply: PanelReply) => void) => Port, drawsDiagrams: () => boolean) {
    this.#drawsDiagrams = drawsDiagrams;
    this.#assets = assets;
    this.#makePort = makePort;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    webview.options = { enableScripts: true, localResourceRoots: [this.#assets] };
    const port = this.#makePort(reply => void webview.postMessage(reply));
    this.#view = view;
    this.#port = port;
    this.#ready = false;
    webview.onDidReceiveMessage(port.receive);
    view.onDidChangeVisibility(() => {
      if (view.visible) return;
      this.#ready = false;
      port.detach();
    });
    view.onDidDispose(() => {
      port.detach();
      if (this.#view === view) this.#view = undefined;
    });
    const asset = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(this.#assets, name)).toString();
    webview.html = panelHtml(
      {
        script: asset('webview.js'),
        style: asset('webview.css'),
        source: webview.cspSource,
        language: vscode.env.language,
        title: 'Vibe',
        diagrams: this.#drawsDiagrams(),
      },
      randomBytes(18).toString('base64url'),
    );
  }

  /** The webview's life has begun: it hears events from now on, and first what waited for it. */
  becameReady(): void {
    this.#ready = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    // After the answer to `panel/ready`, which this call is a part of.
    setImmediate(() => waiting.forEach(reply => this.tell(reply)));
  }

  /** An event: nobody misses it who is not there. */
  tell(reply: PanelReply): void {
    if (this.#ready) void this.#view?.webview.postMessage(reply);
  }

  /** An order: brings the view to the front, and waits for it. */
  async order(reply: PanelReply): Promise<void> {
    if (this.#ready && this.#view?.visible) {
      this.#view.show(false);
      this.tell(reply);
      return;
    }
    if (this.#waiting.push(reply) > maxWaiting) this.#waiting.shift();
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
  }

  dispose(): void {
    this.#port?.dispose();
  }
}
