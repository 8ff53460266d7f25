/** Downloads an embedding model from a hub: a person types its name, sees what it takes, agrees, and can stop it. */
import * as vscode from 'vscode';
import { abortError } from '../../server/protocol/abort-error.js';
import type { HubOffer, HubVariant } from '../../server/protocol/embedding-models.js';
import type { Caller } from '../host/caller.js';

const offerMs = 60_000;

export const megabytes = (bytes: number): string =>
  bytes < 1e9 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

/** Resolves to the folder of the model; undefined if the person did not agree or stopped it. */
export async function fetchEmbeddingModel(server: Caller, hub: string): Promise<string | undefined> {
  const repository = await vscode.window.showInputBox({
    title: vscode.l10n.t('Download an embedding model from {0}', hub),
    prompt: vscode.l10n.t('Name of a repository with an ONNX model, such as Xenova/bge-small-en-v1.5'),
    placeHolder: 'owner/name',
    ignoreFocusOut: true,
    validateInput: text => (/^[\w.-]+(\/[\w.-]+)?$/.test(text.trim()) ? undefined : vscode.l10n.t('It must look like owner/name')),
  });
  if (repository === undefined) return undefined;
  const looking = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Asking {0} about {1}…', hub, repository.trim()) };
  const offer = await vscode.window.withProgress(looking, () =>
    server.call('embedders/offer', { repository: repository.trim() }, AbortSignal.timeout(offerMs)),
  );
  const variant = await pickVariant(offer);
  if (variant === undefined || !(await agrees(offer, variant))) return undefined;
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: offer.repository };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort(abortError()));
    let percent = 0;
    const { repository, revision, hosts } = offer;
    const wanted = { repository, revision, file: variant.file, hosts: [...hosts] };
    const { path } = await server.call('embedders/fetch', wanted, controller.signal, steps => {
      const { status = '', doneBytes = 0, totalBytes = 0 } = steps.at(-1) ?? {};
      const share = totalBytes > 0 ? Math.floor((doneBytes / totalBytes) * 100) : percent;
      progress.report({
        message: `${status} (${megabytes(doneBytes)} / ${megabytes(totalBytes)})`,
        increment: Math.max(0, share - percent),
      });
      percent = Math.max(percent, share);
    });
    return path;
  });
}

async function pickVariant({ variants, repository }: HubOffer): Promise<HubVariant | undefined> {
  if (variants.length === 1) return variants[0];
  const rows = variants.map(variant => ({
    label: variant.precision,
    description: `${vscode.l10n.t('{0} to download', megabytes(variant.sizeBytes))}, ${vscode.l10n.t('{0} of memory', megabytes(variant.memoryBytes))}`,
    detail: variant.file,
    variant,
  }));
  const placeHolder = vscode.l10n.t('Which variant of {0}? The smallest is the fastest without a graphics card.', repository);
  return (await vscode.window.showQuickPick(rows, { placeHolder }))?.variant;
}

/** Shows address, size, number of files and every other host before the first byte is downloaded. */
async function agrees({ repository, hub, hosts }: HubOffer, { sizeBytes, nFiles }: HubVariant): Promise<boolean> {
  const agree = vscode.l10n.t('Download');
  const message = vscode.l10n.t('Download {0} ({1}, {2} files) from {3}?', repository, megabytes(sizeBytes), nFiles, hub);
  const lines = [
    vscode.l10n.t(
      "None of your code is sent. The files are verified, kept in Vibe's storage folder, and can be deleted with this command.",
    ),
  ];
  if (hosts.length > 0) lines.unshift(vscode.l10n.t('{0} redirects to {1} for the files.', hub, hosts.join(', ')));
  return (await vscode.window.showInformationMessage(message, { modal: true, detail: lines.join('\n\n') }, agree)) === agree;
}
