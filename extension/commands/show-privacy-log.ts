/** Vibe: Show Privacy Log. Shows the requests that left this process, as a read-only text. */
import * as vscode from 'vscode';
import { privacyText } from '../editor/privacy-text.js';
import type { Command } from './command.js';

export const showPrivacyLog: Command = {
  id: 'vibe.showPrivacyLog',
  run: async ({ server, texts }) => {
    const report = await server.call('privacy/log', {}, AbortSignal.timeout(10_000));
    await texts.show(vscode.l10n.t('Vibe Privacy Log'), privacyText(report, vscode.l10n.t));
  },
};
