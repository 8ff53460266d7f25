/** Conversations in memory: what the chat's tests stand on. */
import type { Conversation, ConversationHead, ConversationHit, Turn } from '../../server/protocol/chat.js';
import { ProblemError } from '../../server/protocol/problem.js';
import type { Conversations } from '../../server/store/conversations.js';

export class MemoryConversations implements Conversations {
  readonly #kept = new Map<string, { title: string; pinned: boolean; turns: Turn[] }>();

  async list(): Promise<readonly ConversationHead[]> {
    return [...this.#kept.keys()].map(id => this.#head(id));
  }

  async open(conversationId: string): Promise<Conversation> {
    const kept = this.#must(conversationId);
    return structuredClone({ ...this.#head(conversationId), turns: kept.turns });
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
    return [...this.#kept.keys()].map(id => ({ ...this.#head(id), snippet: text }));
  }

  onChanged(): { dispose: () => void } {
    return { dispose: () => undefined };
  }

  #must(conversationId: string) {
    const kept = this.#kept.get(conversationId);
    if (kept === undefined) throw new ProblemError('not-found', `There is no conversation "${conversationId}"`, 'Start a new one');
    return kept;
  }

  #head(id: string): ConversationHead {
    const { title, pinned, turns } = this.#must(id);
    return { id, title, pinned, changedAt: 0, nTurns: turns.length };
  }
}
