/** Vibe: Edit Selection. The person says how the selected lines, or the line at the cursor, should change; the change is written there. */
import * as vscode from 'vscode';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { toPlaceRange } from '../editor/workspace-place.js';
import type { Command } from './command.js';
import { askInstruction, editAndReport } from './edit-here.js';

export const editSelection: Command = {
  id: 'vibe.editSelection',
  run: async services => {
    const editor = vscode.window.activeTextEditor;
    const range = editor && toPlaceRange(editor.document.uri, editor.selection);
    if (!editor || !range) throw new ProblemError('not-found', say('noWorkspaceFileOpen'), say('openAndSelectLines'));
    const words = await askInstruction();
    if (words === undefined) return;
    const { document } = editor;
    const text = document.getText(new vscode.Range(range.startLine - 1, 0, range.endLine, 0));
    const name = `lines ${range.startLine}-${range.endLine} of ${range.path}`;
    await editAndReport(
      {
        instruction: `Change ${name}: ${words}\n\nShow these lines in full as they become, in one fenced block.`,
        attachments: [{ kind: 'selection', range, text }],
        range,
        asks: false,
      },
      services,
    );
  },
};
