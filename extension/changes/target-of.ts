/**
 * Finds the document that a change is meant for, and checks whether Vibe may change it: only files of this workspace that are not excluded.
 */
import * as vscode from 'vscode';
import { abortError } from '../../server/protocol/abort-error.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { isInnerPath } from '../editor/inner-path.js';
import { relativePath } from '../editor/workspace-place.js';
import type { Caller } from '../host/caller.js';

/** Returns the file that the label names, or else the active one. */
export async function targetOf(path: string | undefined): Promise<vscode.TextDocument> {
  const active = vscode.window.activeTextEditor?.document;
  if (path === undefined) {
    if (active) return active;
    throw new ProblemError('edit-unsure', say('blockNamesNoFile'), say('openFileItChanges'));
  }
  if (!isInnerPath(path)) throw new ProblemError('edit-refused', say('outsideWorkspace', { path }), say('copyInstead'));
  const folders = vscode.workspace.workspaceFolders ?? [];
  for (const folder of folders) {
    // With several folders a label may begin with the folder's name, as answers cite it.
    const inner = folders.length > 1 && path.startsWith(`${folder.name}/`) ? [path.slice(folder.name.length + 1), path] : [path];
    for (const name of inner) {
      try {
        return await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
      } catch {
        // It is not in this folder, but may be in the next one.
      }
    }
  }
  return newDocument(path);
}

/** Asks first. The new file is unsaved, so it exists on disk only when the person saves it. */
async function newDocument(path: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new ProblemError('no-folder', say('noFolderForFile'), say('openFolderAndRetry'));
  const create = vscode.l10n.t('Create');
  const detail = vscode.l10n.t('It is written to disk when you save it.');
  const question = vscode.l10n.t('There is no file "{0}" in this workspace. Create it?', path);
  if ((await vscode.window.showInformationMessage(question, { modal: true, detail }, create)) !== create) throw abortError('Not created');
  return vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path).with({ scheme: 'untitled' }));
}

/** Rejects with the reason if the document is outside the workspace, or excluded by an ignore file, a setting, or as a secret. */
export async function mayChange(document: vscode.TextDocument, server: Caller, signal: AbortSignal): Promise<void> {
  if (document.isUntitled) return;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  if (!folder) throw new ProblemError('edit-refused', say('outsideWorkspace', { path: document.uri.fsPath }), say('copyInstead'));
  await server.call('edit/check', { folder: folder.uri.toString(), path: relativePath(folder, document.uri) }, signal);
}
