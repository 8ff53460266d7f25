/** The entry in the language status menu: whether ghost text is on here, how fast it is, what was accepted, and why there was none. */
import * as vscode from 'vscode';
import type { CompletionChoice } from '../settings/completion-choice.js';
import type { CompletionFigures } from './completion-figures.js';

/** `unsure`: nothing was probable enough. `late` and `failed`: the server did not answer in time, or not at all. */
export type CompletionState = CompletionChoice | 'starting' | 'unsure' | 'late' | 'failed';

export class CompletionStatus implements vscode.Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem('vibe.inlineCompletion', { pattern: '**' });
  readonly #figures: CompletionFigures;

  constructor(figures: CompletionFigures) {
    this.#figures = figures;
    this.#item.name = vscode.l10n.t('Vibe Inline Completion');
    this.#item.command = {
      title: vscode.l10n.t('Settings'),
      command: 'workbench.action.openSettings',
      arguments: ['vibe.inlineCompletion'],
    };
  }

  show(state: CompletionState): void {
    this.#item.text = words(state);
    this.#item.detail = this.#detail();
    this.#item.severity =
      state === 'late' || state === 'failed' ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
  }

  dispose(): void {
    this.#item.dispose();
  }

  #detail(): string {
    const median = this.#figures.quantileMs(0.5);
    const slow = this.#figures.quantileMs(0.95);
    const share = this.#figures.acceptedShare;
    if (median === undefined || slow === undefined) return vscode.l10n.t('Built-in completer');
    const times = vscode.l10n.t('Built-in completer, {0} ms, 95% within {1} ms', Math.ceil(median), Math.ceil(slow));
    return share === undefined
      ? times
      : `${times}, ${vscode.l10n.t('{0}% accepted of {1}', Math.round(100 * share), this.#figures.nShown)}`;
  }
}

function words(state: CompletionState): string {
  switch (state) {
    case 'on':
      return vscode.l10n.t('Inline completion is on');
    case 'off':
      return vscode.l10n.t('Inline completion is off');
    case 'language':
      return vscode.l10n.t('Inline completion is off for this language');
    case 'path':
      return vscode.l10n.t('Inline completion is off for this file');
    case 'starting':
      return vscode.l10n.t('Inline completion waits for the server');
    case 'unsure':
      return vscode.l10n.t('Inline completion is on; nothing is likely enough here');
    case 'late':
      return vscode.l10n.t('Inline completion took too long');
    case 'failed':
      return vscode.l10n.t('Inline completion failed; see the log');
  }
}
