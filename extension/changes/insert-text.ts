/**
 * Inserts text of an answer where a person wants it: at the cursor, into a new file, into the terminal. Each is one undo step, and nothing
 * runs.
 */
import * as vscode from 'vscode';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { terminalText } from './terminal-text.js';

export async function insertAtCursor(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new ProblemError('not-found', say('noOpenEditor'), say('openAndPlaceCursor'));
  const done = await editor.edit(edit => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
  if (!done) throw new ProblemError('edit-refused', say('editorRefusedText'), say('checkWritable'));
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

export async function newFile(text: string, language: string): Promise<void> {
  const known = await vscode.languages.getLanguages();
  const document = await vscode.workspace.openTextDocument({ content: text, ...(known.includes(language) ? { language } : {}) });
  await vscode.window.showTextDocument(document);
}

export function putIntoTerminal(text: string): void {
  const terminal = vscode.window.activeTerminal ?? vscode.window.createTerminal();
  terminal.show();
  terminal.sendText(terminalText(text), false);
}
