/** The command of code actions that change lines of the file: streams the change in, and reports if it found no certain place. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import { type EditHere, editHereCommand, editHereSchema } from '../../server/protocol/ask-about.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { editInline } from '../changes/inline-edit.js';
import type { Command, CommandServices } from './command.js';

export const editHere: Command = {
  id: editHereCommand,
  run: async (services, argument) => {
    const parsed = v.safeParse(editHereSchema, argument);
    if (!parsed.success) {
      const argumentWrong = say('commandArgumentWrong', { command: editHereCommand, issue: parsed.issues[0].message });
      throw new ProblemError('bad-params', argumentWrong, say('useCodeAction'));
    }
    const words = parsed.output.asks ? await askInstruction() : '';
    if (words === undefined) return;
    await editAndReport(
      words === '' ? parsed.output : { ...parsed.output, instruction: `${parsed.output.instruction}\n\n${words}` },
      services,
    );
  },
};

/** Returns undefined if the person cancels. */
export async function askInstruction(): Promise<string | undefined> {
  const words = await vscode.window.showInputBox({
    title: vscode.l10n.t('Edit with Vibe'),
    placeHolder: vscode.l10n.t('How should these lines change?'),
    ignoreFocusOut: true,
  });
  return words?.trim() === '' ? undefined : words?.trim();
}

export async function editAndReport(edit: EditHere, { server, proposals, view }: CommandServices): Promise<void> {
  const unplaced = await editInline(edit, { server, proposals });
  if (!unplaced) return;
  const read = vscode.l10n.t('Read the Answer');
  const message = vscode.l10n.t('Nothing was changed: {0}.', unplaced.reason);
  if ((await vscode.window.showWarningMessage(message, read)) === read)
    await view.order({ type: 'open', conversationId: unplaced.conversationId, turnId: unplaced.turnId });
}
