/** Code actions that rewrite selected code: tests, documentation, a change in a person's own words, the code that a TODO asks for. Pure. */
import { type CodeAction, CodeActionKind } from 'vscode-languageserver/node';
import { say, worded } from '../protocol/sentences/sentence.js';
import { askAction, editAction, lastLine, linesOf } from './ask-action.js';
import type { CodeActionRequest } from './code-action-request.js';
import { type TestSetup, testSetupWords } from './test-setup.js';

/** Kinds below the editor's own, so that a key binding or `only` can name one of them. */
export const rewriteKinds = {
  tests: `${CodeActionKind.Refactor}.tests`,
  document: `${CodeActionKind.RefactorRewrite}.document`,
  instruct: `${CodeActionKind.RefactorRewrite}.instruct`,
  todo: `${CodeActionKind.RefactorRewrite}.todo`,
} as const;

const todoContextLines = 30;
const maxTodoChars = 300;
const todo = /\b(?:TODO|FIXME)\b/;

export function rewriteActions(request: CodeActionRequest, wanted: (kind: string) => boolean, setup: TestSetup | undefined): CodeAction[] {
  const { range, path, wording } = request;
  const isEmpty = range.start.line === range.end.line && range.start.character === range.end.character;
  const actions: CodeAction[] = [];
  if (!isEmpty) {
    const selection = linesOf(request, range.start.line, lastLine(range));
    const name = `lines ${selection.range.startLine}-${selection.range.endLine} of ${path}`;
    const how = setup === undefined ? '' : ` ${testSetupWords(setup)}`;
    if (wanted(rewriteKinds.tests))
      actions.push(askAction(worded(say('actionTests'), wording), rewriteKinds.tests, `/tests for ${name}.${how}`, [selection]));
    if (wanted(rewriteKinds.document))
      actions.push(
        editAction(worded(say('actionDocument'), wording), rewriteKinds.document, {
          instruction: `/doc for ${name}. Show these lines in full with their comments, in one fenced block.`,
          attachments: [selection],
          range: selection.range,
          asks: false,
        }),
      );
    if (wanted(rewriteKinds.instruct))
      actions.push(
        editAction(worded(say('actionRefactor'), wording), rewriteKinds.instruct, {
          instruction: `/refactor ${name}. Show these lines in full as they become, in one fenced block.`,
          attachments: [selection],
          range: selection.range,
          asks: true,
        }),
      );
  }
  const todoLine = wanted(rewriteKinds.todo) ? todoIn(request) : undefined;
  if (todoLine !== undefined) {
    const around = linesOf(request, todoLine.line - todoContextLines, todoLine.line + todoContextLines);
    const instruction = `Write the code that this comment asks for, in ${path}, line ${todoLine.line + 1}: ${todoLine.text}\nShow each function that changes in full, in one fenced block.`;
    actions.push(
      editAction(worded(say('actionTodo'), wording), rewriteKinds.todo, {
        instruction,
        attachments: [around],
        range: around.range,
        asks: false,
      }),
    );
  }
  return actions;
}

/** Returns the first line of the range that contains a TODO. */
function todoIn({ document, range }: CodeActionRequest): { readonly line: number; readonly text: string } | undefined {
  for (let line = range.start.line; line <= Math.min(lastLine(range), document.lineCount - 1); line++) {
    const text = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
    if (todo.test(text)) return { line, text: text.trim().slice(0, maxTodoChars) };
  }
  return undefined;
}
