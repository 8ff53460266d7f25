/**
 * The view `vibe.chat`: hosts the webview, and passes its messages to the port. A hidden webview is kept, because the editor needs several
 * hundred milliseconds to create one. `PanelLife` decides how it pauses, and what happens if it does not wake.
 */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PanelReply } from '../../server/protocol/panel-messages.js';
import { panelHtml } from './panel-html.js';
import { PanelLife } from './panel-life.js';
import type { PanelPort } from './panel-port.js';

export const chatViewId = 'vibe.chat';

export interface ChatViewServices {
  readonly assets: vscode.Uri;
  readonly makePort: (send: (reply: PanelReply) => void) => PanelPort;
  readonly drawsDiagrams: () => boolean;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
}

export class ChatView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #services: ChatViewServices;
  readonly #life: PanelLife;
  #view: vscode.WebviewView | undefined;
  #port: PanelPort | undefined;

  constructor(services: ChatViewServices) {
    this.#services = services;
    this.#life = new PanelLife({
      send: reply => void this.#view?.webview.postMessage(reply),
      load: () => this.#load(),
      giveUp: () => void this.#giveUp(),
      later: (ms, task) => {
        const timer = setTimeout(task, ms);
        return () => clearTimeout(timer);
      },
    });
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    webview.options = { enableScripts: true, localResourceRoots: [this.#services.assets] };
    const port = this.#services.makePort(reply => void webview.postMessage(reply));
    this.#view = view;
    this.#port = port;
    webview.onDidReceiveMessage(port.receive);
    view.onDidChangeVisibility(() => {
      port.setShown(view.visible);
      this.#life.setShown(view.visible);
    });
    view.onDidDispose(() => {
      port.detach();
      if (this.#view !== view) return;
      this.#view = undefined;
      this.#life.end();
    });
    this.#life.setShown(true);
    this.#life.begin();
  }

  /** The webview has loaded: it now receives events, first of all those that waited for it. */
  becameReady(): void {
    // Runs after the answer to `panel/ready`, of which this call is a part.
    this.#life.ready(setImmediate);
  }

  /** The webview was shown and has drawn. */
  drew(): void {
    this.#life.drew();
  }

  /** Sends an event. A panel that is not loaded does not need it: it asks for the current state when it starts. */
  tell(reply: PanelReply): void {
    this.#life.tell(reply);
  }

  /** Brings the view to the front and sends an order, which waits until the panel has drawn. */
  async order(reply: PanelReply): Promise<void> {
    this.#life.order(reply);
    if (this.#life.phase === 'awake') this.#view?.show(false);
    else await vscode.commands.executeCommand(`${chatViewId}.focus`);
  }

  dispose(): void {
    this.#life.end();
    this.#port?.dispose();
  }

  #load(): void {
    const webview = this.#view?.webview;
    if (!webview) return;
    const asset = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(this.#services.assets, name)).toString();
    webview.html = panelHtml(
      {
        script: asset('webview.js'),
        style: asset('webview.css'),
        icons: asset('webview/codicon.ttf'),
        source: webview.cspSource,
        language: vscode.env.language,
        title: 'Vibe',
        placeholder: vscode.l10n.t('Ask about this workspace, / for commands, @ for context'),
        diagrams: this.#services.drawsDiagrams(),
      },
      randomBytes(18).toString('base64url'),
    );
  }

  async #giveUp(): Promise<void> {
    this.#services.log.warn('The panel was loaded twice and did not draw');
    const reload = vscode.l10n.t('Reload Window');
    const chosen = await vscode.window.showWarningMessage(vscode.l10n.t('The Vibe panel is not responding. Nothing is lost.'), reload);
    if (chosen === reload) await vscode.commands.executeCommand('workbench.action.reloadWindow');
  }
}
