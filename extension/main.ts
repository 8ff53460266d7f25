/**
 * The extension's start: builds its services in order and returns. The server starts afterwards, so that it does not count towards the
 * editor's
 * start.
 */

import * as vscode from 'vscode';
import { abortError } from '../server/protocol/abort-error.js';
import { errorText } from '../server/protocol/error-text.js';
import { Proposals } from './changes/proposals.js';
import { registerCommands } from './commands/commands.js';
import { LineProvider } from './completion/line-provider.js';
import { AutomaticContext } from './context/automatic-context.js';
import { ContextSources } from './context/context-sources.js';
import { TerminalOutput } from './context/terminal-output.js';
import { ViewWatch } from './context/view-watch.js';
import { PlaceOpener } from './editor/open-place.js';
import { ReadOnlyTexts } from './editor/read-only-texts.js';
import { StatusItem } from './editor/status-item.js';
import { BackOff } from './host/back-off.js';
import { loadedAt } from './host/loaded-at.js';
import { ServerHost } from './host/server-host.js';
import { ChatView, chatViewId } from './panel/chat-view.js';
import { panelHandlers } from './panel/panel-handlers.js';
import { PanelPort } from './panel/panel-port.js';
import { PlacesView } from './panel/places-view.js';
import { SharedTools } from './panel/shared-tools.js';
import { TurnLinkHandler } from './panel/turn-link.js';
import { Settings } from './settings/settings.js';

/** Time until a crashed server is started for the first time. */
const firstRestartMs = 250;

export function activate(context: vscode.ExtensionContext): void {
  const calledAt = performance.now();
  const own = <T extends vscode.Disposable>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const log = own(vscode.window.createOutputChannel('Vibe', { log: true }));
  const settings = own(
    new Settings(context.globalStorageUri.fsPath, context.secrets, ({ key, reason }) => {
      log.warn(`The setting ${key} is wrong and its default is used: ${reason}`);
      void vscode.window.showWarningMessage(vscode.l10n.t('The setting "{0}" is invalid, so its default is used: {1}', key, reason));
    }),
  );
  const server = own(new ServerHost(context.asAbsolutePath('dist/server.js'), () => settings.options(), log, new BackOff(firstRestartMs)));
  const opener = own(new PlaceOpener());
  const places = own(new PlacesView(server, opener));
  const proposals = own(new Proposals());
  const texts = own(new ReadOnlyTexts());
  const status = own(new StatusItem('vibe.showStatus'));
  const handlers = panelHandlers({
    extensionId: context.extension.id,
    opener,
    proposals,
    texts,
    server,
    settings,
    sources: new ContextSources(server, own(new TerminalOutput())),
    kept: context.workspaceState,
    serverState: () => server.state,
    becameReady: () => {
      view.becameReady();
      setImmediate(() => around.tellNow());
    },
    drew: () => view.drew(),
  });
  const view: ChatView = own(
    new ChatView({
      assets: vscode.Uri.joinPath(context.extensionUri, 'dist'),
      makePort: send => new PanelPort(send, places.caller, handlers, text => log.warn(text)),
      drawsDiagrams: () => settings.diagrams,
      log,
    }),
  );
  const around: AutomaticContext = own(new AutomaticContext(settings, reply => view.tell(reply)));
  own(vscode.window.registerWebviewViewProvider(chatViewId, view, { webviewOptions: { retainContextWhenHidden: true } }));
  own(vscode.window.registerUriHandler(new TurnLinkHandler(reply => view.order(reply))));
  const closed = new AbortController();
  own({ dispose: () => closed.abort(abortError()) });
  own(registerCommands({ server, view, opener, status, proposals, texts, settings, log, closed: closed.signal }));

  own(
    server.onDidChangeState(state => {
      status.showServer(state);
      view.tell({ type: 'server', state });
      if (state === 'up') void readStatus(server, status, log);
    }),
  );
  own(
    server.onDidReceive(event => {
      if (event.name === 'index/changed') status.showIndex(event.payload);
      view.tell({ type: 'event', ...event });
    }),
  );
  own(new ViewWatch({ server, settings }));
  own(new LineProvider({ server, settings, log }));
  own(new SharedTools(server, settings, log));
  own(settings.onDidChange(() => void server.restart()));
  const now = performance.now();
  log.info(`Activated in ${(now - loadedAt).toFixed(1)} ms, ${(calledAt - loadedAt).toFixed(1)} of them until it was called`);
  setImmediate(() => void server.start());
}

/** Reads the status once, in case it changed before the listener was registered. */
async function readStatus(server: ServerHost, status: StatusItem, log: vscode.LogOutputChannel): Promise<void> {
  try {
    status.showIndex(await server.call('index/status', {}, AbortSignal.timeout(10_000)));
  } catch (error) {
    log.warn(`The index's status could not be read: ${errorText(error)}`);
  }
}
