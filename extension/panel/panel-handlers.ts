/** What the extension does for the panel: one short handler a row of `panelMethods`. */
import * as vscode from 'vscode';
import type { PanelStart, ServerState } from '../../server/protocol/panel-messages.js';
import { applyChange } from '../editor/apply-change.js';
import { attach, attachUris, pasteOrigin } from '../editor/attachments.js';
import { insertAtCursor, newFile, putIntoTerminal } from '../editor/insert-text.js';
import type { PlaceOpener } from '../editor/open-place.js';
import { openDocument } from '../editor/open-place.js';
import { openLink } from '../editor/open-link.js';
import type { Proposals } from '../editor/proposals.js';
import type { ReadOnlyTexts } from '../editor/read-only-texts.js';
import { saveText } from '../editor/save-text.js';
import { toEditorRange, uriOf } from '../editor/workspace-place.js';
import type { Caller } from '../host/caller.js';
import type { Settings } from '../settings/settings.js';
import type { ContextSources } from './context-sources.js';
import type { PanelHandlers } from './port.js';
import { turnLink } from './turn-link.js';

const keptKey = 'panel';
const maxPreviewLines = 40;

type Kept = Pick<PanelStart, 'conversationId' | 'draft'>;

export interface PanelWorld {
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

export const panelHandlers = (world: PanelWorld): PanelHandlers => ({
  'editor/open': ({ range, beside, focusLine }) => world.opener.open(range, { beside, focusLine }),
  'editor/copy': async ({ text }) => vscode.env.clipboard.writeText(text),
  'editor/copyLink': async address => vscode.env.clipboard.writeText(turnLink(address, world.extensionId)),
  'editor/insert': ({ text }) => insertAtCursor(text),
  'editor/newFile': ({ text, language }) => newFile(text, language),
  'editor/terminal': ({ text }) => putIntoTerminal(text),
  'editor/apply': (change, signal) => applyChange(change, world, signal),
  'editor/save': ({ name, text }) => saveText(name, text),
  'editor/lines': async ({ range }) => {
    const document = await openDocument(uriOf(range), range.path);
    const endLine = Math.min(range.endLine, range.startLine + maxPreviewLines - 1);
    return { text: document.getText(toEditorRange({ startLine: range.startLine, endLine }, document)) };
  },
  'editor/attachUris': ({ uris }) => attachUris(uris),
  'editor/attach': ({ kind }) => attach(kind),
  'editor/origin': ({ text }) => pasteOrigin(text),
  'editor/pick': ({ source }, signal) => world.sources.attach(source, signal),
  'editor/openLink': ({ url }) => openLink(url),
  'panel/keep': async kept => world.kept.update(keptKey, kept),
  'panel/ready': () => {
    const kept = world.kept.get<Partial<Kept>>(keptKey);
    world.becameReady();
    return {
      conversationId: kept?.conversationId,
      draft: kept?.draft,
      diagrams: world.settings.diagrams,
      server: world.serverState(),
    };
  },
  'panel/drawn': () => world.drew(),
  'panel/act': async ({ action }) => {
    await vscode.commands.executeCommand(actions[action]);
  },
});

/** A fixed list: a message can name none but these commands. */
const actions = {
  'restart-server': 'vibe.restartServer',
  'rebuild-index': 'vibe.rebuildIndex',
  'show-status': 'vibe.showStatus',
  'show-log': 'vibe.showLog',
  'open-settings': 'vibe.openSettings',
  // Looks for a server first, and says how to get one; then the list of models.
  'choose-model': 'vibe.setUpModel',
  search: 'vibe.search',
} as const;
