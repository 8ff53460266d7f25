/** "Explain with Vibe" on a selection and "Fix with Vibe" on a diagnostic: a question with its context, asked by the client's command. Pure. */
import type { CodeAction, CodeActionContext, Diagnostic, Range } from 'vscode-languageserver/node';
import { CodeActionKind } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Attachment } from '../protocol/chat.js';
import type { PlaceRange } from '../protocol/place.js';
import type { AskAbout } from '../protocol/ask-about.js';
import { askAboutCommand } from '../protocol/ask-about.js';

/** Code around a diagnostic that goes along. */
const contextLines = 20;
const maxFixes = 5;
/** The wire's bound of a selection's text. */
const maxSelectionChars = 200_000;

export interface CodeActionRequest {
  readonly folder: string;
  /** Relative to the folder. */
  readonly path: string;
  readonly document: TextDocument;
  readonly range: Range;
  readonly context: CodeActionContext;
}

export function codeActions(request: CodeActionRequest): CodeAction[] {
  const { only } = request.context;
  const wanted = (kind: string): boolean => only === undefined || only.some(base => kind === base || kind.startsWith(`${base}.`));
  const actions: CodeAction[] = [];
  if (wanted(CodeActionKind.QuickFix))
    for (const diagnostic of request.context.diagnostics.slice(0, maxFixes)) actions.push(fix(request, diagnostic));
  // Editors show `source` actions only on demand, so a selection is explained as a quick fix unless one asks for sources.
  const explainKind = wanted(CodeActionKind.QuickFix) ? CodeActionKind.QuickFix : `${CodeActionKind.Source}.explain`;
  const { start, end } = request.range;
  const isEmpty = start.line === end.line && start.character === end.character;
  if (!isEmpty && wanted(explainKind)) actions.push(explain(request, explainKind));
  return actions;
}

function explain(request: CodeActionRequest, kind: string): CodeAction {
  const selection = linesOf(request, request.range.start.line, lastLine(request.range));
  const question = `Explain lines ${selection.range.startLine}-${selection.range.endLine} of ${request.path}`;
  return action('Explain with Vibe', kind, { question, attachments: [selection], send: true });
}

function fix(request: CodeActionRequest, diagnostic: Diagnostic): CodeAction {
  const { range } = diagnostic;
  const around = linesOf(request, range.start.line - contextLines, lastLine(range) + contextLines);
  const line = range.start.line + 1;
  const message = typeof diagnostic.message === 'string' ? diagnostic.message : diagnostic.message.value;
  const origin = [diagnostic.source, diagnostic.code].filter(part => part !== undefined).join(' ');
  const related = (diagnostic.relatedInformation ?? []).map(
    info => `related: ${info.location.uri}:${info.location.range.start.line + 1}: ${info.message}`,
  );
  const text = [`${request.path}:${line}: ${message}${origin && ` (${origin})`}`, ...related].join('\n').slice(0, 50_000);
  const fixed = action('Fix with Vibe', CodeActionKind.QuickFix, {
    question: `Fix this problem in ${request.path}, line ${line}: ${message}`,
    attachments: [{ kind: 'problems', text }, around],
    send: true,
  });
  return { ...fixed, diagnostics: [diagnostic] };
}

function action(title: string, kind: string, about: AskAbout): CodeAction {
  return { title, kind, command: { title, command: askAboutCommand, arguments: [about] } };
}

/** A selection that ends before the first character of a line does not mean that line. */
const lastLine = ({ start, end }: Range): number => (end.character === 0 && end.line > start.line ? end.line - 1 : end.line);

/** Whole lines, 0-based and clamped; with their text, as it may be unsaved. */
function linesOf(request: CodeActionRequest, first: number, last: number): Extract<Attachment, { kind: 'selection' }> {
  const { document, folder, path } = request;
  const startLine = Math.max(0, first);
  const endLine = Math.max(startLine, Math.min(document.lineCount - 1, last));
  const range: PlaceRange = { folder, path, startLine: startLine + 1, endLine: endLine + 1 };
  const text = document.getText({ start: { line: startLine, character: 0 }, end: { line: endLine + 1, character: 0 } });
  return { kind: 'selection', range, text: text.slice(0, maxSelectionChars) };
}
