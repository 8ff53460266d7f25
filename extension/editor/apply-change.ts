/**
 * Proposes a block of an answer as a change of a file. The server says which lines it replaces; the editor's own refactoring preview shows the diff,
 * where a person ticks each part and applies it, and undo takes it back in one step. Where the place is not sure it is refused, never guessed:
 * lines that a person has selected are then the place.
 */
import * as vscode from 'vscode';
import type { PlannedEdit } from '../../server/protocol/edit.js';
import { ProblemError } from '../../server/protocol/problem.js';
import type { Caller } from '../host/caller.js';
import { fenced } from './fenced.js';
import { isInnerPath } from './inner-path.js';

export interface Change {
  readonly text: string;
  readonly language: string;
  /** The block's label, if any. */
  readonly path?: string | undefined;
}

export async function applyChange({ text, language, path }: Change, server: Caller, signal: AbortSignal): Promise<void> {
  const document = await targetOf(path);
  if (!vscode.workspace.getWorkspaceFolder(document.uri)) {
    throw new ProblemError('edit-refused', `"${document.uri.fsPath}" lies outside the workspace`, 'Copy the text instead');
  }
  const version = document.version;
  const selected = vscode.window.visibleTextEditors.find(editor => editor.document === document && !editor.selection.isEmpty)?.selection;
  const edit = new vscode.WorkspaceEdit();
  const metadata = { label: vscode.l10n.t('Change proposed by Vibe'), needsConfirmation: true };
  if (selected) edit.replace(document.uri, selected, text, metadata);
  else {
    const request = {
      path: vscode.workspace.asRelativePath(document.uri, false),
      language,
      before: document.getText(),
      answer: fenced(text, language),
    };
    const plan = await server.call('edit/plan', request, signal);
    if (plan.status === 'refused') {
      throw new ProblemError(
        'edit-unsure',
        `The change has no sure place: ${plan.reason}`,
        'Select the lines that it replaces, then apply again',
      );
    }
    if (document.version !== version) throw new ProblemError('file-changed', `"${request.path}" changed meanwhile`, 'Apply again');
    for (const planned of plan.edits) edit.replace(document.uri, ...replacement(planned, document), metadata);
  }
  await vscode.window.showTextDocument(document, { preserveFocus: true });
  await vscode.workspace.applyEdit(edit, { isRefactoring: true });
}

/** The file of the label where it has one; else the one in front of the person. */
async function targetOf(path: string | undefined): Promise<vscode.TextDocument> {
  const active = vscode.window.activeTextEditor?.document;
  if (path === undefined) {
    if (active) return active;
    throw new ProblemError('edit-unsure', 'The block names no file, and none is open', 'Open the file that it changes');
  }
  if (isInnerPath(path)) {
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const uri = vscode.Uri.joinPath(folder.uri, path);
      try {
        return await vscode.workspace.openTextDocument(uri);
      } catch {
        // Not in this folder: the next one may have it.
      }
    }
  }
  throw new ProblemError(
    'not-found',
    `No file "${path}" is in this workspace`,
    'Open the file that it changes, and select the lines to replace',
  );
}

/** Whole lines as the editor replaces them: a file's last line may lack its line break. */
function replacement({ start, end, lines }: PlannedEdit, document: vscode.TextDocument): [vscode.Range, string] {
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const text = lines.join(eol);
  if (end < document.lineCount) return [new vscode.Range(start, 0, end, 0), lines.length > 0 ? text + eol : ''];
  const last = document.lineAt(document.lineCount - 1).range.end;
  if (start < document.lineCount) return [new vscode.Range(new vscode.Position(start, 0), last), text];
  return [new vscode.Range(last, last), eol + text];
}
