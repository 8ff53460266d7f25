/** What the catalogue thread answers. Pure types. */
import type { Conversation, ConversationHead, ConversationHit, Turn } from '../protocol/chat.js';

/** A roll-up of one measure over one hour. */
export interface MetricRow {
  readonly name: string;
  /** Start of the hour, milliseconds since 1970. */
  readonly bucket: number;
  readonly value: unknown;
}

export interface CatalogueThreadData {
  readonly file: string;
  /** The compiled sql.js. */
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
  /** Takes over what other windows saved: the conversations that changed. */
  sync(params: undefined): readonly string[];
  /** Saves now what is not saved yet. False where the disk has refused it. */
  flush(params: undefined): boolean;
  /** What a person should know, once: that the file was damaged. */
  takeNote(params: undefined): string | undefined;
}
