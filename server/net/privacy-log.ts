/**
 * Every request that left this process: where to, why, how many bytes, with what result. Never headers, keys, queries or
 * content. The last ones in memory for a person to read, all of them to `sink`.
 */
import type { Priority } from './request-gate.js';

export interface PrivacyEntry {
  readonly at: number;
  readonly method: string;
  readonly origin: string;
  /** Without the query, which might hold a key. */
  readonly path: string;
  /** The proxy that it went by, without name and password; absent for the straight way. */
  readonly proxy?: string;
  /** In words: `chat`, `embed`, `list models`. */
  readonly purpose: string;
  readonly priority: Priority;
  /** True when the endpoint is this machine. */
  readonly local: boolean;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** HTTP status, or the code of the problem. */
  readonly result: number | string;
  readonly durationMs: number;
}

const kept = 1000;

export class PrivacyLog {
  readonly #entries: PrivacyEntry[] = [];
  readonly #sink: (entry: PrivacyEntry) => void;

  constructor(sink: (entry: PrivacyEntry) => void) {
    this.#sink = sink;
  }

  add(entry: PrivacyEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > kept) this.#entries.shift();
    this.#sink(entry);
  }

  /** The last thousand, newest last. */
  entries(): readonly PrivacyEntry[] {
    return [...this.#entries];
  }
}
