/** Vibe: Ask. Focuses the panel's input and attaches the selection, or the file whose menu was used. */
import * as vscode from 'vscode';
import { attach, attachUris } from '../context/attachments.js';
import type { Command } from './command.js';

export const ask: Command = {
  id: 'vibe.ask',
  run: async ({ view }, argument) => {
    const attachments =
      argument instanceof vscode.Uri && !isEditing(argument) ? await attachUris([argument.toString()]) : attach('selection');
    await view.order({ type: 'ask', question: '', attachments, send: false });
  },
};

/** The menu of an editor also names its file, but means the selection in it. */
const isEditing = (uri: vscode.Uri): boolean => {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.uri.toString() === uri.toString() && !editor.selection.isEmpty;
};
