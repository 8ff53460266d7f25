/**
 * The view `vibe.chat`: frames the webview, and hands its messages to the port. The webview is kept while it is hidden, because the editor
 * needs several hundred milliseconds to make one anew; how it rests meanwhile, and what happens when it does not wake, is `PanelLife`.
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

  /** The webview's life has begun: it hears events from now on, and first what waited for it. */
  becameReady(): void {
    // After the answer to `panel/ready`, which this call is a part of.
    this.#life.ready(setImmediate);
  }

  /** The webview was shown and has drawn. */
  drew(): void {
    this.#life.drew();
  }

  /** An event: nobody misses it who is not there. */
  tell(reply: PanelReply): void {
    this.#life.tell(reply);
  }

  /** An order: brings the view to the front, and waits for it. */
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
