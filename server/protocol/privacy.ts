/** What a person can read about the requests that left the server. Never contains headers, keys, queries or content. */

export interface SentRequest {
  readonly at: number;
  readonly method: string;
  readonly origin: string;
  /** Without the query, which might contain a key. */
  readonly path: string;
  /** The proxy that was used, without name and password; undefined for a direct connection. */
  readonly proxy?: string;
  /** In words: `chat`, `embed`, `list models`. */
  readonly purpose: string;
  /** True if the endpoint is this machine. */
  readonly local: boolean;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** HTTP status, or the code of the problem. */
  readonly result: number | string;
  readonly durationMs: number;
}

export interface PrivacyReport {
  /** The last thousand of this run of the server, newest last. */
  readonly requests: readonly SentRequest[];
  /** The file that has the older ones. */
  readonly file: string;
}
