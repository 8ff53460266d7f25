/**
 * The only way to the network for this process. Keeps connections open per origin, sends a person's requests first, measures how many
 * requests an endpoint can take, repeats what is safe to repeat, and leaves a dead endpoint alone. Offline, or for an origin that no
 * setting names, no connection is created, so no socket can be opened.
 */
import type { Clock } from '../base/clock.js';
import { sleep } from '../base/signals.js';
import type { Recorder } from '../monitor/recorder.js';
import { isAbort } from '../protocol/abort-error.js';
import { ProblemError } from '../protocol/problem.js';
import type { Outcome } from './adaptive-window.js';
import { watchDeadline } from './deadline.js';
import { deadlineProblem, isReset, netProblem } from './net-problem.js';
import { OriginPool, type RouteSettings } from './origin-pool.js';
import type { PrivacyLog } from './privacy-log.js';
import { ReplyBody } from './reply-body.js';
import type { RequestPriority } from './request-gate.js';
import { refusedByProxy } from './tunnel.js';

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

export interface PoolSettings extends RouteSettings {
  readonly offline: boolean;
  /** Origins that settings name; all others are refused. */
  readonly origins: readonly string[];
}

export interface PoolParts {
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly privacy: PrivacyLog;
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
          `${new URL(request.url).origin} answered with more than ${maxBytes} bytes`,
          'Check that the address in the settings is that of a model server',
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
    if (this.#settings.offline)
      throw new ProblemError('offline', `Vibe is offline and did not ask ${origin}`, 'Switch the setting vibe.offline off to use models');
    if (!this.#settings.origins.includes(origin))
      throw new ProblemError(
        'endpoint-refused',
        `No setting names ${origin}, so nothing was sent there`,
        'Add it to the setting vibe.endpoints',
      );
    let pool = this.#origins.get(origin);
    if (pool === undefined) {
      pool = new OriginPool(origin, this.#settings, this.#parts.recorder);
      this.#origins.set(origin, pool);
    }
    return pool;
  }

  async #send(request: NetRequest, pool: OriginPool, signal: AbortSignal): Promise<NetReply> {
    const { recorder, clock, privacy } = this.#parts;
    const refusal = request.priority === 'person' ? undefined : pool.breaker.refusal(clock.now());
    if (refusal !== undefined) {
      recorder.count('ConnectionPool', 'refused by circuit breaker');
      throw netProblem(refusal.failure, pool.origin, 'connecting');
    }
    const waitStart = clock.now();
    const leave = await pool.gate.enter(request.priority, signal);
    recorder.measure('net.wait', clock.now() - waitStart);
    const startMs = clock.now();
    const ended = new AbortController();
    const onAbort = () => ended.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = (outcome: Outcome, result: number | string, receivedBytes: number) => {
      signal.removeEventListener('abort', onAbort);
      const moves = pool.window.nMoves;
      leave(outcome);
      recorder.count('ConnectionPool', 'window moves', pool.window.nMoves - moves);
      recorder.count('ConnectionPool', 'bytes received', receivedBytes);
      recorder.timed('net.request', startMs);
      const { origin, pathname } = new URL(request.url);
      privacy.add({
        at: clock.wall(),
        method: request.method,
        origin,
        path: pathname,
        ...(pool.proxy !== undefined && { proxy: pool.proxy.origin }),
        purpose: request.purpose,
        priority: request.priority,
        local: pool.local,
        sentBytes: request.body === undefined ? 0 : Buffer.byteLength(request.body),
        receivedBytes,
        result,
        durationMs: clock.now() - startMs,
      });
    };
    const sentMs = performance.now();
    const unwatch = watchDeadline(
      () => request.firstByteMs - (performance.now() - sentMs),
      () => ended.abort(deadlineProblem(pool.origin, 'waiting', request.firstByteMs)),
    );
    try {
      const dispatcher = await pool.dispatcher(ended.signal);
      recorder.count('ConnectionPool', 'requests');
      recorder.high('ConnectionPool', 'in-flight max', pool.gate.nInFlight);
      if (pool.multiplexed) recorder.high('ConnectionPool', 'h2 streams max', pool.gate.nInFlight);
      const { address } = pool;
      const reply = await dispatcher.request({
        origin: address.origin,
        path: address.prefix + (request.url.slice(pool.origin.length) || '/'),
        method: request.method,
        body: request.body ?? null,
        headers: { ...headersOf(request), ...address.headers },
        signal: ended.signal,
        // Multiplexing and reuse need no order between requests.
        idempotent: request.repeatable,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      unwatch();
      const { statusCode: status } = reply;
      if (status === 407 && pool.proxy !== undefined) {
        reply.body.on('error', () => undefined).destroy();
        throw refusedByProxy(pool.proxy.origin, pool.origin, status);
      }
      if (status >= 500)
        pool.breaker.failed(
          new ProblemError('endpoint-refused', `${pool.origin} failed with status ${status}`, "Look into the server's log"),
          clock.now(),
        );
      else pool.breaker.succeeded();
      const body = new ReplyBody(
        {
          origin: pool.origin,
          stallMs: request.stallMs,
          stream: reply.body,
          stop: reason => ended.abort(reason),
          onEnd: ({ receivedBytes, failure, complete }) => {
            if (isAbort(failure)) recorder.count('ConnectionPool', 'cancelled');
            const ok: Outcome =
              request.streams || !complete || status >= 400
                ? { kind: 'unknown' }
                : { kind: 'ok', kindOfWork: request.purpose, latencyMs: clock.now() - startMs };
            const outcome: Outcome =
              status === 429 || status === 503 || (failure !== undefined && !isAbort(failure)) ? { kind: 'overloaded' } : ok;
            settle(outcome, failure === undefined ? status : resultOf(failure), receivedBytes);
          },
        },
        signal,
      );
      return {
        status,
        contentType: header(reply.headers, 'content-type') ?? '',
        retryAfterMs: retryAfter(header(reply.headers, 'retry-after'), clock.wall()),
        location: header(reply.headers, 'location'),
        header: name => header(reply.headers, name),
        body,
      };
    } catch (error) {
      unwatch();
      const failure: unknown = signal.aborted ? signal.reason : ended.signal.aborted ? ended.signal.reason : pool.problem(error);
      settle(isAbort(failure) ? { kind: 'unknown' } : { kind: 'overloaded' }, resultOf(failure), 0);
      if (isAbort(failure)) {
        recorder.count('ConnectionPool', 'cancelled');
        pool.breaker.abstained();
        throw failure;
      }
      pool.breaker.failed(failure, clock.now());
      // A reset may be the end of a kept-alive connection, so the request may be retried. If nothing listens at the address, a retry would
      // only make a person wait.
      if (failure instanceof ProblemError && isReset(error)) throw new RetryableError(failure);
      throw failure;
    }
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

/** A failure after which the same request may be sent again. */
class RetryableError extends Error {
  readonly problem: ProblemError;
  constructor(problem: ProblemError) {
    super(problem.message);
    this.problem = problem;
  }
}

const resultOf = (failure: unknown): string =>
  failure instanceof ProblemError ? failure.problem.code : isAbort(failure) ? 'cancelled' : 'internal';

function headersOf(request: NetRequest): Record<string, string> {
  return {
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    accept: request.streams ? 'application/x-ndjson, text/event-stream, application/json' : 'application/json',
    ...(request.apiKey ? { authorization: `Bearer ${request.apiKey}` } : {}),
    ...request.headers,
  };
}

const header = (headers: Readonly<Record<string, string | string[] | undefined>>, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
};

/** Returns a Retry-After header, which is either seconds or a date, in milliseconds. */
function retryAfter(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
