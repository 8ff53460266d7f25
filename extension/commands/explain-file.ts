/** Vibe: Explain File. The active one, or the one whose menu was used. */
import * as vscode from 'vscode';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { attach, attachUris } from '../context/attachments.js';
import type { Command } from './command.js';

export const explainFile: Command = {
  id: 'vibe.explainFile',
  run: async ({ view }, argument) => {
    const attachments = argument instanceof vscode.Uri ? await attachUris([argument.toString()]) : attach('active-file');
    const [file] = attachments;
    if (file?.kind !== 'file') throw new ProblemError('not-found', say('noWorkspaceFileOpen'), say('openToExplain'));
    await view.order({ type: 'ask', question: `/explain ${file.path}`, attachments, send: true });
  },
};
