/** Links to a question of a conversation: made for the clipboard, and opened in the panel. They contain nothing of the question itself. */
import * as vscode from 'vscode';
import type { PanelReply } from '../../server/protocol/panel-messages.js';

interface TurnAddress {
  readonly conversationId: string;
  readonly turnId: string;
}

const path = '/conversation';

export function turnLink({ conversationId, turnId }: TurnAddress, extensionId: string): string {
  const query = new URLSearchParams({ conversation: conversationId, turn: turnId }).toString();
  return vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: extensionId, path, query }).toString(true);
}

/** A link may come from anywhere, so it can only open a conversation that is stored here. */
export class TurnLinkHandler implements vscode.UriHandler {
  readonly #order: (reply: PanelReply) => Promise<void>;

  constructor(order: (reply: PanelReply) => Promise<void>) {
    this.#order = order;
  }

  async handleUri(uri: vscode.Uri): Promise<void> {
    if (uri.path !== path) return;
    const query = new URLSearchParams(uri.query);
    const conversationId = query.get('conversation');
    const turnId = query.get('turn');
    if (conversationId && turnId) await this.#order({ type: 'open', conversationId, turnId });
  }
}
