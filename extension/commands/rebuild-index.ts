/** Vibe: Rebuild Index. Drops the index of a chosen folder, or of all, and indexes again. */
import * as vscode from 'vscode';
import type { Command } from './command.js';

export const rebuildIndex: Command = {
  id: 'vibe.rebuildIndex',
  run: async ({ server, closed }) => {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const folder = folders.length > 1 ? await choose(folders) : 'all';
    if (folder === undefined) return;
    await server.call('index/rebuild', folder === 'all' ? {} : { folder: folder.uri.toString() }, closed);
  },
};

/** Returns undefined if the person cancels. */
async function choose(folders: readonly vscode.WorkspaceFolder[]): Promise<vscode.WorkspaceFolder | 'all' | undefined> {
  const items = [
    { label: vscode.l10n.t('All folders'), folder: 'all' as const },
    ...folders.map(folder => ({ label: folder.name, description: folder.uri.fsPath, folder })),
  ];
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which folder should be indexed again?') });
  return chosen?.folder;
}
