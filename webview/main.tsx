/** Builds the panel and mounts it. */
import { createRoot } from 'react-dom/client';
import { Answers } from './bind/answers.js';
import { Composer } from './bind/composer.js';
import { ConversationActions } from './bind/conversation-actions.js';
import { EditorActions } from './bind/editor-actions.js';
import { Keeper } from './bind/keeper.js';
import { ModelWatch } from './bind/model-watch.js';
import type { Panel } from './bind/panel.js';
import { Session } from './bind/session.js';
import { Store } from './bind/store.js';
import { surroundings } from './bind/surroundings.js';
import { PanelContext } from './bind/use-panel.js';
import { initialState } from './model/state/panel-state.js';
import { reduce } from './model/state/reduce.js';
import { ExtensionPort, type Push } from './port/extension-port.js';
import { vsCodeApi } from './port/vscode-api.js';
import { PanelView } from './view/frame/PanelView.js';
import './style/panel.css';

const store = new Store(initialState(surroundings.newId()), reduce);
// The port is created before its listener; nothing is sent before `panel/ready`.
const port: ExtensionPort = new ExtensionPort(vsCodeApi(), window, (push: Push) => session.take(push));
const editor = new EditorActions(store, port, surroundings);
const answers = new Answers(store, port, surroundings);
const conversations = new ConversationActions(store, port, answers, editor, surroundings);
const composer = new Composer(store, port, { answers, conversations, editor }, surroundings);
const models = new ModelWatch(store, port, surroundings);
const panel: Panel = { store, answers, composer, conversations, editor, models };
const session = new Session(panel, port, surroundings);

const root = document.getElementById('root')!;
await session.speak(document.documentElement.lang);
session.revive(root.querySelector('textarea')?.value ?? '');
new Keeper(store, port, surroundings).start();
models.start();
window.addEventListener('focus', () => void models.look());
createRoot(root).render(
  <PanelContext value={panel}>
    <PanelView />
  </PanelContext>,
);
void session.start(surroundings.life);
