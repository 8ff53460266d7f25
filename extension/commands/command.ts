/** The interface of a command, and the services that it gets. */
import type * as vscode from 'vscode';
import type { Proposals } from '../changes/proposals.js';
import type { PlaceOpener } from '../editor/open-place.js';
import type { ReadOnlyTexts } from '../editor/read-only-texts.js';
import type { StatusItem } from '../editor/status-item.js';
import type { ServerHost } from '../host/server-host.js';
import type { ChatView } from '../panel/chat-view.js';
import type { Settings } from '../settings/settings.js';

export interface CommandServices {
  readonly server: ServerHost;
  readonly view: ChatView;
  readonly opener: PlaceOpener;
  readonly status: StatusItem;
  readonly proposals: Proposals;
  readonly texts: ReadOnlyTexts;
  readonly settings: Settings;
  readonly log: vscode.LogOutputChannel;
  /** Aborts when the extension is deactivated. */
  readonly closed: AbortSignal;
}

/** Arguments come from key bindings, code actions and other extensions, so a command checks them. */
export interface Command {
  readonly id: string;
  run(services: CommandServices, argument: unknown): Promise<void> | void;
}
