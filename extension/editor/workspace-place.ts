/** Converts ranges between messages and the editor. Paths are untrusted: one that leaves its folder is refused. */
import * as vscode from 'vscode';
import type { PlaceRange } from '../../server/protocol/place.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { isInnerPath } from './inner-path.js';

/** Returns the file's URI. Throws a ProblemError if the range is not in an open folder. */
export function uriOf({ folder, path }: Pick<PlaceRange, 'folder' | 'path'>): vscode.Uri {
  const wanted = sameUri(folder);
  const owner = vscode.workspace.workspaceFolders?.find(open => sameUri(open.uri.toString()) === wanted);
  if (!owner) throw new ProblemError('no-folder', say('folderOfPathNotOpen', { path }), say('openFolderAndRetry'));
  if (!isInnerPath(path)) throw new ProblemError('not-found', say('notAnInnerPath', { path }), say('askAgain'));
  return vscode.Uri.joinPath(owner.uri, path);
}

/** Returns the lines as the editor counts them, clamped to `document`; the whole last line is included. */
export function toEditorRange(range: Pick<PlaceRange, 'startLine' | 'endLine'>, document: vscode.TextDocument): vscode.Range {
  const start = Math.min(range.startLine - 1, document.lineCount - 1);
  const end = Math.max(start, Math.min(range.endLine - 1, document.lineCount - 1));
  return new vscode.Range(start, 0, end, document.lineAt(end).text.length);
}

/**
 * Returns the lines as the protocol counts them; undefined for a document outside all folders. A selection that ends at the start of a line
 * does
 * not include that line.
 */
export function toPlaceRange(uri: vscode.Uri, range: vscode.Range): PlaceRange | undefined {
  const owner = vscode.workspace.getWorkspaceFolder(uri);
  if (!owner) return undefined;
  const endLine = range.end.character === 0 && range.end.line > range.start.line ? range.end.line : range.end.line + 1;
  return { folder: owner.uri.toString(), path: relativePath(owner, uri), startLine: range.start.line + 1, endLine };
}

export const relativePath = (folder: vscode.WorkspaceFolder, uri: vscode.Uri): string =>
  uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1);

/** Makes two spellings of one folder (`%20`, a trailing slash) equal. */
const sameUri = (uri: string): string => vscode.Uri.parse(uri).toString().replace(/\/$/, '');
