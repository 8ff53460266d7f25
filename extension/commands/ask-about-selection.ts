/** Vibe: Ask About Selection. Asks for the question first; the answer comes in the panel. */
import * as vscode from 'vscode';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { attach } from '../context/attachments.js';
import type { Command } from './command.js';

export const askAboutSelection: Command = {
  id: 'vibe.askAboutSelection',
  run: async ({ view }) => {
    const attachments = attach('selection');
    if (attachments.length === 0) throw new ProblemError('not-found', say('nothingSelected'), say('selectCode'));
    const question = await vscode.window.showInputBox({
      title: vscode.l10n.t('Ask about the selection'),
      placeHolder: vscode.l10n.t('What would you like to know?'),
    });
    if (question?.trim()) await view.order({ type: 'ask', question: question.trim(), attachments, send: true });
  },
};
