/**
 * Vibe: Find Usages by Meaning. Shows places that use what is at the cursor, or that do the same under another name; typing filters them.
 */
import * as vscode from 'vscode';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { SearchPick } from '../editor/search-pick.js';
import { toPlaceRange } from '../editor/workspace-place.js';
import type { Command } from './command.js';

/** Characters of the selection that are used; more would not add to its meaning. */
const maxChars = 2000;
const aboveLines = 3;

export const findUsages: Command = {
  id: 'vibe.findUsages',
  run: services => {
    const editor = vscode.window.activeTextEditor;
    const here = editor && toPlaceRange(editor.document.uri, editor.selection);
    const topic = editor && topicAt(editor);
    if (!here || !topic) throw new ProblemError('not-found', say('nothingAtCursor'), say('placeInName'));
    const { name, text } = topic;
    new SearchPick(services, {
      placeholder: vscode.l10n.t('Usages of "{0}" by meaning; type to filter them', name),
      queryOf: typed => (typed === '' ? text : `${name} ${typed}`),
      // The place where the person is does not count as a usage.
      leavesOut: place => place.path === here.path && place.startLine <= here.startLine && here.startLine <= place.endLine,
    }).show();
  },
};

/** Returns the selection, or else the name at the cursor with its line and the comment above, which say what it means. */
function topicAt({ document, selection }: vscode.TextEditor): { readonly name: string; readonly text: string } | undefined {
  const word = document.getWordRangeAtPosition(selection.active);
  const selected = document.getText(selection).slice(0, maxChars);
  const name = word ? document.getText(word) : (/[\p{L}_$][\p{L}\p{N}_$]*/u.exec(selected)?.[0] ?? '');
  if (selected.trim() !== '') return { name, text: selected };
  if (name === '') return undefined;
  const { line } = selection.active;
  const above = Array.from({ length: Math.min(line, aboveLines) }, (_, i) => document.lineAt(line - 1 - i).text.trim());
  const end = above.findIndex(text => !/^(?:\/\/|\/?\*|#|--|"""|;)/.test(text));
  const comment = above.slice(0, end < 0 ? above.length : end).toReversed();
  return { name, text: [name, ...comment, document.lineAt(line).text.trim()].join('\n').slice(0, maxChars) };
}
