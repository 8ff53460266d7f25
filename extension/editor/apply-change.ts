/**
 * Proposes a block of an answer as a change of a file. The editor's own refactoring preview shows the diff; a person ticks and applies it there,
 * and undo takes it back in one step. Where it cannot be told what the block replaces, it is refused, never guessed.
 */
import * as vscode from 'vscode';
import { ProblemError } from '../../server/protocol/problem.js';
import { isInnerPath } from './inner-path.js';

export async function applyChange(text: string, path: string | undefined): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const uri = path === undefined ? editor?.document.uri : await findFile(path);
  if (!uri) {
    throw new ProblemError(
      'edit-unsure',
      path === undefined ? 'No file is open that the change could go into' : `No file "${path}" is in this workspace`,
      'Open the file and select the lines to replace',
    );
  }
  if (!vscode.workspace.getWorkspaceFolder(uri)) {
    throw new ProblemError('edit-refused', `"${uri.fsPath}" lies outside the workspace`, 'Copy the text instead');
  }
  const selected = editor?.document.uri.toString() === uri.toString() && !editor.selection.isEmpty ? editor.selection : undefined;
  if (!selected) {
    throw new ProblemError(
      'edit-unsure',
      'It cannot be told which lines the block replaces',
      'Select the lines in the file, then apply again',
    );
  }
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, selected, text, { label: vscode.l10n.t('Change proposed by Vibe'), needsConfirmation: true });
  await vscode.workspace.applyEdit(edit, { isRefactoring: true });
}

async function findFile(path: string): Promise<vscode.Uri | undefined> {
  if (!isInnerPath(path)) return undefined;
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const uri = vscode.Uri.joinPath(folder.uri, path);
    try {
      await vscode.workspace.fs.stat(uri);
      return uri;
    } catch {
      // Not in this folder: the next one may have it.
    }
  }
  return undefined;
}
