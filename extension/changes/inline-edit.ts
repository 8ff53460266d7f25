/**
 * Writes a model's change into the open file as it streams in. At the end the file has what the server matched from the whole answer, or
 * its
 * former text if that has no certain place. The conversation behind it is kept only if the person wants to read it.
 */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { abortError, isAbort } from '../../server/protocol/abort-error.js';
import type { EditHere } from '../../server/protocol/ask-about.js';
import type { AskPhase } from '../../server/protocol/chat.js';
import type { HunkProof } from '../../server/protocol/edit.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { uriOf } from '../editor/workspace-place.js';
import type { Caller } from '../host/caller.js';
import { shownSoFar, wholeLines } from './growing-edit.js';
import { withPlanned } from './planned-lines.js';
import { linesIn, type Proposals, personWrites } from './proposals.js';
import { mayChange } from './target-of.js';

export interface InlineEditServices {
  readonly server: Caller;
  readonly proposals: Proposals;
}

/** The turn of an answer whose change found no place, so that it can be read instead. */
export interface Unplaced {
  readonly conversationId: string;
  readonly turnId: string;
  readonly reason: string;
}

export async function editInline(edit: EditHere, services: InlineEditServices): Promise<Unplaced | undefined> {
  const stop = new AbortController();
  const document = await vscode.workspace.openTextDocument(uriOf(edit.range));
  await mayChange(document, services.server, stop.signal);
  await vscode.window.showTextDocument(document, { preview: false });
  services.proposals.begin(document, edit, stop);
  const address = { conversationId: randomUUID(), turnId: randomUUID() };
  let unplaced: Unplaced | undefined;
  try {
    const outcome = await write({ edit, document, address }, services, stop.signal);
    await ('lines' in outcome
      ? services.proposals.finish(document, outcome.lines, outcome.proof)
      : services.proposals.finish(document, undefined));
    if ('reason' in outcome) unplaced = { ...address, reason: outcome.reason };
    return unplaced;
  } catch (error) {
    // If the person began to write in the change, its text stays for them to decide on.
    await services.proposals.finish(document, stop.signal.reason === personWrites ? linesIn(document) : undefined);
    if (isAbort(error)) return undefined;
    throw error;
  } finally {
    // If deleting fails, the history has one extra entry.
    const { conversationId } = address;
    if (!unplaced) services.server.call('chat/delete', { conversationId }, AbortSignal.timeout(10_000)).catch(() => undefined);
  }
}

interface Work {
  readonly edit: EditHere;
  readonly document: vscode.TextDocument;
  readonly address: { readonly conversationId: string; readonly turnId: string };
}

type Outcome = { readonly lines: readonly string[]; readonly proof: readonly HunkProof[] } | { readonly reason: string };

async function write({ edit, document, address }: Work, { server, proposals }: InlineEditServices, signal: AbortSignal): Promise<Outcome> {
  const planFor = async (answer: string): Promise<Outcome> => {
    const before = proposals.linesOf(document);
    const request = { path: edit.range.path, language: document.languageId, before: before.join('\n'), answer };
    const plan = await server.call('edit/plan', request, signal);
    return plan.status === 'applied' ? { lines: withPlanned(before, plan.edits), proof: plan.proof } : { reason: plan.reason };
  };
  let answer = '';
  let shown = '';
  let showing: Promise<void> | undefined;
  /** Shows one state at a time; text that arrives meanwhile is in the next one. */
  const show = async (): Promise<void> => {
    for (let text = wholeLines(answer); text !== shown && text.includes('\n```'); text = wholeLines(answer)) {
      shown = text;
      const so = await planFor(text);
      const within = { start: edit.range.startLine - 1, end: edit.range.endLine };
      const lines = 'lines' in so ? shownSoFar(proposals.linesOf(document), so.lines, within) : undefined;
      if (lines && !signal.aborted) await proposals.show(document, lines);
    }
  };
  const ask = { ...address, question: edit.instruction, attachments: [...edit.attachments], fresh: true, task: 'edit' as const };
  const end = await server.call('chat/ask', ask, signal, items => {
    for (const item of items) {
      if (item.kind === 'phase') proposals.say(document, phaseWords(item.phase));
      else if (item.kind === 'delta') answer += item.text;
    }
    // A failure shows nothing; the whole answer is matched at the end.
    showing ??= show()
      .catch(() => undefined)
      .finally(() => (showing = undefined));
  });
  await showing;
  signal.throwIfAborted();
  if (end.kind === 'failed') throw ProblemError.of(end.problem);
  if (end.kind === 'stopped') throw abortError();
  if (end.facts.source === 'extractive') throw new ProblemError('model-missing', say('noModelForChange'), say('runSetUp'));
  return planFor(answer);
}

function phaseWords(phase: AskPhase): string {
  switch (phase) {
    case 'looking':
      return vscode.l10n.t('Vibe is searching');
    case 'reading':
      return vscode.l10n.t('The model is reading');
    case 'loading-model':
      return vscode.l10n.t('The model is being loaded');
    case 'writing':
      return vscode.l10n.t('Vibe is writing');
  }
}
