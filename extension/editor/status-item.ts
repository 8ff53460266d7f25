/** The status bar item: a count while indexing, an icon when ready, a warning with text when something is wrong. */
import * as vscode from 'vscode';
import type { IndexStatus } from '../../server/protocol/index-status.js';
import type { ServerState } from '../../server/protocol/panel-messages.js';
import { editorWording } from '../host/editor-wording.js';
import { statusWords } from './status-words.js';

export class StatusItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('vibe.status', vscode.StatusBarAlignment.Right, 90);
  #server: ServerState = 'starting';
  #status: IndexStatus | undefined;

  constructor(command: string) {
    this.#item.name = vscode.l10n.t('Vibe Index');
    this.#item.command = command;
    this.#draw();
    this.#item.show();
  }

  get status(): IndexStatus | undefined {
    return this.#status;
  }

  showServer(state: ServerState): void {
    this.#server = state;
    // A new process counts its versions from the start.
    if (state !== 'up') this.#status = undefined;
    this.#draw();
  }

  /** The newest state wins. */
  showIndex(status: IndexStatus): void {
    if (this.#status && status.version < this.#status.version) return;
    this.#status = status;
    this.#draw();
  }

  dispose(): void {
    this.#item.dispose();
  }

  #draw(): void {
    const nOpen = vscode.workspace.workspaceFolders?.length ?? 0;
    const { text, tooltip, warns } = statusWords(this.#server, this.#status, nOpen, vscode.l10n.t, editorWording());
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: `Vibe. ${tooltip}` };
    this.#item.backgroundColor = warns ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  }
}
