/**
 * Records every request that left this process: where to, why, how many bytes, with what result. Never headers, keys, query strings or
 * content. Keeps the most recent ones in memory to be shown and passes all of them to `sink`.
 */
import type { SentRequest } from '../protocol/privacy.js';
import { maskSecrets } from '../safety/secrets/mask-secrets.js';
import type { RequestPriority } from './request-gate.js';

export interface PrivacyEntry extends SentRequest {
  readonly priority: RequestPriority;
}

const kept = 1000;

export class PrivacyLog {
  readonly #entries: PrivacyEntry[] = [];
  readonly #sink: (entry: PrivacyEntry) => void;

  constructor(sink: (entry: PrivacyEntry) => void) {
    this.#sink = sink;
  }

  add(sent: PrivacyEntry): void {
    // A path may hold a key where a query was expected.
    const entry = { ...sent, path: maskSecrets(sent.path) };
    this.#entries.push(entry);
    if (this.#entries.length > kept) this.#entries.shift();
    this.#sink(entry);
  }

  /** Returns the last thousand entries, newest last. */
  entries(): readonly PrivacyEntry[] {
    return [...this.#entries];
  }
}
