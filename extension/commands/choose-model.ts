/** Vibe: Choose Model. Lists what the endpoints offer, and what may be fetched with its size and memory. */
import * as vscode from 'vscode';
import type { ModelInfo, ModelOffer } from '../../server/protocol/client-methods.js';
import type { Command } from './command.js';
import { describeOffer, fetchModel } from './fetch-model.js';

export const chooseModel: Command = {
  id: 'vibe.chooseModel',
  run: async ({ server, settings }) => {
    const models = await server.call('models/list', {}, AbortSignal.timeout(20_000));
    const offers = (await server.call('models/offers', {}, AbortSignal.timeout(20_000))).filter(
      ({ purpose, fits }) => purpose === 'chat' && fits,
    );
    interface Item extends vscode.QuickPickItem {
      readonly id: string;
      readonly offer?: ModelOffer;
    }
    const items: Item[] = [
      { label: vscode.l10n.t('Pick for me'), description: vscode.l10n.t('the most suitable one that is installed'), id: '' },
      ...models.map(model => ({ label: model.id, description: describe(model), id: model.id })),
      { label: vscode.l10n.t('May be fetched'), kind: vscode.QuickPickItemKind.Separator, id: '' },
      ...offers.map(offer => ({ label: offer.id, description: describeOffer(offer), id: offer.id, offer })),
    ];
    const placeHolder =
      models.length > 0
        ? vscode.l10n.t('Which model should answer?')
        : vscode.l10n.t('No model was found. Answers are passages from your code.');
    const chosen = await vscode.window.showQuickPick(items, { placeHolder });
    if (chosen === undefined) return;
    if (chosen.offer === undefined || (await fetchModel(chosen.offer, server))) await settings.chooseModel(chosen.id);
  },
};

function describe({ sizeBytes, windowTokens, loaded, local, endpoint }: ModelInfo): string {
  const parts = [local ? vscode.l10n.t('local') : endpoint];
  if (sizeBytes !== undefined) parts.push(`${(sizeBytes / 1e9).toFixed(1)} GB`);
  if (windowTokens !== undefined) parts.push(vscode.l10n.t('{0}k tokens', Math.round(windowTokens / 1000)));
  if (loaded) parts.push(vscode.l10n.t('loaded'));
  return parts.join(', ');
}
