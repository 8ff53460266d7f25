/**
 * The code actions for a range of a document: a question with its context, or a change that is written there, through the client's
 * commands.
 */

import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver/node';
import { say, worded } from '../protocol/sentences/sentence.js';
import { askAction, editAction, lastLine, linesOf } from './ask-action.js';
import type { CodeActionRequest } from './code-action-request.js';
import { rewriteActions, rewriteKinds } from './rewrite-actions.js';
import { type FolderLook, findTestSetup } from './test-setup.js';

/** Number of lines around a diagnostic that are sent along. */
const contextLines = 20;
const maxFixes = 5;

export const codeActionKinds: string[] = [CodeActionKind.QuickFix, ...Object.values(rewriteKinds), CodeActionKind.Source];

export async function codeActions(request: CodeActionRequest, look: FolderLook): Promise<CodeAction[]> {
  const { only } = request.context;
  const wanted = (kind: string): boolean => only === undefined || only.some(base => kind === base || kind.startsWith(`${base}.`));
  const actions: CodeAction[] = [];
  if (wanted(CodeActionKind.QuickFix))
    for (const diagnostic of request.context.diagnostics.slice(0, maxFixes)) actions.push(fix(request, diagnostic));
  // Editors show `source` actions only on demand, so explaining a selection is a quick fix unless the client asks for `source` actions.
  const explainKind = wanted(CodeActionKind.QuickFix) ? CodeActionKind.QuickFix : `${CodeActionKind.Source}.explain`;
  const { start, end } = request.range;
  const isEmpty = start.line === end.line && start.character === end.character;
  if (!isEmpty && wanted(explainKind)) actions.push(explain(request, explainKind));
  const setup = !isEmpty && wanted(rewriteKinds.tests) ? await findTestSetup(request.path, look) : undefined;
  return [...actions, ...rewriteActions(request, wanted, setup)];
}

function explain(request: CodeActionRequest, kind: string): CodeAction {
  const selection = linesOf(request, request.range.start.line, lastLine(request.range));
  const question = `Explain lines ${selection.range.startLine}-${selection.range.endLine} of ${request.path}`;
  return askAction(worded(say('actionExplain'), request.wording), kind, question, [selection]);
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
  const instruction = `/fix this problem in ${request.path}, line ${line}: ${message}`;
  return {
    ...editAction(worded(say('actionFix'), request.wording), CodeActionKind.QuickFix, {
      instruction,
      attachments: [{ kind: 'problems', text }, around],
      range: around.range,
      asks: false,
    }),
    diagnostics: [diagnostic],
  };
}
