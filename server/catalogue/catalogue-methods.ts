/** The methods of the catalogue thread. Types only. */
import type { Conversation, ConversationHead, ConversationHit, Turn } from '../protocol/chat.js';

/** Aggregate of one measure over one hour. */
export interface MetricRow {
  readonly name: string;
  /** Start of the hour, in milliseconds since 1970. */
  readonly bucket: number;
  readonly value: unknown;
}

export interface CatalogueThreadData {
  readonly file: string;
  /** Path of the compiled sql.js module. */
  readonly wasmFile: string;
}

export interface CatalogueMethods {
  list(params: undefined): readonly ConversationHead[];
  open(params: { readonly conversationId: string; readonly last: number | undefined }): Conversation;
  earlier(params: { readonly conversationId: string; readonly before: string; readonly limit: number }): readonly Turn[];
  putTurn(params: { readonly conversationId: string; readonly turn: Turn; readonly mayCreate: boolean }): void;
  cutFrom(params: { readonly conversationId: string; readonly turnId: string }): void;
  rename(params: { readonly conversationId: string; readonly title: string }): void;
  pin(params: { readonly conversationId: string; readonly pinned: boolean }): void;
  delete(params: { readonly conversationId: string }): void;
  search(params: { readonly text: string }): readonly ConversationHit[];
  putMetrics(params: { readonly rows: readonly MetricRow[] }): void;
  metricsSince(params: { readonly name: string; readonly since: number }): readonly MetricRow[];
  putTuning(params: { readonly key: string; readonly value: unknown }): void;
  tuning(params: { readonly key: string }): unknown;
  /** Merges what other windows have saved and returns the conversations that changed. */
  sync(params: undefined): readonly string[];
  /** Saves pending changes now. Returns false if the disk refused. */
  flush(params: undefined): boolean;
  /** Returns, once, a note that the user should see (the file was damaged). */
  takeNote(params: undefined): string | undefined;
}
