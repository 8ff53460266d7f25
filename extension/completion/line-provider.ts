/**
 * Ghost text: asks the server how the cursor's line continues. Asks nothing if completion is off, makes one request at a time, and drops
 * answers
 * that arrive after the cursor moved.
 */
import * as vscode from 'vscode';
import { errorText } from '../../server/protocol/error-text.js';
import type { ServerState } from '../../server/protocol/panel-messages.js';
import type { Caller } from '../host/caller.js';
import type { CompletionChoice } from '../settings/completion-choice.js';
import { CompletionFigures } from './completion-figures.js';
import { type CompletionState, CompletionStatus } from './completion-status.js';
import { nearText } from './near-text.js';

export interface LineProviderServices {
  readonly server: Caller & { readonly state: ServerState };
  readonly settings: {
    readonly completionFor: (document: vscode.TextDocument) => CompletionChoice;
    readonly onDidChangeCompletion: vscode.Event<void>;
  };
  readonly log: vscode.LogOutputChannel;
}

/** Documents in which people write: no output channels, no inputs of other extensions. */
const schemes = ['file', 'untitled', 'vscode-notebook-cell', 'vscode-scm'];
const patienceMs = 1_000;
const acceptedCommand = 'vibe.lineAccepted';

export class LineProvider implements vscode.InlineCompletionItemProvider, vscode.Disposable {
  readonly #services: LineProviderServices;
  readonly #figures = new CompletionFigures();
  readonly #status = new CompletionStatus(this.#figures);
  readonly #watches: vscode.Disposable;
  #registration: vscode.Disposable | undefined;
  #running: AbortController | undefined;
  #shown = '';

  constructor(services: LineProviderServices) {
    this.#services = services;
    this.#watches = vscode.Disposable.from(
      services.settings.onDidChangeCompletion(() => this.#follow()),
      vscode.window.onDidChangeActiveTextEditor(editor => this.#tell(editor?.document)),
      vscode.commands.registerCommand(acceptedCommand, () => this.#accepted()),
    );
    this.#follow();
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    { triggerKind, selectedCompletionInfo: selected }: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const { server, settings } = this.#services;
    const choice = settings.completionFor(document);
    if (choice !== 'on' || server.state !== 'up') {
      this.#status.show(choice !== 'on' ? choice : 'starting');
      return [];
    }
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const listening = token.onCancellationRequested(() => running.abort());
    const startedAt = performance.now();
    try {
      const signal = AbortSignal.any([running.signal, AbortSignal.timeout(patienceMs)]);
      const isAsked = triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
      const { text } = await server.call('completion/line', { ...textAround(document, position, selected), isAsked }, signal);
      this.#figures.took(performance.now() - startedAt);
      this.#status.show(text === null ? 'unsure' : 'on');
      return text === null || token.isCancellationRequested ? [] : [this.#item(document, position, selected, text)];
    } catch (error) {
      if (!running.signal.aborted) {
        this.#services.log.debug(`No inline completion: ${errorText(error)}`);
        this.#status.show(performance.now() - startedAt >= patienceMs ? 'late' : 'failed');
      }
      return [];
    } finally {
      listening.dispose();
    }
  }

  dispose(): void {
    this.#running?.abort();
    this.#registration?.dispose();
    this.#watches.dispose();
    this.#status.dispose();
  }

  #item(
    document: vscode.TextDocument,
    position: vscode.Position,
    selected: vscode.SelectedCompletionInfo | undefined,
    text: string,
  ): vscode.InlineCompletionItem {
    const start = selected?.range.start ?? position;
    const insert = (selected?.text ?? '') + text;
    // Continuing to type the same line is the same suggestion.
    const whole = `${document.uri.toString()} ${position.line} ${document.lineAt(position.line).text.slice(0, start.character)}${insert}`;
    if (whole !== this.#shown) this.#figures.showed();
    this.#shown = whole;
    const item = new vscode.InlineCompletionItem(insert, new vscode.Range(start, position));
    item.command = { command: acceptedCommand, title: '' };
    return item;
  }

  #accepted(): void {
    this.#figures.accepted();
    this.#status.show('on');
  }

  /** Nothing is registered while completion is off everywhere. */
  #follow(): void {
    const document = vscode.window.activeTextEditor?.document;
    const isOn = vscode.workspace.getConfiguration('vibe').get<unknown>('inlineCompletion') !== 'off';
    if (isOn)
      this.#registration ??= vscode.languages.registerInlineCompletionItemProvider(
        schemes.map(scheme => ({ scheme })),
        this,
      );
    else {
      this.#running?.abort();
      this.#registration?.dispose();
      this.#registration = undefined;
    }
    this.#tell(document);
  }

  #tell(document: vscode.TextDocument | undefined): void {
    const choice: CompletionState = document === undefined ? 'on' : this.#services.settings.completionFor(document);
    this.#status.show(choice);
  }
}

/** With a list of suggestions open, ghost text continues from the selected one. */
function textAround(document: vscode.TextDocument, position: vscode.Position, selected: vscode.SelectedCompletionInfo | undefined) {
  const whole = document.getText();
  const cursor = document.offsetAt(position);
  const { from, to } = nearText(whole.length, cursor);
  const start = selected === undefined ? cursor : document.offsetAt(selected.range.start);
  return { uri: document.uri.toString(), before: whole.slice(from, start) + (selected?.text ?? ''), after: whole.slice(cursor, to) };
}
