/** Vibe: Choose Embedding Model. Offers the built-in one, those of endpoints, a folder on the disk, or a download from a hub. */
import * as vscode from 'vscode';
import type { EmbeddingModelInfo } from '../../server/protocol/embedding-models.js';
import type { Command, CommandServices } from './command.js';
import { fetchEmbeddingModel, megabytes } from './fetch-embedding-model.js';

interface Item extends vscode.QuickPickItem {
  /** Returns the new value of the setting; undefined if it should not change. */
  readonly take?: () => Promise<string | undefined>;
}

const checkMs = 120_000;

export const chooseEmbeddingModel: Command = {
  id: 'vibe.chooseEmbeddingModel',
  run: async services => {
    const { server, settings } = services;
    const [models, { modelHub }] = await Promise.all([server.call('embedders/list', {}, AbortSignal.timeout(20_000)), settings.options()]);
    const items: Item[] = [
      ...models.map(model => ({
        label: `$(${model.chosen ? 'check' : 'blank'}) ${nameOf(model)}`,
        description: describe(model),
        take: async () => model.id,
      })),
      { label: vscode.l10n.t('Add a model'), kind: vscode.QuickPickItemKind.Separator },
      {
        label: `$(folder) ${vscode.l10n.t('A folder on this machine')}`,
        detail: vscode.l10n.t('A sentence-transformers model with tokenizer.json and an ONNX file.'),
        take: () => openFolder(services),
      },
      {
        label: `$(cloud-download) ${vscode.l10n.t('Download from {0}', new URL(modelHub).host)}`,
        detail: vscode.l10n.t('You enter its name and see its size before anything is downloaded.'),
        take: () => fetchEmbeddingModel(server, modelHub),
      },
      ...deletion(services, models),
    ];
    const chosen = await vscode.window.showQuickPick(items, {
      placeHolder: vscode.l10n.t('Which model should find passages by meaning?'),
      matchOnDetail: true,
    });
    const id = await chosen?.take?.();
    if (id !== undefined) await settings.chooseEmbeddingModel(id);
  },
};

function deletion({ server }: CommandServices, models: readonly EmbeddingModelInfo[]): readonly Item[] {
  const fetched = models.filter(model => model.fetched && !model.chosen);
  if (fetched.length === 0) return [];
  const take = async (): Promise<undefined> => {
    const rows = fetched.map(model => ({ label: model.name, description: describe(model), id: model.id }));
    const chosen = await vscode.window.showQuickPick(rows, { placeHolder: vscode.l10n.t('Which downloaded model should be deleted?') });
    if (chosen !== undefined) await server.call('embedders/delete', { path: chosen.id }, AbortSignal.timeout(20_000));
  };
  return [{ label: `$(trash) ${vscode.l10n.t('Delete a downloaded model')}`, take }];
}

/** Opens the folder as a model first, so that problems are shown before it is chosen. */
async function openFolder({ server }: CommandServices): Promise<string | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel: vscode.l10n.t('Use this model') })) ??
    [];
  if (uri === undefined) return undefined;
  const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Opening the model…') };
  const { path } = await vscode.window.withProgress(options, () =>
    server.call('embedders/check', { path: uri.fsPath }, AbortSignal.timeout(checkMs)),
  );
  return path;
}

const nameOf = ({ kind, name }: EmbeddingModelInfo): string => (kind === 'built-in' ? vscode.l10n.t('Built-in model only') : name);

function describe({ kind, sizeBytes, endpoint, fetched }: EmbeddingModelInfo): string {
  if (kind === 'built-in') return vscode.l10n.t('always available, made for code');
  const parts = [endpoint ?? (fetched ? vscode.l10n.t('downloaded') : vscode.l10n.t('local'))];
  if (sizeBytes !== undefined) parts.push(megabytes(sizeBytes));
  return parts.join(', ');
}
