/** Every request that the extension, the panel and any LSP client may send, as `vibe/<name>`. One row a method. */
import * as v from 'valibot';
import type { Ask, AskItem, Conversation, ConversationHead, TurnEnd } from './chat.js';
import { askSchema } from './chat.js';
import type { IndexStatus } from './index-status.js';
import { method } from './method.js';
import type { Place } from './place.js';

const nothing = v.object({});

export const searchSchema = v.object({
  query: v.pipe(v.string(), v.maxLength(1_000_000)),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)), 10),
  /** Folder URI; all folders where absent. */
  folder: v.optional(v.string()),
});
export type SearchQuery = Readonly<v.InferOutput<typeof searchSchema>>;

export interface SearchAnswer {
  readonly places: readonly Place[];
  readonly elapsedMs: number;
  /** What was searched, for "no results": files and windows. */
  readonly nFiles: number;
  readonly nChunks: number;
}

/** A model that an endpoint offers. */
export interface ModelInfo {
  readonly id: string;
  readonly endpoint: string;
  readonly sizeBytes?: number;
  readonly windowTokens?: number;
  readonly loaded: boolean;
  readonly local: boolean;
}

/** One check of `vibe doctor`. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly remedy?: string;
}

export const clientMethods = {
  'search/query': method<SearchAnswer>()(searchSchema),
  'chat/ask': method<TurnEnd, AskItem>()(askSchema),
  /** Streams a running answer from its beginning again: a revived panel takes up where it was. */
  'chat/follow': method<TurnEnd, AskItem>()(v.object({ conversationId: v.string(), turnId: v.string() })),
  'chat/list': method<readonly ConversationHead[]>()(nothing),
  'chat/open': method<Conversation>()(v.object({ conversationId: v.string() })),
  'chat/delete': method<void>()(v.object({ conversationId: v.string() })),
  'index/status': method<IndexStatus>()(nothing),
  'index/rebuild': method<void>()(v.object({ folder: v.optional(v.string()) })),
  'models/list': method<readonly ModelInfo[]>()(nothing),
  'doctor/check': method<readonly Check[]>()(nothing),
  /** Three questions about this workspace, made from its index. */
  'chat/suggest': method<readonly string[]>()(nothing),
};

export type ClientMethods = typeof clientMethods;
export type ClientMethodName = keyof ClientMethods;
export type { Ask };
