/**
 * Vibe: Set Up a Model. Looks for a model server. If none answers, it says how to get one, and that questions are answered without a model.
 * It installs and runs nothing itself.
 */
import * as vscode from 'vscode';
import { ProblemError } from '../../server/protocol/problem.js';
import type { ServerHost } from '../host/server-host.js';
import type { Command } from './command.js';

interface Step extends vscode.QuickPickItem {
  readonly take: () => PromiseLike<unknown>;
}

export const setUpModel: Command = {
  id: 'vibe.setUpModel',
  run: async ({ server }) => {
    const answers = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Looking for a model server…') },
      () => isThere(server),
    );
    // The list also offers downloads, with their sizes.
    if (answers) return void (await vscode.commands.executeCommand('vibe.chooseModel'));
    const placeHolder = vscode.l10n.t('No model server answers. What would you like to do?');
    const chosen = await vscode.window.showQuickPick(steps(), { placeHolder, matchOnDetail: true });
    await chosen?.take();
  },
};

/** Resolves to whether an endpoint answers, with or without models. */
async function isThere(server: ServerHost): Promise<boolean> {
  try {
    await server.call('models/list', {}, AbortSignal.timeout(20_000));
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code.startsWith('endpoint-')) return false;
    throw error;
  }
}

const steps = (): readonly Step[] => [
  {
    label: `$(cloud-download) ${vscode.l10n.t('Get Ollama')}`,
    detail: vscode.l10n.t('Opens ollama.com. Run this command again once it is installed.'),
    take: () => vscode.env.openExternal(vscode.Uri.parse('https://ollama.com/download')),
  },
  {
    label: `$(gear) ${vscode.l10n.t('Use another server')}`,
    detail: vscode.l10n.t('Any server that supports the OpenAI chat API.'),
    take: () => vscode.commands.executeCommand('workbench.action.openSettings', 'vibe.endpoints'),
  },
  {
    label: `$(search-sparkle) ${vscode.l10n.t('Ask without a model')}`,
    detail: vscode.l10n.t('Answers are passages from your code.'),
    take: () => vscode.commands.executeCommand('vibe.ask'),
  },
];
