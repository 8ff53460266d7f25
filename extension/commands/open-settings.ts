/** Vibe: Open Settings. */
import * as vscode from 'vscode';
import type { Command } from './command.js';

export const openSettings: Command = {
  id: 'vibe.openSettings',
  run: async () => {
    await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:vibe.vibe-local');
  },
};
