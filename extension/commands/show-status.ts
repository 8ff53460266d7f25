/** Vibe: Show Status. One line per folder, and the available actions. */
import * as vscode from 'vscode';
import { errorText } from '../../server/protocol/error-text.js';
import { folderWords, oneLine } from '../editor/status-words.js';
import { editorWording } from '../host/editor-wording.js';
import type { Command, CommandServices } from './command.js';

interface StatusRow extends vscode.QuickPickItem {
  readonly command?: string;
}

export const showStatus: Command = {
  id: 'vibe.showStatus',
  run: async services => {
    const rows = [...(await folderRows(services)), ...actionRows()];
    const chosen = await vscode.window.showQuickPick(rows, { placeHolder: vscode.l10n.t('Vibe index status'), matchOnDetail: true });
    if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command);
  },
};

async function folderRows({ server, log }: CommandServices): Promise<StatusRow[]> {
  if (server.state !== 'up')
    return [{ label: `$(warning) ${vscode.l10n.t('The server is not running')}`, detail: vscode.l10n.t('State: {0}', server.state) }];
  try {
    const { folders } = await server.call('index/status', {}, AbortSignal.timeout(5000));
    if (folders.length === 0) return [{ label: `$(info) ${vscode.l10n.t('No folder is open')}` }];
    return folders.map(folder => ({
      label: `$(${folder.problem ? 'warning' : 'folder'}) ${oneLine(folder.name)}`,
      detail: folderWords(folder, vscode.l10n.t, editorWording()),
    }));
  } catch (error) {
    log.warn(`The status could not be read: ${errorText(error)}`);
    return [{ label: `$(warning) ${vscode.l10n.t('The server is not responding')}` }];
  }
}

const actionRows = (): StatusRow[] => [
  { label: '', kind: vscode.QuickPickItemKind.Separator },
  { label: `$(refresh) ${vscode.l10n.t('Rebuild index')}`, command: 'vibe.rebuildIndex' },
  { label: `$(debug-restart) ${vscode.l10n.t('Restart server')}`, command: 'vibe.restartServer' },
  { label: `$(output) ${vscode.l10n.t('Show log')}`, command: 'vibe.showLog' },
  { label: `$(gear) ${vscode.l10n.t('Open settings')}`, command: 'vibe.openSettings' },
];
