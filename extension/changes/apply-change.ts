/**
 * Writes a block of an answer into a file as a proposal. The server decides which lines it replaces, from the current text, so a file that
 * changed since the answer is matched again. If the place is uncertain, the server refuses instead of guessing, and the two texts are
 * compared;
 * if a person has selected lines, those are the place.
 */
import * as vscode from 'vscode';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import type { ReadOnlyTexts } from '../editor/read-only-texts.js';
import type { Caller } from '../host/caller.js';
import { fenced } from './fenced.js';
import { withPlanned } from './planned-lines.js';
import { linesIn, type Proposals } from './proposals.js';
import { mayChange, targetOf } from './target-of.js';

export interface Change {
  readonly text: string;
  readonly language: string;
  /** The block's label, if any. */
  readonly path?: string | undefined;
}

export interface ApplyServices {
  readonly server: Caller;
  readonly proposals: Proposals;
  readonly texts: ReadOnlyTexts;
}

/** A plan for a document that changed meanwhile is made again at most this many times: after that somebody types faster than it is made. */
const maxPlans = 5;

export async function applyChange(change: Change, services: ApplyServices, signal: AbortSignal): Promise<void> {
  const document = await targetOf(change.path);
  await mayChange(document, services.server, signal);
  for (let nPlans = 0; nPlans < maxPlans; nPlans++) if (await tryToApply(change, document, services, signal)) return;
  throw new ProblemError('edit-unsure', say('fileKeptChanging'), say('tryAgainInAMoment'));
}

/** Returns false if the document changed while the plan was made. */
async function tryToApply(
  { text, language }: Change,
  document: vscode.TextDocument,
  { server, proposals, texts }: ApplyServices,
  signal: AbortSignal,
): Promise<boolean> {
  const now = linesIn(document);
  const selected = vscode.window.visibleTextEditors.find(editor => editor.document === document && !editor.selection.isEmpty)?.selection;
  if (selected) {
    // Whole lines; a selection that ends before the first character of a line does not include that line.
    const end = selected.end.character === 0 ? selected.end.line : selected.end.line + 1;
    await show(document, [...now.slice(0, selected.start.line), ...blockLines(text), ...now.slice(end)], proposals);
    return true;
  }
  const name = vscode.workspace.asRelativePath(document.uri, false);
  const { version } = document;
  const request = { path: name, language, before: document.getText(), answer: fenced(text, language) };
  const plan = await server.call('edit/plan', request, signal);
  if (document.version !== version) return false;
  if (plan.status === 'applied') {
    await show(document, withPlanned(now, plan.edits), proposals);
    return true;
  }
  const compared = texts.make(vscode.l10n.t('Proposed for {0}', name.split('/').at(-1) ?? name), text);
  await vscode.commands.executeCommand('vscode.diff', document.uri, compared, vscode.l10n.t('{0}: not applied', name));
  throw new ProblemError('edit-unsure', say('noSurePlace', { reason: plan.reason }), say('selectThenApply'));
}

async function show(document: vscode.TextDocument, lines: readonly string[], proposals: Proposals): Promise<void> {
  await vscode.window.showTextDocument(document, { preview: false });
  await proposals.show(document, lines);
  // A new file has nothing to compare it with.
  if (!document.isUntitled) await proposals.showDiff(document.uri.toString());
}

const blockLines = (text: string): readonly string[] => text.replace(/\r?\n$/, '').split(/\r\n|\n/);
