/** The life of a panel: restores what the last one left, asks the editor for the current state, and handles its events. */
import { checkSnapshot } from '../model/state/snapshot.js';
import type { ExtensionPort, Push } from '../port/extension-port.js';
import { loadWords } from './load-words.js';
import type { Panel } from './panel.js';
import type { Surroundings } from './panel-store.js';

export class Session {
  readonly #panel: Panel;
  readonly #port: ExtensionPort;
  readonly #surroundings: Surroundings;

  constructor(panel: Panel, port: ExtensionPort, surroundings: Surroundings) {
    this.#panel = panel;
    this.#port = port;
    this.#surroundings = surroundings;
  }

  /** Runs before the first frame: restores the last state, and adds what was typed while this script loaded. */
  revive(typed: string): void {
    const { store, conversations } = this.#panel;
    const snapshot = checkSnapshot(this.#port.kept, this.#surroundings.now());
    if (snapshot) {
      conversations.revive(snapshot.conversation);
      store.dispatch({ kind: 'draft-set', draft: snapshot.draft });
      store.dispatch({ kind: 'selected-model', model: snapshot.model });
    }
    if (typed !== '') store.dispatch({ kind: 'draft', text: store.state.draft.text + typed });
  }

  /** Awaited before the first frame, so that the language does not change visibly. */
  async speak(language: string): Promise<void> {
    this.#panel.store.dispatch({ kind: 'language', language, ...(await loadWords(language)) });
  }

  async start(signal: AbortSignal): Promise<void> {
    const { store, conversations } = this.#panel;
    const start = await this.#panel.editor.do('panel/ready', {});
    if (!start) return;
    store.dispatch({ kind: 'server', state: start.server });
    store.dispatch({ kind: 'diagrams', diagrams: start.diagrams });
    const { conversation, draft } = store.state;
    const isRevived = conversation.turns.length > 0;
    const id = isRevived ? conversation.id : start.conversationId;
    if (!isRevived && draft.text === '' && start.draft) store.dispatch({ kind: 'draft', text: start.draft });
    const resumed = id === undefined ? Promise.resolve() : conversations.resume(id);
    await Promise.allSettled([resumed, this.#refresh(signal)]);
  }

  take(push: Push): void {
    const { store, composer, conversations } = this.#panel;
    switch (push.type) {
      case 'event':
        if (push.name === 'index/changed') store.dispatch({ kind: 'index', status: push.payload });
        else void conversations.refresh(push.payload.conversationId);
        break;
      case 'ask':
        composer.bring(push.question, push.attachments, push.send);
        break;
      case 'around':
        composer.setAround({ attachments: push.attachments, places: push.places, webPages: push.webPages });
        break;
      case 'open':
        void conversations.openAt(push.conversationId, push.turnId);
        break;
      case 'new':
        conversations.begin();
        break;
      case 'history':
        conversations.showHistory();
        break;
      case 'shown':
        this.#setShown(push.isShown);
        break;
      case 'server': {
        const before = store.state.server;
        store.dispatch({ kind: 'server', state: push.state });
        if (push.state === 'up' && before !== 'up') this.#takeUp();
        break;
      }
    }
  }

  /**
   * While hidden, nothing is drawn and no timer runs. When shown, the former content is visible at once; then one frame adds what came
   * meanwhile,
   * and the editor is informed.
   */
  #setShown(isShown: boolean): void {
    const { store } = this.#panel;
    store.dispatch({ kind: 'shown', isShown });
    if (!isShown) {
      store.rest();
      return;
    }
    this.#surroundings.beforeFrame(() => this.#surroundings.later(0, () => this.#catchUp()));
  }

  #catchUp(): void {
    const { store } = this.#panel;
    if (!store.state.isShown) return;
    store.wake();
    void this.#port.request('panel/drawn', {}, this.#surroundings.life).catch(() => undefined);
  }

  /** The server is back: unfinished questions continue, and what could not be read is read. */
  #takeUp(): void {
    const { store, answers, conversations } = this.#panel;
    const { id, life } = store.state.conversation;
    answers.askRunningAgain();
    if (life !== 'new' && !answers.running) void conversations.resume(id);
    void this.#refresh(this.#surroundings.life);
  }

  /** Reads the current state in independent parts, so that a failure of one hides no other. */
  async #refresh(signal: AbortSignal): Promise<void> {
    const { store, composer, models } = this.#panel;
    composer.measure();
    await Promise.allSettled([
      this.#port.request('index/status', {}, signal).then(status => store.dispatch({ kind: 'index', status })),
      models.look(),
      this.#port.request('chat/suggest', {}, signal).then(questions => store.dispatch({ kind: 'suggestions', questions })),
    ]);
  }
}
