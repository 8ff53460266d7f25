/** The tree view of cited places: a question, and below it its places, each of which opens at its lines. Hidden before the first answer. */
import * as vscode from 'vscode';
import type { Place } from '../../server/protocol/place.js';
import { wordedWhy } from '../../server/protocol/why.js';
import type { PlaceOpener } from '../editor/open-place.js';
import { oneLine } from '../editor/status-words.js';
import type { Caller } from '../host/caller.js';
import { editorWording, failureLine } from '../host/editor-wording.js';
import { type AnswerPlaces, PlacesOfAnswers } from './answer-places.js';
import { CitedLines } from './cited-lines.js';

const viewId = 'vibe.places';
const openCommand = 'vibe.openPlace';
const maxTitle = 120;

type Node = { readonly kind: 'answer'; readonly answer: AnswerPlaces } | { readonly kind: 'place'; readonly place: Place };

export class PlacesView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #cited = new CitedLines();
  readonly #owned: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;
  /** Use this instead of the server: it sees the streamed items. */
  readonly caller: PlacesOfAnswers;

  constructor(server: Caller, opener: PlaceOpener) {
    this.caller = new PlacesOfAnswers(server, () => {
      this.#changed.fire();
      this.#cited.show(this.caller.answers);
      void vscode.commands.executeCommand('setContext', 'vibe.hasPlaces', true);
    });
    this.#owned = vscode.Disposable.from(
      this.#changed,
      this.#cited,
      vscode.window.registerTreeDataProvider(viewId, this),
      vscode.commands.registerCommand(openCommand, async (place: Place) => {
        try {
          await opener.open(place);
        } catch (error) {
          void vscode.window.showErrorMessage(failureLine(error));
        }
      }),
    );
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) return this.caller.answers.map(answer => ({ kind: 'answer', answer }));
    return node.kind === 'answer' ? node.answer.places.map(place => ({ kind: 'place', place })) : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === 'answer') {
      const { answer } = node;
      const isNewest = answer === this.caller.answers[0];
      const state = isNewest ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
      const item = new vscode.TreeItem(oneLine(answer.question).slice(0, maxTitle), state);
      item.id = answer.turnId;
      item.iconPath = new vscode.ThemeIcon('comment-discussion');
      return item;
    }
    const { place } = node;
    const name = place.chain.length > 0 ? place.chain.join('.') : (place.path.split('/').at(-1) ?? place.path);
    const item = new vscode.TreeItem(oneLine(name), vscode.TreeItemCollapsibleState.None);
    item.description = oneLine(`${place.path}:${place.startLine}-${place.endLine}`);
    const why = wordedWhy(place.why, editorWording());
    item.tooltip = why;
    // Without this, a screen reader would read only the tooltip.
    item.accessibilityInformation = { label: `${oneLine(name)}, ${place.path}:${place.startLine}-${place.endLine}, ${why}` };
    item.iconPath = new vscode.ThemeIcon('symbol-snippet');
    item.command = { title: vscode.l10n.t('Open'), command: openCommand, arguments: [place] };
    return item;
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
