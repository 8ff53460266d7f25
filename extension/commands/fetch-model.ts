/** Downloads a model that a person picked: shows its size, asks, and shows the progress. */
import * as vscode from 'vscode';
import { abortError } from '../../server/protocol/abort-error.js';
import type { ModelOffer } from '../../server/protocol/methods/model-methods.js';
import type { Caller } from '../host/caller.js';

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

export const describeOffer = ({ sizeBytes, memoryBytes, quantisation, fits }: ModelOffer): string =>
  [
    vscode.l10n.t('{0} to download', gigabytes(sizeBytes)),
    vscode.l10n.t('{0} of memory', gigabytes(memoryBytes)),
    quantisation,
    ...(fits ? [] : [vscode.l10n.t('too large for this machine')]),
  ].join(', ');

/** Resolves to false if the person did not agree or stopped it. */
export async function fetchModel(offer: ModelOffer, server: Caller): Promise<boolean> {
  const agree = vscode.l10n.t('Download');
  const message = vscode.l10n.t("Download {0} ({1}) from your model server's registry?", offer.id, gigabytes(offer.sizeBytes));
  const detail = vscode.l10n.t('Your model server downloads it; none of your code is sent.');
  if ((await vscode.window.showInformationMessage(message, { modal: true, detail }, agree)) !== agree) return false;
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: offer.id };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort(abortError()));
    let percent = 0;
    await server.call('models/pull', { model: offer.id }, controller.signal, items => {
      const last = items.at(-1);
      if (last === undefined) return;
      const share = last.doneBytes !== undefined && last.totalBytes ? Math.floor((last.doneBytes / last.totalBytes) * 100) : percent;
      progress.report({ message: last.status, increment: Math.max(0, share - percent) });
      percent = Math.max(percent, share);
    });
    return true;
  });
}
