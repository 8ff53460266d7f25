/**
 * Offers what a person can do about a change without a certain place: insert it at the cursor, choose among the places that fit, make a
 * file of
 * it, have the model write it as a search-and-replace block, or compare the two texts. Nothing is done before it is chosen.
 */
import * as vscode from 'vscode';
import type { EditPlan } from '../../server/protocol/edit.js';
import { toPlaceRange } from '../editor/workspace-place.js';
import { insertAtCursor, newFile } from './insert-text.js';

export type RefusedPlan = Extract<EditPlan, { readonly status: 'refused' }>;

export interface WaysOut {
  readonly document: vscode.TextDocument;
  readonly text: string;
  readonly language: string;
  /** Plans again with the chosen line. */
  readonly placeAt: (line: number) => Promise<void>;
  /** Asks the model; its answer is planned and proven like any other. */
  readonly askModel: (instruction: string) => Promise<void>;
  readonly compare: () => Promise<void>;
}

/** Resolves when what the person chose is done, or immediately if they chose nothing. */
export async function offerWaysOut(refusal: RefusedPlan, ways: WaysOut): Promise<void> {
  const actions = new Map<string, () => Promise<void>>([
    ...(refusal.isDone ? [] : waysFor(refusal, ways)),
    [vscode.l10n.t('Compare'), ways.compare],
  ]);
  const name = vscode.workspace.asRelativePath(ways.document.uri, false);
  const message =
    refusal.block === undefined
      ? vscode.l10n.t('{0} was not changed: {1}.', name, refusal.reason)
      : vscode.l10n.t('{0} was not changed. Block {1}: {2}.', name, refusal.block, refusal.reason);
  const chosen = await vscode.window.showWarningMessage(message, ...actions.keys());
  if (chosen !== undefined) await actions.get(chosen)?.();
}

function waysFor(
  { places }: RefusedPlan,
  { document, text, language, placeAt, askModel }: WaysOut,
): readonly (readonly [string, () => Promise<void>])[] {
  const choose = async (): Promise<void> => {
    const line = await chosenPlace(document, places ?? []);
    if (line !== undefined) await placeAt(line);
  };
  return [
    ...(places ? [[vscode.l10n.t('Choose the Place…'), choose] as const] : []),
    [
      vscode.l10n.t('Insert at Cursor'),
      async () => {
        await vscode.window.showTextDocument(document, { preview: false });
        await insertAtCursor(text);
      },
    ],
    [vscode.l10n.t('New File'), () => newFile(text, language)],
    [vscode.l10n.t('Ask the Model for a Search/Replace of This Part'), () => askModel(instructionFor(text, language))],
  ];
}

/** Returns the first line (0-based) of the place that the person picks; each is shown in the editor while it is focused. */
async function chosenPlace(document: vscode.TextDocument, places: NonNullable<RefusedPlan['places']>): Promise<number | undefined> {
  const editor = await vscode.window.showTextDocument(document, { preview: false, preserveFocus: true });
  const items = places.map(({ start, end }) => ({
    label: vscode.l10n.t('Lines {0} to {1}', start + 1, end),
    description: document.lineAt(Math.min(start, document.lineCount - 1)).text.trim(),
    start,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Which lines should change?'),
    onDidSelectItem: item => {
      const at = items.find(one => one === item)?.start;
      if (at !== undefined) editor.revealRange(new vscode.Range(at, 0, at, 0), vscode.TextEditorRevealType.InCenter);
    },
  });
  return picked?.start;
}

/** Asks for one form of answer. The text is for the model, so it is not translated. */
function instructionFor(text: string, language: string): string {
  return [
    'Write the change below for this file as search/replace blocks and nothing else. Each block has this form:',
    '<<<<<<< SEARCH\nlines that stand in the file, copied exactly, enough of them to occur only once\n=======\nthe lines that take their place\n>>>>>>> REPLACE',
    `The change:\n\n\`\`\`${language}\n${text.replace(/\n$/, '')}\n\`\`\``,
  ].join('\n\n');
}

/** Returns the whole document as a range of the workspace; undefined for a file outside. */
export const wholeRange = (document: vscode.TextDocument): ReturnType<typeof toPlaceRange> =>
  toPlaceRange(document.uri, new vscode.Range(0, 0, Math.max(0, document.lineCount - 1), 0));
