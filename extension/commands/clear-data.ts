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
      'This deletes the indexes of all folders, all conversations, cached answers, learned habits, measurements and the log of requests from this machine. Settings and API keys are kept. Indexes are rebuilt automatically; conversations cannot be recovered. Other open windows keep the data that they use.',
    );
    const chosen = await vscode.window.showWarningMessage(vscode.l10n.t("Clear all of Vibe's data?"), { modal: true, detail }, clear);
    if (chosen !== clear) return;
    await server.call('data/clear', {}, AbortSignal.timeout(10_000));
    await server.restart();
    view.tell({ type: 'new' });
  },
};
