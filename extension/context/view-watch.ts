/**
 * Reports to the server what is in view, so that it can prepare for the next question: the symbol under the cursor, new errors, a failed
 * test
 * task. Reports little and rarely, and nothing if prediction is switched off.
 */
import * as vscode from 'vscode';
import type { ServerState } from '../../server/protocol/panel-messages.js';
import type { Caller } from '../host/caller.js';
import { newProblems } from './new-problems.js';

interface ViewServices {
  readonly server: Caller & { readonly state: ServerState };
  readonly settings: { readonly preparesAhead: boolean };
}

/** The cursor must rest for this time before its symbol counts. */
const restMs = 700;
const patienceMs = 5_000;
const maxKey = 120;

export class ViewWatch implements vscode.Disposable {
  readonly #services: ViewServices;
  readonly #watches: vscode.Disposable;
  readonly #problems = new Map<string, ReadonlySet<string>>();
  #symbol = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(services: ViewServices) {
    this.#services = services;
    this.#watches = vscode.Disposable.from(
      vscode.window.onDidChangeTextEditorSelection(() => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#tellSymbol(), restMs);
      }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => this.#tellProblems(uris)),
      vscode.tasks.onDidEndTaskProcess(({ execution: { task }, exitCode }) => {
        if (task.group === vscode.TaskGroup.Test && exitCode !== 0) this.#tell('tests', [task.name]);
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watches.dispose();
  }

  #tellSymbol(): void {
    const editor = vscode.window.activeTextEditor;
    const range = editor?.document.getWordRangeAtPosition(editor.selection.active);
    const symbol = range === undefined ? '' : editor!.document.getText(range);
    if (symbol === '' || symbol === this.#symbol) return;
    this.#symbol = symbol;
    this.#tell('symbol', [symbol]);
  }

  #tellProblems(uris: readonly vscode.Uri[]): void {
    if (!this.#services.settings.preparesAhead) return;
    const fresh = uris.flatMap(uri => {
      const errors = vscode.languages.getDiagnostics(uri).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
      return newProblems(this.#problems, uri.toString(), errors);
    });
    if (fresh.length > 0) this.#tell('problem', fresh.slice(0, 3));
  }

  #tell(kind: 'symbol' | 'problem' | 'tests', keys: readonly string[]): void {
    const { server, settings } = this.#services;
    if (!settings.preparesAhead || server.state !== 'up') return;
    // Not awaited: losing a report costs one prediction.
    const cut = keys.map(key => key.slice(0, maxKey));
    server.call('context/saw', { kind, keys: cut }, AbortSignal.timeout(patienceMs)).catch(() => undefined);
  }
}
