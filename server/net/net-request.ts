/** A request as callers describe it, and the head of its reply. Types only. */
import type { ReplyBody } from './reply-body.js';
import type { RequestPriority } from './request-gate.js';

export interface NetRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  readonly url: string;
  /** JSON text. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as a bearer token; never logged. */
  readonly apiKey?: string;
  readonly priority: RequestPriority;
  /** In words, for the privacy log. Latencies are compared among requests of the same purpose. */
  readonly purpose: string;
  /** True if sending the request twice does no harm. */
  readonly repeatable: boolean;
  /** True if the answer is streamed while it is generated; its duration then says nothing about load. */
  readonly streams: boolean;
  readonly firstByteMs: number;
  readonly stallMs: number;
}

export interface NetReply {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfterMs: number | undefined;
  /** The `location` header of a 3xx reply. Redirects are never followed automatically. */
  readonly location: string | undefined;
  /** Takes the name in lower case. */
  readonly header: (name: string) => string | undefined;
  /** Must be read or discarded: the request occupies its slot until then. */
  readonly body: ReplyBody;
}
