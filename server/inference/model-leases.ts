/**
 * Tracks which models our streams are using, and when each was last used. A LeasedProvider holds a lease while one of its requests runs.
 * Leases must be checked before a model is unloaded.
 */
import type { Clock } from '../base/clock.js';
import { ProblemError } from '../protocol/problem.js';
import type {
  ChatItem,
  ChatRequest,
  EmbedReply,
  EmbedRequest,
  ModelDetails,
  ModelListing,
  Provider,
  PullProgress,
  ResidentModel,
  WarmRequest,
} from './provider.js';

export class ModelLeases {
  readonly #clock: Clock;
  readonly #running = new Map<string, number>();
  readonly #lastUsedMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a lease. Call the returned function once, when the request has ended. */
  take(endpoint: string, model: string): () => void {
    const key = `${endpoint}\n${model}`;
    this.#running.set(key, (this.#running.get(key) ?? 0) + 1);
    this.#lastUsedMs.set(key, this.#clock.now());
    return () => {
      this.#running.set(key, (this.#running.get(key) ?? 1) - 1);
      this.#lastUsedMs.set(key, this.#clock.now());
    };
  }

  /** Returns true while any of our requests runs there. */
  busy(endpoint: string): boolean {
    return [...this.#running].some(([key, n]) => n > 0 && key.startsWith(`${endpoint}\n`));
  }

  /** Returns models that we have used and that are idle, least recently used first. Models that other programs loaded are not included. */
  leastRecent(endpoint: string, resident: readonly ResidentModel[]): readonly ResidentModel[] {
    const lastUsed = ({ id }: ResidentModel): number | undefined => this.#lastUsedMs.get(`${endpoint}\n${id}`);
    return resident
      .filter(model => lastUsed(model) !== undefined && (this.#running.get(`${endpoint}\n${model.id}`) ?? 0) === 0)
      .toSorted((a, b) => (lastUsed(a) ?? 0) - (lastUsed(b) ?? 0));
  }
}

export class LeasedProvider implements Provider {
  readonly kind: Provider['kind'];
  readonly endpoint: string;
  readonly local: boolean;
  readonly #inner: Provider;
  readonly #leases: ModelLeases;
  readonly #onMissing: () => void;

  constructor(inner: Provider, leases: ModelLeases, onMissing: () => void) {
    this.kind = inner.kind;
    this.endpoint = inner.endpoint;
    this.local = inner.local;
    this.#inner = inner;
    this.#leases = leases;
    this.#onMissing = onMissing;
  }

  models(signal: AbortSignal): Promise<readonly ModelListing[]> {
    return this.#inner.models(signal);
  }

  describe(model: string | ModelListing, signal: AbortSignal): Promise<ModelDetails> {
    return this.#inner.describe(model, signal);
  }

  unlisted(model: string): ModelDetails | undefined {
    return this.#inner.unlisted(model);
  }

  async *chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatItem, void, undefined> {
    const release = this.#leases.take(this.endpoint, request.model);
    try {
      yield* this.#inner.chat(request, signal);
    } catch (error) {
      this.#noticeMissing(error);
      throw error;
    } finally {
      release();
    }
  }

  async embed(request: EmbedRequest, signal: AbortSignal): Promise<EmbedReply> {
    const release = this.#leases.take(this.endpoint, request.model);
    try {
      return await this.#inner.embed(request, signal);
    } finally {
      release();
    }
  }

  resident(signal: AbortSignal): Promise<readonly ResidentModel[]> {
    return this.#inner.resident(signal);
  }

  async warm(request: WarmRequest, signal: AbortSignal): Promise<void> {
    const release = this.#leases.take(this.endpoint, request.model);
    try {
      await this.#inner.warm(request, signal);
    } finally {
      release();
    }
  }

  unload(model: string, signal: AbortSignal): Promise<void> {
    return this.#inner.unload(model, signal);
  }

  pull(model: string, signal: AbortSignal): AsyncIterable<PullProgress> {
    return this.#inner.pull(model, signal);
  }

  /** The list was older than the removal of the model; the next choice requests it again. */
  #noticeMissing(error: unknown): void {
    if (error instanceof ProblemError && error.problem.code === 'model-missing') this.#onMissing();
  }
}
