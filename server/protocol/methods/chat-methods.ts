/** Questions, their answers, and the conversations that hold them. */
import * as v from 'valibot';
import {
  type AskItem,
  askSchema,
  type Conversation,
  type ConversationHead,
  type ConversationHit,
  type Turn,
  type TurnEnd,
} from '../chat.js';
import { method } from '../method.js';

const conversationId = v.string();

const pageSize = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000));

const nothing = v.object({});

export const chatMethods = {
  'chat/ask': method<TurnEnd, AskItem>()(askSchema),
  /** Streams a running answer from its beginning again: a revived panel takes up where it was. */
  'chat/follow': method<TurnEnd, AskItem>()(v.object({ conversationId: v.string(), turnId: v.string() })),
  'chat/list': method<readonly ConversationHead[]>()(nothing),
  /** `last`: only so many turns, from the end; `nTurns` still counts all. */
  'chat/open': method<Conversation>()(v.object({ conversationId: v.string(), last: v.optional(pageSize) })),
  /** The turns right before one, oldest first; empty where it is the first. */
  'chat/earlier': method<readonly Turn[]>()(v.object({ conversationId: v.string(), before: v.string(), limit: pageSize })),
  'chat/delete': method<void>()(v.object({ conversationId: v.string() })),
  /** Takes a deletion back; possible until the server ends. */
  'chat/restore': method<void>()(v.object({ conversationId })),
  'chat/rename': method<void>()(v.object({ conversationId, title: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) })),
  'chat/pin': method<void>()(v.object({ conversationId, pinned: v.boolean() })),
  /** Conversations whose questions or answers hold the words; newest first. */
  'chat/search': method<readonly ConversationHit[]>()(v.object({ query: v.pipe(v.string(), v.maxLength(1000)) })),
  /** A new conversation with copies of the turns before `turnId`. */
  'chat/branch': method<Conversation>()(v.object({ conversationId, turnId: v.string() })),
  /** Writes on where a stopped or cut answer ended: the items continue the turn's text. */
  'chat/continue': method<TurnEnd, AskItem>()(v.object({ conversationId, turnId: v.string() })),
  'chat/export': method<{ readonly name: string; readonly text: string }>()(
    v.object({ conversationId, format: v.picklist(['markdown', 'json']) }),
  ),
  /** Takes what `chat/export` wrote as JSON; the new conversation has a new id. */
  'chat/import': method<ConversationHead>()(v.object({ text: v.pipe(v.string(), v.maxLength(20_000_000)) })),
  /** Three questions about this workspace, made from its index. */
  'chat/suggest': method<readonly string[]>()(nothing),
};
