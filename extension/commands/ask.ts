/** Vibe: Ask. Brings the panel's input to the front, with the selection attached, or the file whose menu was used. */
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

/** The editor's own menu names its file as well, and means what is selected there. */
const isEditing = (uri: vscode.Uri): boolean => {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.uri.toString() === uri.toString() && !editor.selection.isEmpty;
};
