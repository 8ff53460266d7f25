/** Handles the panel's requests to the extension: one short handler per row of `panelMethods`. */
import * as vscode from 'vscode';
import type { PanelStart, ServerState } from '../../server/protocol/panel-messages.js';
import { applyChange } from '../changes/apply-change.js';
import { insertAtCursor, newFile, putIntoTerminal } from '../changes/insert-text.js';
import type { Proposals } from '../changes/proposals.js';
import { attach, attachUris, pasteOrigin } from '../context/attachments.js';
import type { ContextSources } from '../context/context-sources.js';
import { openLink } from '../editor/open-link.js';
import { openDocument, type PlaceOpener } from '../editor/open-place.js';
import type { ReadOnlyTexts } from '../editor/read-only-texts.js';
import { saveText } from '../editor/save-text.js';
import { toEditorRange, uriOf } from '../editor/workspace-place.js';
import type { Caller } from '../host/caller.js';
import type { Settings } from '../settings/settings.js';
import type { PanelHandlers } from './panel-port.js';
import { turnLink } from './turn-link.js';

const keptKey = 'panel';
const maxPreviewLines = 40;

type Kept = Pick<PanelStart, 'conversationId' | 'draft'>;

export interface PanelServices {
  readonly extensionId: string;
  readonly opener: PlaceOpener;
  readonly proposals: Proposals;
  readonly texts: ReadOnlyTexts;
  readonly server: Caller;
  readonly settings: Pick<Settings, 'diagrams'>;
  readonly sources: ContextSources;
  readonly kept: vscode.Memento;
  readonly serverState: () => ServerState;
  readonly becameReady: () => void;
  readonly drew: () => void;
}

export const panelHandlers = (services: PanelServices): PanelHandlers => ({
  'editor/open': ({ range, beside, focusLine }) => services.opener.open(range, { beside, focusLine }),
  'editor/copy': async ({ text }) => vscode.env.clipboard.writeText(text),
  'editor/copyLink': async address => vscode.env.clipboard.writeText(turnLink(address, services.extensionId)),
  'editor/insert': ({ text }) => insertAtCursor(text),
  'editor/newFile': ({ text, language }) => newFile(text, language),
  'editor/terminal': ({ text }) => putIntoTerminal(text),
  'editor/apply': (change, signal) => applyChange(change, services, signal),
  'editor/save': ({ name, text }) => saveText(name, text),
  'editor/lines': async ({ range }) => {
    const document = await openDocument(uriOf(range), range.path);
    const endLine = Math.min(range.endLine, range.startLine + maxPreviewLines - 1);
    return { text: document.getText(toEditorRange({ startLine: range.startLine, endLine }, document)) };
  },
  'editor/attachUris': ({ uris }) => attachUris(uris),
  'editor/attach': ({ kind }) => attach(kind),
  'editor/origin': ({ text }) => pasteOrigin(text),
  'editor/pick': ({ source }, signal) => services.sources.attach(source, signal),
  'editor/openLink': ({ url }) => openLink(url),
  'panel/keep': async kept => services.kept.update(keptKey, kept),
  'panel/ready': () => {
    const kept = services.kept.get<Partial<Kept>>(keptKey);
    services.becameReady();
    return {
      conversationId: kept?.conversationId,
      draft: kept?.draft,
      diagrams: services.settings.diagrams,
      server: services.serverState(),
    };
  },
  'panel/drawn': () => services.drew(),
  'panel/act': async ({ action }) => {
    await vscode.commands.executeCommand(actions[action]);
  },
});

/** A fixed list, so that a message can name only these commands. */
const actions = {
  'restart-server': 'vibe.restartServer',
  'rebuild-index': 'vibe.rebuildIndex',
  'show-status': 'vibe.showStatus',
  'show-log': 'vibe.showLog',
  'open-settings': 'vibe.openSettings',
  'set-api-key': 'vibe.setApiKey',
  // Looks for a server first, and says how to get one if there is none; then shows the list of models.
  'choose-model': 'vibe.setUpModel',
  search: 'vibe.search',
} as const;
