/** What the editor can add to a question: selection, problems, open editors, dropped files. Reads documents only through the editor. */
import * as vscode from 'vscode';
import type { Attachment } from '../../server/protocol/chat.js';
import { relativePath, toPlaceRange } from '../editor/workspace-place.js';
import { describeProblems } from './describe-problems.js';
import { originOf } from './paste-origin.js';

const maxSelection = 200_000;
const maxOpenEditors = 20;
const maxProblems = 50;

export type AttachKind = 'selection' | 'problems' | 'open-editors' | 'active-file';

const attachers: Readonly<Record<AttachKind, () => readonly Attachment[]>> = {
  selection,
  problems,
  'open-editors': openEditors,
  'active-file': activeFile,
};

export const attach = (kind: AttachKind): readonly Attachment[] => attachers[kind]();

/** Returns the files and folders of dropped URIs; those outside the workspace are skipped. */
export async function attachUris(uris: readonly string[]): Promise<readonly Attachment[]> {
  const attachments = await Promise.all(uris.map(uri => fileOrFolder(vscode.Uri.parse(uri))));
  return attachments.flat();
}

/** Returns the lines of an open file that a pasted text was copied from, with the editor's current text. */
export function pasteOrigin(text: string): readonly Attachment[] {
  const open = vscode.workspace.textDocuments
    .filter(({ uri }) => vscode.workspace.getWorkspaceFolder(uri))
    .map(document => ({ document, text: document.getText() }));
  const origin = originOf(text, open);
  if (!origin) return [];
  const { document } = origin.of;
  const lines = new vscode.Range(origin.startLine, 0, origin.endLine, document.lineAt(origin.endLine).text.length);
  const range = toPlaceRange(document.uri, lines);
  return range ? [{ kind: 'selection', range, text: document.getText(lines).slice(0, maxSelection) }] : [];
}

async function fileOrFolder(uri: vscode.Uri): Promise<readonly Attachment[]> {
  const files = fileOf(uri);
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    if (!(type & vscode.FileType.Directory)) return files;
  } catch {
    // If a file is gone meanwhile, the turn that cannot read it reports it.
    return files;
  }
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder ? [{ kind: 'folder', folder: folder.uri.toString(), path: relativePath(folder, uri) }] : [];
}

function activeFile(): readonly Attachment[] {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri ? fileOf(uri) : [];
}

function selection(): readonly Attachment[] {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty) return [];
  const text = editor.document.getText(editor.selection).slice(0, maxSelection);
  const range = toPlaceRange(editor.document.uri, editor.selection);
  if (range) return [{ kind: 'selection', range, text }];
  return [{ kind: 'text', title: vscode.workspace.asRelativePath(editor.document.uri), text }];
}

function problems(): readonly Attachment[] {
  const uri = vscode.window.activeTextEditor?.document.uri;
  if (!uri) return [];
  const found = vscode.languages.getDiagnostics(uri).slice(0, maxProblems);
  if (found.length === 0) return [];
  const text = describeProblems(
    vscode.workspace.asRelativePath(uri),
    found.map(({ range, message, source, severity }) => ({ line: range.start.line + 1, message, source, severity })),
  );
  return [{ kind: 'problems', text }];
}

function openEditors(): readonly Attachment[] {
  const inputs = vscode.window.tabGroups.all.flatMap(group => group.tabs.map(tab => tab.input));
  const uris = inputs.filter(input => input instanceof vscode.TabInputText).map(input => input.uri.toString());
  return [...new Set(uris)].slice(0, maxOpenEditors).flatMap(uri => fileOf(vscode.Uri.parse(uri)));
}

function fileOf(uri: vscode.Uri): readonly Attachment[] {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return [];
  const path = relativePath(folder, uri);
  return path === '' ? [] : [{ kind: 'file', folder: folder.uri.toString(), path }];
}
