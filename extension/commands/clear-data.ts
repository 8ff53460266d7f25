/**
 * Vibe: Clear Data. Asks first and says what is deleted. The server clears at its next start, when nothing is in use, and indexes again.
 */
import * as vscode from 'vscode';
import type { Command } from './command.js';

export const clearData: Command = {
  id: 'vibe.clearData',
  run: async ({ server, view }) => {
    const clear = vscode.l10n.t('Clear');
    const detail = vscode.l10n.t(
      'The indexes of all folders, all conversations, cached answers, learnt habits, figures and the log of requests are deleted from this machine. Settings and API keys stay. Indexes come back by themselves; conversations do not. Other windows that are open keep what they use.',
    );
    const chosen = await vscode.window.showWarningMessage(vscode.l10n.t('Clear all data of Vibe?'), { modal: true, detail }, clear);
    if (chosen !== clear) return;
    await server.call('data/clear', {}, AbortSignal.timeout(10_000));
    await server.restart();
    view.tell({ type: 'new' });
  },
};
