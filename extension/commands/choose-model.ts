/**
 * Vibe: Choose Model. Lists what the endpoints offer, and what can be downloaded with its size and memory. Below are the models of the
 * other
 * tasks, with the reasons; each task may have its own model.
 */
import * as vscode from 'vscode';
import type { ModelInfo, ModelOffer, ModelTask } from '../../server/protocol/methods/model-methods.js';
import { choiceWords, taskName } from '../editor/model-words.js';
import type { Command, CommandServices } from './command.js';
import { describeOffer, fetchModel } from './fetch-model.js';

export const chooseModel: Command = {
  id: 'vibe.chooseModel',
  run: services => choose('chat', services),
};

interface Item extends vscode.QuickPickItem {
  /** Runs when the row is picked. */
  readonly pick?: () => PromiseLike<unknown>;
}

const patienceMs = 20_000;

async function choose(task: ModelTask, services: CommandServices): Promise<void> {
  const { server, settings } = services;
  const models = await server.call('models/list', {}, AbortSignal.timeout(patienceMs));
  const offers = await server.call('models/offers', {}, AbortSignal.timeout(patienceMs));
  const fitting = offers.filter(({ purpose, fits }) => purpose === 'chat' && fits);
  const t = vscode.l10n.t;
  const automatic =
    task === 'chat'
      ? { label: t('Choose for me'), description: t('the most suitable installed model') }
      : { label: t('Same as for answers') };
  const items: Item[] = [
    { ...automatic, pick: () => settings.chooseModel('', task) },
    ...models.map(model => ({ label: model.id, description: describe(model), pick: () => settings.chooseModel(model.id, task) })),
    ...(fitting.length > 0 ? [{ label: t('Available to download'), kind: vscode.QuickPickItemKind.Separator }] : []),
    ...fitting.map(offer => ({ label: offer.id, description: describeOffer(offer), pick: () => fetchAndChoose(offer, task, services) })),
    ...(task === 'chat' ? await otherTasks(services) : []),
  ];
  const placeHolder =
    models.length === 0
      ? t('No model was found. Answers are passages from your code.')
      : task === 'chat'
        ? t('Which model should answer?')
        : t('Which model for this task? {0}', taskName(task, t));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  await chosen?.pick?.();
}

async function otherTasks(services: CommandServices): Promise<readonly Item[]> {
  const choices = await services.server.call('models/choices', {}, AbortSignal.timeout(patienceMs));
  const t = vscode.l10n.t;
  return [
    { label: t('Models for individual tasks'), kind: vscode.QuickPickItemKind.Separator },
    ...choices
      .filter(({ task }) => task !== 'chat')
      .map(choice => ({
        label: `$(gear) ${taskName(choice.task, t)}`,
        description: choiceWords(choice, t),
        pick: () => choose(choice.task, services),
      })),
  ];
}

async function fetchAndChoose(offer: ModelOffer, task: ModelTask, { server, settings }: CommandServices): Promise<void> {
  if (await fetchModel(offer, server)) await settings.chooseModel(offer.id, task);
}

function describe({ sizeBytes, windowTokens, loaded, local, endpoint }: ModelInfo): string {
  const parts = [local ? vscode.l10n.t('local') : endpoint];
  if (sizeBytes !== undefined) parts.push(`${(sizeBytes / 1e9).toFixed(1)} GB`);
  if (windowTokens !== undefined) parts.push(vscode.l10n.t('{0}k tokens', Math.round(windowTokens / 1000)));
  if (loaded) parts.push(vscode.l10n.t('loaded'));
  return parts.join(', ');
}
