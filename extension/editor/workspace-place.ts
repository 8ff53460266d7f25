/** A range that a message named -> a file of this workspace. Paths come from outside: one that leaves its folder is refused. */
import * as vscode from 'vscode';
import type { PlaceRange } from '../../server/protocol/place.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { isInnerPath } from './inner-path.js';

/** The file's URI; a ProblemError where the range does not lie in an open folder. */
export function uriOf({ folder, path }: Pick<PlaceRange, 'folder' | 'path'>): vscode.Uri {
  const wanted = sameUri(folder);
  const owner = vscode.workspace.workspaceFolders?.find(open => sameUri(open.uri.toString()) === wanted);
  if (!owner) throw new ProblemError('no-folder', say('folderOfPathNotOpen', { path }), say('openFolderAndRetry'));
  if (!isInnerPath(path)) throw new ProblemError('not-found', say('notAnInnerPath', { path }), say('askAgain'));
  return vscode.Uri.joinPath(owner.uri, path);
}

/** Lines as the editor counts them, kept inside `document`; the whole of the last line is in. */
export function toEditorRange(range: Pick<PlaceRange, 'startLine' | 'endLine'>, document: vscode.TextDocument): vscode.Range {
  const start = Math.min(range.startLine - 1, document.lineCount - 1);
  const end = Math.max(start, Math.min(range.endLine - 1, document.lineCount - 1));
  return new vscode.Range(start, 0, end, document.lineAt(end).text.length);
}

/** Lines as the protocol counts them; undefined for a document outside every folder. A selection that ends at a line's start leaves that line out. */
export function toPlaceRange(uri: vscode.Uri, range: vscode.Range): PlaceRange | undefined {
  const owner = vscode.workspace.getWorkspaceFolder(uri);
  if (!owner) return undefined;
  const endLine = range.end.character === 0 && range.end.line > range.start.line ? range.end.line : range.end.line + 1;
  return { folder: owner.uri.toString(), path: relativePath(owner, uri), startLine: range.start.line + 1, endLine };
}

export const relativePath = (folder: vscode.WorkspaceFolder, uri: vscode.Uri): string =>
  uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1);

/** Two spellings of one folder (`%20`, a trailing slash) become one. */
const sameUri = (uri: string): string => vscode.Uri.parse(uri).toString().replace(/\/$/, '');
