/** Opens a web address of an answer, after asking. Any other scheme, above all `command:`, is refused. */
import * as vscode from 'vscode';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';

export async function openLink(url: string): Promise<void> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw new ProblemError('bad-params', say('notAWebAddress', { url: url.slice(0, 200) }), say('copyIfNeeded'));
  }
  const open = vscode.l10n.t('Open');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Open a web page that an answer links to?'),
    { modal: true, detail: parsed.href },
    open,
  );
  if (chosen === open) await vscode.env.openExternal(vscode.Uri.parse(parsed.href, true));
}
