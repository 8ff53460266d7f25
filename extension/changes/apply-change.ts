/**
 * Writes a block of an answer into a file as a proposal. The server decides which lines it replaces, from the current text, so a file that
 * changed since the answer is matched again. If the place is uncertain, nothing is changed and a person is offered what they can do
 * (`offerWaysOut`); if they have selected lines, those are the place.
 */
import * as vscode from 'vscode';
import type { EditPlan, OtherFile } from '../../server/protocol/edit.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import type { ReadOnlyTexts } from '../editor/read-only-texts.js';
import type { Caller } from '../host/caller.js';
import { fenced } from './fenced.js';
import { editInline } from './inline-edit.js';
import { withPlanned } from './planned-lines.js';
import { proofWords } from './proof-words.js';
import { linesIn, type Proposals } from './proposals.js';
import { mayChange, targetOf } from './target-of.js';
import { offerWaysOut, type RefusedPlan, wholeRange } from './ways-out.js';

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

/** Returns the proof of each change, in words. */
export async function applyChange(
  { text, language, path }: Change,
  services: ApplyServices,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { server, proposals } = services;
  const document = await targetOf(path);
  await mayChange(document, server, signal);
  const selected = vscode.window.visibleTextEditors.find(editor => editor.document === document && !editor.selection.isEmpty)?.selection;
  if (selected) {
    // Whole lines; a selection that ends before the first character of a line does not include that line.
    const end = selected.end.character === 0 ? selected.end.line : selected.end.line + 1;
    await show(document, { edits: [{ start: selected.start.line, end, lines: blockLines(text) }], proof: [] }, proposals);
    return [];
  }
  const answer = fenced(text, language);
  const planned = await planFor(document, { language, answer }, services, signal);
  if (planned.status === 'refused' && !planned.isForOthers) {
    await offer(planned, document, { text, language, path }, services, signal);
    return [];
  }
  if (planned.status === 'applied') await show(document, planned, proposals);
  for (const other of planned.others.slice(0, maxFiles)) await applyOther(other, answer, services, signal);
  return planned.status === 'applied' ? planned.proof.map(proofWords) : [];
}

/** A message that names more files is too large to review by hand. */
const maxFiles = 20;

/**
 * A plan for a document that changed meanwhile is made again at most this many times; after that the person types faster than plans are
 * made.
 */
const maxPlans = 5;

/** Plans the change for the current text of the document. */
async function planFor(
  document: vscode.TextDocument,
  { language, answer, near }: { readonly language?: string; readonly answer: string; readonly near?: number },
  { server }: Pick<ApplyServices, 'server'>,
  signal: AbortSignal,
): Promise<EditPlan> {
  for (let nPlans = 0; nPlans < maxPlans; nPlans++) {
    const { version } = document;
    const plan = await server.call(
      'edit/plan',
      {
        path: vscode.workspace.asRelativePath(document.uri, false),
        before: document.getText(),
        answer,
        ...(language !== undefined && { language }),
        // The chosen line refers to the text that the person saw.
        ...(near !== undefined && nPlans === 0 && { near }),
      },
      signal,
    );
    if (document.version === version) return plan;
  }
  throw new ProblemError('edit-unsure', say('fileKeptChanging'), say('tryAgainInAMoment'));
}

/** Applies another file that the message names: by its own plan, or as a new unsaved file. A deletion is only reported. */
async function applyOther({ path, kind, text }: OtherFile, answer: string, services: ApplyServices, signal: AbortSignal): Promise<void> {
  if (kind === 'delete') {
    void vscode.window.showInformationMessage(vscode.l10n.t('The answer deletes {0}. Delete it yourself if you agree.', path));
    return;
  }
  const document = await targetOf(path);
  await mayChange(document, services.server, signal);
  if (document.isUntitled && text !== undefined) {
    await vscode.window.showTextDocument(document, { preview: false });
    return services.proposals.show(document, blockLines(text));
  }
  const plan = await planFor(document, { answer }, services, signal);
  if (plan.status === 'applied') return show(document, plan, services.proposals);
  if (plan.isDone) return;
  void offer(plan, document, { text: text ?? '', language: document.languageId, path }, services, signal);
}

/** Says why nothing was changed, and what can be done about it. */
async function offer(
  refusal: RefusedPlan,
  document: vscode.TextDocument,
  { text, language }: Change,
  services: ApplyServices,
  signal: AbortSignal,
): Promise<void> {
  const { server, proposals, texts } = services;
  const name = vscode.workspace.asRelativePath(document.uri, false);
  await offerWaysOut(refusal, {
    document,
    text,
    language,
    placeAt: async near => {
      const plan = await planFor(document, { language, answer: fenced(text, language), near }, services, signal);
      if (plan.status === 'applied') return show(document, plan, proposals);
      throw new ProblemError('edit-unsure', say('noSurePlace', { reason: plan.reason }), say('selectThenApply'));
    },
    askModel: async instruction => {
      const range = wholeRange(document);
      if (!range) throw new ProblemError('edit-refused', say('noWorkspaceFileOpen'), say('openAndSelectLines'));
      const { folder, path } = range;
      const unplaced = await editInline(
        { instruction, attachments: [{ kind: 'file', folder, path }], range, asks: false },
        { server, proposals },
      );
      if (unplaced) throw new ProblemError('edit-unsure', say('noSurePlace', { reason: unplaced.reason }), say('selectThenApply'));
    },
    compare: async () => {
      const compared = texts.make(vscode.l10n.t('Proposed for {0}', name.split('/').at(-1) ?? name), text);
      await vscode.commands.executeCommand('vscode.diff', document.uri, compared, vscode.l10n.t('{0}: not applied', name));
    },
  });
}

type Applied = Extract<EditPlan, { readonly status: 'applied' }>;

async function show(
  document: vscode.TextDocument,
  { edits, proof }: Pick<Applied, 'edits' | 'proof'>,
  proposals: Proposals,
): Promise<void> {
  await vscode.window.showTextDocument(document, { preview: false });
  await proposals.show(document, withPlanned(linesIn(document), edits), proof);
  // A new file is all new: there is nothing to compare it with.
  if (!document.isUntitled) await proposals.showDiff(document.uri.toString());
}

const blockLines = (text: string): readonly string[] => text.replace(/\r?\n$/, '').split(/\r\n|\n/);
