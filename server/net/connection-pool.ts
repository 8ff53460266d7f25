/**
 * The only way to the network for this process. Keeps connections open per origin, sends a person's requests first, measures how many
 * requests an endpoint can take, repeats what is safe to repeat, and leaves a dead endpoint alone. Offline, or for an origin that no
 * setting names, no connection is created, so no socket can be opened.
 */
import { sleep } from '../base/signals.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import { netProblem } from './net-problem.js';
import type { NetReply, NetRequest } from './net-request.js';
import { OriginPool, type RouteSettings } from './origin-pool.js';
import { type AttemptParts, RequestAttempt, RetryableError } from './request-attempt.js';
import type { RequestPriority } from './request-gate.js';

export interface PoolSettings extends RouteSettings {
  readonly offline: boolean;
  /** Origins that settings name; all others are refused. */
  readonly origins: readonly string[];
}

export interface PoolParts extends AttemptParts {
  /** Returns 0 to 1, for jitter. */
  readonly random: () => number;
}

const mostAttempts = 3;
const firstPauseMs = 100;
/** A Retry-After of more than this is not waited for; the refusal is shown instead. */
const longestWaitMs: Readonly<Record<RequestPriority, number>> = { person: 5000, visible: 5000, background: 60_000 };

export class ConnectionPool {
  readonly #parts: PoolParts;
  readonly #origins = new Map<string, OriginPool>();
  #settings: PoolSettings;

  constructor(settings: PoolSettings, parts: PoolParts) {
    this.#settings = settings;
    this.#parts = parts;
  }

  /** New settings apply from the next request on. Going offline ends requests in progress. */
  async configure(settings: PoolSettings): Promise<void> {
    this.#settings = settings;
    await this.#close();
  }

  /** Sends the request and resolves with the head of the reply. The body follows as it arrives. */
  async open(request: NetRequest, signal: AbortSignal): Promise<NetReply> {
    const { recorder } = this.#parts;
    const pool = this.#poolOf(request);
    for (let attempt = 1; ; attempt++) {
      const last = attempt === mostAttempts || !request.repeatable;
      try {
        const reply = await this.#send(request, pool, signal);
        const pauseMs = last ? undefined : this.#pauseAfter(reply, request.priority, attempt);
        if (pauseMs === undefined) return reply;
        reply.body.discard();
        await sleep(pauseMs, signal);
      } catch (error) {
        const retry = error instanceof RetryableError;
        if (!retry || last) throw retry ? error.problem : error;
        await sleep(this.#backOff(attempt), signal);
      }
      recorder.count('ConnectionPool', 'retries');
    }
  }

  /** Sends the request and reads the whole reply as text, of at most `maxBytes`. */
  async text(
    request: NetRequest,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<{ status: number; contentType: string; text: string; retryAfterMs: number | undefined }> {
    const { status, contentType, retryAfterMs, body } = await this.open(request, signal);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of body) {
      size += chunk.length;
      if (size > maxBytes)
        throw new ProblemError(
          'endpoint-nonsense',
          say('replyTooLong', { origin: new URL(request.url).origin, n: maxBytes }),
          say('checkModelServerAddress'),
        );
      chunks.push(chunk);
    }
    return { status, contentType, retryAfterMs, text: Buffer.concat(chunks).toString('utf8') };
  }

  /** Returns the state of each origin, for reports. */
  origins(): readonly {
    readonly origin: string;
    readonly inFlight: number;
    readonly mostInFlight: number;
    readonly window: number;
    readonly multiplexed: boolean;
  }[] {
    return [...this.#origins.values()].map(({ origin, gate, window, multiplexed }) => ({
      origin,
      inFlight: gate.nInFlight,
      mostInFlight: gate.mostInFlight,
      window: window.size,
      multiplexed,
    }));
  }

  async dispose(): Promise<void> {
    this.#settings = { ...this.#settings, offline: true };
    await this.#close();
  }

  async #close(): Promise<void> {
    const pools = [...this.#origins.values()];
    this.#origins.clear();
    await Promise.allSettled(pools.map(pool => pool.dispose()));
  }

  #poolOf(request: NetRequest): OriginPool {
    const { origin } = new URL(request.url);
    if (this.#settings.offline) throw new ProblemError('offline', say('offlineNotAsked', { origin }), say('switchOfflineOff'));
    if (!this.#settings.origins.includes(origin))
      throw new ProblemError('endpoint-refused', say('originNotConfigured', { origin }), say('addEndpoint'));
    let pool = this.#origins.get(origin);
    if (pool === undefined) {
      pool = new OriginPool(origin, this.#settings, this.#parts.recorder);
      this.#origins.set(origin, pool);
    }
    return pool;
  }

  async #send(request: NetRequest, pool: OriginPool, signal: AbortSignal): Promise<NetReply> {
    const { recorder, clock } = this.#parts;
    const refusal = request.priority === 'person' ? undefined : pool.breaker.refusal(clock.now());
    if (refusal !== undefined) {
      recorder.count('ConnectionPool', 'refused by circuit breaker');
      throw netProblem(refusal.failure, pool.origin, 'connecting');
    }
    const waitStart = clock.now();
    const leave = await pool.gate.enter(request.priority, signal);
    recorder.measure('net.wait', clock.now() - waitStart);
    return new RequestAttempt(request, pool, this.#parts, leave).run(signal);
  }

  /** Returns how long to wait before sending again, or undefined to accept the reply as it is. */
  #pauseAfter(reply: NetReply, priority: RequestPriority, attempt: number): number | undefined {
    if (reply.status !== 429 && reply.status !== 502 && reply.status !== 503 && reply.status !== 504) return undefined;
    const pauseMs = reply.retryAfterMs ?? this.#backOff(attempt);
    return pauseMs <= longestWaitMs[priority] ? pauseMs : undefined;
  }

  #backOff(attempt: number): number {
    return firstPauseMs * 2 ** (attempt - 1) * (0.5 + this.#parts.random());
  }
}
