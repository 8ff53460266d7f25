/** Code actions that ask a question with its context, or change lines of the file, through the client's commands. Pure. */
import type { CodeAction, Range } from 'vscode-languageserver/node';
import { type AskAbout, askAboutCommand, type EditHere, editHereCommand } from '../protocol/ask-about.js';
import type { Attachment } from '../protocol/chat.js';
import type { PlaceRange } from '../protocol/place.js';
import type { CodeActionRequest } from './code-action-request.js';

/** The protocol's limit for the text of a selection. */
const maxSelectionChars = 200_000;

export function askAction(title: string, kind: string, question: string, attachments: Attachment[]): CodeAction {
  const about: AskAbout = { question, attachments, send: true };
  return { title, kind, command: { title, command: askAboutCommand, arguments: [about] } };
}

/** Returns a code action whose answer is written into the file, where the person accepts or rejects it. */
export function editAction(title: string, kind: string, edit: EditHere): CodeAction {
  return { title, kind, command: { title, command: editHereCommand, arguments: [edit] } };
}

/** A selection that ends before the first character of a line does not include that line. */
export const lastLine = ({ start, end }: Range): number => (end.character === 0 && end.line > start.line ? end.line - 1 : end.line);

/** Returns whole lines (0-based, clamped) with their text, which may be unsaved. */
export function linesOf(request: CodeActionRequest, first: number, last: number): Extract<Attachment, { kind: 'selection' }> {
  const { document, folder, path } = request;
  const startLine = Math.max(0, first);
  const endLine = Math.max(startLine, Math.min(document.lineCount - 1, last));
  const range: PlaceRange = { folder, path, startLine: startLine + 1, endLine: endLine + 1 };
  const text = document.getText({ start: { line: startLine, character: 0 }, end: { line: endLine + 1, character: 0 } });
  return { kind: 'selection', range, text: text.slice(0, maxSelectionChars) };
}
