/** Opens, lists, searches, renames, pins, deletes, branches, exports and imports conversations. */

import { isAbort } from '../../server/protocol/abort-error.js';
import type { Conversation, ConversationHead } from '../../server/protocol/chat.js';
import type { ConversationState } from '../model/state/panel-state.js';
import type { Asking } from '../model/state/turn-state.js';
import { fillWords } from '../model/words/fill-words.js';
import type { ExtensionPort } from '../port/extension-port.js';
import type { Answers } from './answers.js';
import type { EditorActions } from './editor-actions.js';
import { problemOfFailure } from './failure.js';
import type { PanelStore, Surroundings } from './panel-store.js';

/** Pause in typing after which the search runs. */
const searchPauseMs = 120;
/** Number of turns that are read at once, from the end. */
const pageSize = 60;

export class ConversationActions {
  readonly #store: PanelStore;
  readonly #port: ExtensionPort;
  readonly #answers: Answers;
  readonly #editor: EditorActions;
  readonly #surroundings: Surroundings;
  #searching = new AbortController();
  #isReadingEarlier = false;

  constructor(store: PanelStore, port: ExtensionPort, answers: Answers, editor: EditorActions, surroundings: Surroundings) {
    this.#store = store;
    this.#port = port;
    this.#answers = answers;
    this.#editor = editor;
    this.#surroundings = surroundings;
  }

  begin(): void {
    this.#store.dispatch({ kind: 'new', conversationId: this.#surroundings.newId() });
  }

  /** Shows at once what the last panel left; `open` then reads the server's version. */
  revive(conversation: ConversationState): void {
    this.#store.dispatch({ kind: 'revived', conversation });
  }

  async open(conversationId: string, title: string): Promise<void> {
    if (this.#store.state.conversation.id !== conversationId) this.#store.dispatch({ kind: 'opening', conversationId, title });
    else this.#store.dispatch({ kind: 'screen', screen: 'conversation' });
    const conversation = await this.#editor.do('chat/open', { conversationId, last: pageSize });
    if (conversation) this.#show(conversation);
    else if (this.#store.state.conversation.life === 'opening') this.begin();
  }

  /** Opens a conversation and scrolls to one of its questions. */
  async openAt(conversationId: string, turnId: string): Promise<void> {
    await this.open(conversationId, '');
    if (!this.#store.state.conversation.turns.some(({ id }) => id === turnId)) {
      // The turn is before the loaded page, so the whole conversation is read.
      const conversation = await this.#editor.do('chat/open', { conversationId });
      if (conversation) this.#show(conversation);
    }
    this.#store.dispatch({ kind: 'sought', turnId });
  }

  /** Resumes a conversation of an earlier panel: its content stays visible while the server's version is read. */
  async resume(conversationId: string): Promise<void> {
    if (this.#store.state.conversation.id !== conversationId) {
      this.#store.dispatch({ kind: 'opening', conversationId, title: '' });
    }
    try {
      this.#show(await this.#port.request('chat/open', { conversationId, last: pageSize }, this.#surroundings.life));
    } catch (error) {
      const { code } = problemOfFailure(error);
      // It is read again when the server is back.
      if (code === 'server-down') return;
      if (code === 'not-found' || this.#store.state.conversation.life === 'opening') this.begin();
      else this.#answers.followRunning();
    }
  }

  /** Reads a conversation that another window changed again, unless an answer is streaming here. */
  async refresh(conversationId: string): Promise<void> {
    if (this.#store.state.screen === 'history') this.list();
    if (this.#store.state.conversation.id !== conversationId || this.#answers.running) return;
    try {
      this.#show(await this.#port.request('chat/open', { conversationId, last: pageSize }, this.#surroundings.life));
    } catch {
      // The panel keeps what it shows; the next `open` reports the failure.
    }
  }

  /** Reads the turns before those that are shown. */
  async readEarlier(): Promise<void> {
    const { id: conversationId, turns, nBefore } = this.#store.state.conversation;
    const before = turns[0]?.id;
    if (this.#isReadingEarlier || nBefore === 0 || before === undefined) return;
    this.#isReadingEarlier = true;
    const earlier = await this.#editor.do('chat/earlier', { conversationId, before, limit: pageSize });
    this.#isReadingEarlier = false;
    if (earlier) this.#store.dispatch({ kind: 'earlier', conversationId, before, turns: earlier, nowMs: this.#surroundings.now() });
  }

  #show(conversation: Conversation): void {
    this.#store.dispatch({ kind: 'opened', conversation, nowMs: this.#surroundings.now() });
    this.#answers.followRunning();
    this.#answers.askWaiting();
  }

  /** Creates a conversation with the turns before `turnId`, and puts that turn's question into the input. */
  async branch(turnId: string, question: string, sent: Pick<Asking, 'attachments' | 'context'>): Promise<void> {
    const branch = await this.#editor.do('chat/branch', { conversationId: this.#store.state.conversation.id, turnId });
    if (!branch) return;
    this.#store.dispatch({ kind: 'opening', conversationId: branch.id, title: branch.title });
    this.#show(branch);
    this.#answers.ask(question, sent);
  }

  copyLink(turnId: string): void {
    this.#editor.copyLink(this.#store.state.conversation.id, turnId);
  }

  showHistory(): void {
    this.#store.dispatch({ kind: 'screen', screen: 'history' });
    this.list();
  }

  hideHistory(): void {
    this.#store.dispatch({ kind: 'screen', screen: 'conversation' });
  }

  search(query: string): void {
    this.#store.dispatch({ kind: 'history-query', query });
    this.list();
  }

  /** Lists conversations of all workspaces, or only those of the open folders. */
  listEverywhere(everywhere: boolean): void {
    this.#store.dispatch({ kind: 'history-everywhere', everywhere });
    this.list();
  }

  /** Lists conversations for the typed query. A newer call cancels an older one. */
  list(): void {
    this.#searching.abort();
    this.#searching = new AbortController();
    const { signal } = this.#searching;
    const { query } = this.#store.state.history;
    this.#surroundings.later(query === '' ? 0 : searchPauseMs, () => void this.#list(query, signal));
  }

  async #list(query: string, signal: AbortSignal): Promise<void> {
    try {
      const words = query.trim();
      const here = !this.#store.state.history.everywhere;
      const rows =
        words === ''
          ? await this.#port.request('chat/list', { here }, signal)
          : await this.#port.request('chat/search', { query: words, here }, signal);
      this.#store.dispatch({ kind: 'history', query, rows });
    } catch (error) {
      if (isAbort(error)) return;
      this.#store.dispatch({ kind: 'history', query, rows: [] });
      this.#store.dispatch({ kind: 'notice', notice: { kind: 'failed', problem: problemOfFailure(error) } });
    }
  }

  beginRename(conversationId: string | undefined): void {
    this.#store.dispatch({ kind: 'history-renaming', conversationId });
  }

  async rename(head: ConversationHead, title: string): Promise<void> {
    const wanted = title.trim().slice(0, 200);
    this.beginRename(undefined);
    if (wanted === '' || wanted === head.title) return;
    this.#store.dispatch({ kind: 'history-changed', head: { ...head, title: wanted } });
    await this.#editor.do('chat/rename', { conversationId: head.id, title: wanted });
  }

  async pin(head: ConversationHead, pinned: boolean): Promise<void> {
    this.#store.dispatch({ kind: 'history-changed', head: { ...head, pinned } });
    await this.#editor.do('chat/pin', { conversationId: head.id, pinned });
  }

  async delete(head: ConversationHead): Promise<void> {
    this.#store.dispatch({ kind: 'history-removed', conversationId: head.id });
    await this.#editor.do('chat/delete', { conversationId: head.id });
    if (this.#store.state.conversation.id === head.id) {
      const screen = this.#store.state.screen;
      this.begin();
      this.#store.dispatch({ kind: 'screen', screen });
    }
    this.#store.dispatch({ kind: 'notice', notice: { kind: 'deleted', conversationId: head.id, title: head.title } });
  }

  async restore(conversationId: string): Promise<void> {
    this.#store.dispatch({ kind: 'notice', notice: undefined });
    await this.#editor.do('chat/restore', { conversationId });
    this.list();
  }

  async export(conversationId: string, format: 'markdown' | 'json'): Promise<void> {
    const file = await this.#editor.do('chat/export', { conversationId, format });
    if (!file || !(await this.#editor.do('editor/save', file))) return;
    this.#store.dispatch({ kind: 'notice', notice: { kind: 'done', text: this.#store.state.words.exported } });
  }

  async import(text: string): Promise<void> {
    const head = await this.#editor.do('chat/import', { text });
    if (!head) return;
    const told = fillWords(this.#store.state.words, 'imported', { title: head.title });
    this.#store.dispatch({ kind: 'notice', notice: { kind: 'done', text: told } });
    this.list();
  }

  dismissNotice(): void {
    this.#store.dispatch({ kind: 'notice', notice: undefined });
  }
}
