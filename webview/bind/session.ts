/** One life of the panel: revives what the last one left, asks the editor how things stand, and takes what it sends. */
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

  /** Before the first frame: what was there is there again, and behind it what was typed while this script came. */
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

  /** Before the first frame: nobody sees another language first. */
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

  /** Hidden, nothing is drawn and no clock ticks. Shown, what was there is seen at once; then one drawing brings all that came meanwhile, and the editor hears of it. */
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

  /** The server is back: what was asked goes on, and what could not be read is read. */
  #takeUp(): void {
    const { store, answers, conversations } = this.#panel;
    const { id, life } = store.state.conversation;
    answers.askRunningAgain();
    if (life !== 'new' && !answers.running) void conversations.resume(id);
    void this.#refresh(this.#surroundings.life);
  }

  /** What is at hand: each on its own, so that one that fails hides no other. */
  async #refresh(signal: AbortSignal): Promise<void> {
    const { store, composer } = this.#panel;
    composer.measure();
    await Promise.allSettled([
      this.#port.request('index/status', {}, signal).then(status => store.dispatch({ kind: 'index', status })),
      this.#port.request('models/list', {}, signal).then(
        models => store.dispatch({ kind: 'models', models }),
        () => store.dispatch({ kind: 'models', models: [] }),
      ),
      this.#port
        .request('models/choices', {}, signal)
        .then(choices => store.dispatch({ kind: 'default-model', model: choices.find(({ task }) => task === 'chat')?.model?.id })),
      this.#port.request('chat/suggest', {}, signal).then(questions => store.dispatch({ kind: 'suggestions', questions })),
    ]);
  }
}
