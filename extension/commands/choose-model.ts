/** Vibe: Choose Model. Lists what the endpoints offer. */
import * as vscode from 'vscode';
import type { ModelInfo } from '../../server/protocol/client-methods.js';
import type { Command } from './command.js';

export const chooseModel: Command = {
  id: 'vibe.chooseModel',
  run: async ({ server, settings }) => {
    const models = await server.call('models/list', {}, AbortSignal.timeout(20_000));
    const items = [
      { label: vscode.l10n.t('Pick for me'), description: vscode.l10n.t('the most suitable one that is installed'), id: '' },
      ...models.map(model => ({ label: model.id, description: describe(model), id: model.id })),
    ];
    const placeHolder =
      models.length > 0
        ? vscode.l10n.t('Which model should answer?')
        : vscode.l10n.t('No model was found. Answers are passages from your code.');
    const chosen = await vscode.window.showQuickPick(items, { placeHolder });
    if (chosen) await settings.chooseModel(chosen.id);
  },
};

function describe({ sizeBytes, windowTokens, loaded, local, endpoint }: ModelInfo): string {
  const parts = [local ? vscode.l10n.t('local') : endpoint];
  if (sizeBytes !== undefined) parts.push(`${(sizeBytes / 1e9).toFixed(1)} GB`);
  if (windowTokens !== undefined) parts.push(vscode.l10n.t('{0}k tokens', Math.round(windowTokens / 1000)));
  if (loaded) parts.push(vscode.l10n.t('loaded'));
  return parts.join(', ');
}
