/** Answers requests for inline completions: from Vibe's extension with the text, from other clients with the open document. */
import { type InlineCompletionItem, type InlineCompletionParams, InlineCompletionTriggerKind } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { filePathOf } from '../base/file-uris.js';
import type { CompletionClient } from '../completion/completion-client.js';
import type { LineCompletion } from '../protocol/methods/line-methods.js';

/** A suggestion that a person requested is shown from this probability on. */
const minAsked = 0.1;

interface LineRequest {
  readonly uri: string;
  readonly before: string;
  readonly after: string;
  readonly isAsked: boolean;
}

export async function lineCompletion(
  completion: CompletionClient,
  { uri, before, after, isAsked }: LineRequest,
  signal: AbortSignal,
): Promise<LineCompletion> {
  const started = performance.now();
  const { text, show, confidence } = await completion.suggest({ path: filePathOf(uri) ?? uri, before, after }, signal);
  const isShown = show || (isAsked && confidence >= minAsked);
  return { text: isShown ? text : null, elapsedMs: performance.now() - started };
}

/** `textDocument/inlineCompletion` of LSP 3.18. */
export async function inlineCompletions(
  completion: CompletionClient,
  document: TextDocument | undefined,
  { textDocument, position, context }: InlineCompletionParams,
  signal: AbortSignal,
): Promise<InlineCompletionItem[]> {
  if (document === undefined) return [];
  const whole = document.getText();
  const at = document.offsetAt(position);
  // With a list of suggestions open, ghost text must continue from the selected one.
  const { selectedCompletionInfo: selected } = context;
  const from = selected === undefined ? at : document.offsetAt(selected.range.start);
  const before = selected === undefined ? whole.slice(0, at) : whole.slice(0, from) + selected.text;
  const isAsked = context.triggerKind === InlineCompletionTriggerKind.Invoked;
  const { text } = await lineCompletion(completion, { uri: textDocument.uri, before, after: whole.slice(at), isAsked }, signal);
  if (text === null) return [];
  const start = selected === undefined ? position : selected.range.start;
  return [{ insertText: (selected?.text ?? '') + text, range: { start, end: position } }];
}
