/** Conversations as the chat room sees them: kept in the catalogue, shared by all windows. */
import type { Disposable } from '../base/disposables.js';
import type { Conversation, ConversationHead, ConversationHit, Turn } from '../protocol/chat.js';

export interface Conversations {
  /** Pinned first, then the newest. */
  list(signal: AbortSignal): Promise<readonly ConversationHead[]>;
  /** Rejects with `not-found`. `last`: only so many turns, from the end. */
  open(conversationId: string, signal: AbortSignal, last?: number): Promise<Conversation>;
  /** At most `limit` turns that stand right before one, oldest first. */
  earlier(conversationId: string, before: string, limit: number, signal: AbortSignal): Promise<readonly Turn[]>;
  /** Creates the conversation with its first turn; its title is the first question, cut. */
  appendTurn(conversationId: string, turn: Turn, signal: AbortSignal): Promise<void>;
  /** Replaces the turn of the same id. */
  updateTurn(conversationId: string, turn: Turn, signal: AbortSignal): Promise<void>;
  /** Removes the turn and all later ones (a question is asked anew); nothing where the turn is not there. */
  cutFrom(conversationId: string, turnId: string, signal: AbortSignal): Promise<void>;
  rename(conversationId: string, title: string, signal: AbortSignal): Promise<void>;
  pin(conversationId: string, pinned: boolean, signal: AbortSignal): Promise<void>;
  delete(conversationId: string, signal: AbortSignal): Promise<void>;
  /** Conversations whose title, questions or answers hold every word of `text`, best first. */
  search(text: string, signal: AbortSignal): Promise<readonly ConversationHit[]>;
  /** Another window, or this one, changed a conversation. */
  onChanged(listener: (conversationId: string) => void): Disposable;
}
