/** Vibe: Set Up a Model. Looks for one; where none is there it says how to get one, and that questions are answered without. Installs and runs nothing itself. */
import * as vscode from 'vscode';
import type { ModelInfo } from '../../server/protocol/client-methods.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { putIntoTerminal } from '../editor/insert-text.js';
import type { ServerHost } from '../host/server-host.js';
import type { Command } from './command.js';

/** Sizes as they are fetched. */
const suggested = [
  { model: 'qwen2.5-coder:7b', size: '4.7 GB' },
  { model: 'qwen2.5-coder:1.5b', size: '1.0 GB' },
];

interface Step extends vscode.QuickPickItem {
  readonly take: () => PromiseLike<unknown>;
}

export const setUpModel: Command = {
  id: 'vibe.setUpModel',
  run: async ({ server }) => {
    const models = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Looking for a model server') },
      () => modelsOf(server),
    );
    if (models !== undefined && models.length > 0) {
      await vscode.commands.executeCommand('vibe.chooseModel');
      return;
    }
    const steps = models === undefined ? [installStep(), ...fetchSteps(), ...otherSteps()] : [...fetchSteps(), ...otherSteps()];
    const placeHolder =
      models === undefined
        ? vscode.l10n.t('No model server answers. How should Vibe go on?')
        : vscode.l10n.t('A model server answers and has no model yet. How should Vibe go on?');
    const chosen = await vscode.window.showQuickPick(steps, { placeHolder, matchOnDetail: true });
    await chosen?.take();
  },
};

/** Undefined where no endpoint answers. */
async function modelsOf(server: ServerHost): Promise<readonly ModelInfo[] | undefined> {
  try {
    return await server.call('models/list', {}, AbortSignal.timeout(20_000));
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code.startsWith('endpoint-')) return undefined;
    throw error;
  }
}

const installStep = (): Step => ({
  label: `$(cloud-download) ${vscode.l10n.t('Get Ollama')}`,
  detail: vscode.l10n.t('Opens ollama.com. Run this command again once it is installed.'),
  take: () => vscode.env.openExternal(vscode.Uri.parse('https://ollama.com/download')),
});

const fetchSteps = (): readonly Step[] =>
  suggested.map(({ model, size }) => ({
    label: `$(terminal) ${vscode.l10n.t('Fetch {0} ({1})', model, size)}`,
    detail: vscode.l10n.t('Writes the command into a terminal. You run it.'),
    take: async () => putIntoTerminal(`ollama pull ${model}`),
  }));

const otherSteps = (): readonly Step[] => [
  {
    label: `$(gear) ${vscode.l10n.t('Use another server')}`,
    detail: vscode.l10n.t('Any server that speaks the OpenAI chat protocol.'),
    take: () => vscode.commands.executeCommand('workbench.action.openSettings', 'vibe.endpoints'),
  },
  {
    label: `$(search-sparkle) ${vscode.l10n.t('Ask without a model')}`,
    detail: vscode.l10n.t('Answers are passages from your code.'),
    take: () => vscode.commands.executeCommand('vibe.ask'),
  },
];
