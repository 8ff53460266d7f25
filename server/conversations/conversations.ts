/** Conversations as `chat/` uses them: stored in the catalogue and shared by all windows. */
import type { Disposable } from '../base/disposables.js';
import type { Conversation, ConversationHead, ConversationHit, Turn } from '../protocol/chat.js';

export interface Conversations {
  /** Pinned conversations first, then the most recently changed. */
  list(signal: AbortSignal): Promise<readonly ConversationHead[]>;
  /** Rejects with `not-found`. With `last`, returns only that many turns from the end. */
  open(conversationId: string, signal: AbortSignal, last?: number): Promise<Conversation>;
  /** Returns at most `limit` turns directly before the given one, oldest first. */
  earlier(conversationId: string, before: string, limit: number, signal: AbortSignal): Promise<readonly Turn[]>;
  /** Adds a turn. The first turn creates the conversation, whose title is the shortened first question. */
  appendTurn(conversationId: string, turn: Turn, signal: AbortSignal): Promise<void>;
  /** Replaces the turn with the same id. */
  updateTurn(conversationId: string, turn: Turn, signal: AbortSignal): Promise<void>;
  /** Removes the turn and all later ones, for a question that is asked again. Does nothing if the turn does not exist. */
  cutFrom(conversationId: string, turnId: string, signal: AbortSignal): Promise<void>;
  rename(conversationId: string, title: string, signal: AbortSignal): Promise<void>;
  pin(conversationId: string, pinned: boolean, signal: AbortSignal): Promise<void>;
  delete(conversationId: string, signal: AbortSignal): Promise<void>;
  /** Returns conversations whose title, questions or answers contain every word of `text`, best match first. */
  search(text: string, signal: AbortSignal): Promise<readonly ConversationHit[]>;
  /** Calls the listener when another window, or this one, has changed a conversation. */
  onChanged(listener: (conversationId: string) => void): Disposable;
}
