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
import { method, streamingMethod } from '../method.js';

const conversationId = v.string();

const pageSize = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000));

/** Only conversations of the open folders, and those whose folders are unknown. */
const here = v.optional(v.boolean(), false);

const nothing = v.object({});

export const chatMethods = {
  'chat/ask': streamingMethod<TurnEnd, AskItem>()(askSchema),
  /** Streams a running answer from its beginning, so that a restored panel can continue. */
  'chat/follow': streamingMethod<TurnEnd, AskItem>()(v.object({ conversationId: v.string(), turnId: v.string() })),
  'chat/list': method<readonly ConversationHead[]>()(v.object({ here })),
  /** `last` limits the turns to the last ones; `nTurns` still counts all. */
  'chat/open': method<Conversation>()(v.object({ conversationId: v.string(), last: v.optional(pageSize) })),
  /** Returns the turns right before one, oldest first; empty if it is the first. */
  'chat/earlier': method<readonly Turn[]>()(v.object({ conversationId: v.string(), before: v.string(), limit: pageSize })),
  'chat/delete': method<void>()(v.object({ conversationId: v.string() })),
  /** Undoes a deletion; possible until the server ends. */
  'chat/restore': method<void>()(v.object({ conversationId })),
  'chat/rename': method<void>()(v.object({ conversationId, title: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) })),
  'chat/pin': method<void>()(v.object({ conversationId, pinned: v.boolean() })),
  /** Returns conversations whose questions or answers contain the words, newest first. */
  'chat/search': method<readonly ConversationHit[]>()(v.object({ query: v.pipe(v.string(), v.maxLength(1000)), here })),
  /** Creates a conversation with copies of the turns before `turnId`. */
  'chat/branch': method<Conversation>()(v.object({ conversationId, turnId: v.string() })),
  /** Continues a stopped or cut answer: the items continue the turn's text. */
  'chat/continue': streamingMethod<TurnEnd, AskItem>()(v.object({ conversationId, turnId: v.string() })),
  'chat/export': method<{ readonly name: string; readonly text: string }>()(
    v.object({ conversationId, format: v.picklist(['markdown', 'json']) }),
  ),
  /** Imports what `chat/export` wrote as JSON; the new conversation gets a new id. */
  'chat/import': method<ConversationHead>()(v.object({ text: v.pipe(v.string(), v.maxLength(20_000_000)) })),
  /** Returns three questions about this workspace, made from its index. */
  'chat/suggest': method<readonly string[]>()(nothing),
};
