/** Conversations that last for one run: questions on the command line are not stored. */
import type { Conversation, ConversationHead, ConversationHit, Turn } from '../protocol/chat.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import type { Conversations } from './conversations.js';

export class MemoryConversations implements Conversations {
  readonly #kept = new Map<string, { title: string; pinned: boolean; turns: Turn[] }>();

  async list(): Promise<readonly ConversationHead[]> {
    return [...this.#kept.keys()].map(id => this.#head(id));
  }

  async open(conversationId: string, _signal?: AbortSignal, last = Number.MAX_SAFE_INTEGER): Promise<Conversation> {
    const kept = this.#must(conversationId);
    return structuredClone({ ...this.#head(conversationId), turns: kept.turns.slice(-last) });
  }

  async earlier(conversationId: string, before: string, limit: number): Promise<readonly Turn[]> {
    const { turns } = this.#must(conversationId);
    const at = turns.findIndex(({ id }) => id === before);
    return structuredClone(turns.slice(Math.max(0, at - limit), Math.max(0, at)));
  }

  async appendTurn(conversationId: string, turn: Turn): Promise<void> {
    const kept = this.#kept.get(conversationId) ?? { title: turn.question.slice(0, 60), pinned: false, turns: [] };
    this.#kept.set(conversationId, kept);
    kept.turns.push(structuredClone(turn));
  }

  async updateTurn(conversationId: string, turn: Turn): Promise<void> {
    const { turns } = this.#must(conversationId);
    const at = turns.findIndex(({ id }) => id === turn.id);
    if (at >= 0) turns[at] = structuredClone(turn);
  }

  async cutFrom(conversationId: string, turnId: string): Promise<void> {
    const { turns } = this.#must(conversationId);
    const at = turns.findIndex(({ id }) => id === turnId);
    if (at >= 0) turns.length = at;
  }

  async rename(conversationId: string, title: string): Promise<void> {
    this.#must(conversationId).title = title;
  }

  async pin(conversationId: string, pinned: boolean): Promise<void> {
    this.#must(conversationId).pinned = pinned;
  }

  async delete(conversationId: string): Promise<void> {
    this.#kept.delete(conversationId);
  }

  async search(text: string): Promise<readonly ConversationHit[]> {
    const words = text
      .toLowerCase()
      .split(/\s+/)
      .filter(word => word !== '');
    return [...this.#kept].flatMap(([id, { title, turns }]) => {
      const all = [title, ...turns.flatMap(turn => [turn.question, turn.text])].join('\n').toLowerCase();
      return words.every(word => all.includes(word)) ? [{ ...this.#head(id), snippet: title }] : [];
    });
  }

  onChanged(): { dispose: () => void } {
    return { dispose: () => undefined };
  }

  #must(conversationId: string) {
    const kept = this.#kept.get(conversationId);
    if (kept === undefined) throw new ProblemError('not-found', say('noConversation', { id: conversationId }), say('chooseFromHistory'));
    return kept;
  }

  #head(id: string): ConversationHead {
    const { title, pinned, turns } = this.#must(id);
    const folders = turns[0]?.folders;
    return { id, title, pinned, changedAt: 0, nTurns: turns.length, ...(folders && { folders }) };
  }
}
