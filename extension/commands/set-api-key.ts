/** Vibe: Set API Key. Stores the key in the editor's secret storage, never in settings. */
import * as vscode from 'vscode';
import type { Command } from './command.js';

export const setApiKey: Command = {
  id: 'vibe.setApiKey',
  run: async ({ settings }) => {
    const endpoints = await settings.endpoints();
    const urls = endpoints.map(endpoint => endpoint.url);
    const url =
      urls.length > 1 ? await vscode.window.showQuickPick(urls, { placeHolder: vscode.l10n.t('Key for which endpoint?') }) : urls[0];
    if (url === undefined) return;
    const key = await vscode.window.showInputBox({
      title: vscode.l10n.t('API key for {0}', url),
      prompt: vscode.l10n.t("Stored in the editor's secret storage. Leave it empty to delete the key."),
      password: true,
      ignoreFocusOut: true,
    });
    if (key !== undefined) await settings.keepApiKey(url, key.trim());
  },
};
