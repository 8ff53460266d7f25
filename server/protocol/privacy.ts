/** What a person can read of the requests that left the server. Never headers, keys, queries or content. */

export interface SentRequest {
  readonly at: number;
  readonly method: string;
  readonly origin: string;
  /** Without the query, which might hold a key. */
  readonly path: string;
  /** The proxy that it went by, without name and password; absent for the straight way. */
  readonly proxy?: string;
  /** In words: `chat`, `embed`, `list models`. */
  readonly purpose: string;
  /** True when the endpoint is this machine. */
  readonly local: boolean;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** HTTP status, or the code of the problem. */
  readonly result: number | string;
  readonly durationMs: number;
}

export interface PrivacyReport {
  /** Of this run of the server, the last thousand, newest last. */
  readonly requests: readonly SentRequest[];
  /** Where older ones are written. */
  readonly file: string;
}
