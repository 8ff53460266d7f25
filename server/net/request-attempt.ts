/**
 * One attempt of a request: from the moment it may be sent to the end of the reply's body. However it ends, it leaves the gate, counts for the
 * window and the breaker, and writes a line of the privacy log, each exactly once.
 */
import type { Dispatcher } from 'undici';
import type { Clock } from '../base/clock.js';
import type { Recorder } from '../monitor/recorder.js';
import { isAbort } from '../protocol/abort-error.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import type { Outcome } from './adaptive-window.js';
import { watchDeadline } from './deadline.js';
import { deadlineProblem, isReset } from './net-problem.js';
import type { NetReply, NetRequest } from './net-request.js';
import type { OriginPool } from './origin-pool.js';
import type { PrivacyLog } from './privacy-log.js';
import { type BodyEnd, ReplyBody } from './reply-body.js';
import { refusedByProxy } from './tunnel.js';

export interface AttemptParts {
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly privacy: PrivacyLog;
}

export class RequestAttempt {
  readonly #request: NetRequest;
  readonly #pool: OriginPool;
  readonly #parts: AttemptParts;
  readonly #leave: (outcome: Outcome) => void;
  readonly #startMs: number;
  /** Ends the request: by the caller's signal, a deadline, or the reader of the body. */
  readonly #ended = new AbortController();
  #unlisten = (): void => undefined;

  /** `leave` gives up the place in the gate. */
  constructor(request: NetRequest, pool: OriginPool, parts: AttemptParts, leave: (outcome: Outcome) => void) {
    this.#request = request;
    this.#pool = pool;
    this.#parts = parts;
    this.#leave = leave;
    this.#startMs = parts.clock.now();
  }

  /** Resolves with the head of the reply. Rejects with a RetryableError if the same request may be sent again. */
  async run(signal: AbortSignal): Promise<NetReply> {
    const onAbort = () => this.#ended.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    this.#unlisten = () => signal.removeEventListener('abort', onAbort);
    const { firstByteMs } = this.#request;
    const sentMs = performance.now();
    const unwatch = watchDeadline(
      () => firstByteMs - (performance.now() - sentMs),
      () => this.#ended.abort(deadlineProblem(this.#pool.origin, 'waiting', firstByteMs)),
    );
    try {
      const reply = await this.#dispatch();
      unwatch();
      return this.#received(reply, signal);
    } catch (error) {
      unwatch();
      throw this.#failed(error, signal);
    }
  }

  async #dispatch(): Promise<Dispatcher.ResponseData> {
    const request = this.#request;
    const pool = this.#pool;
    const { recorder } = this.#parts;
    const dispatcher = await pool.dispatcher(this.#ended.signal);
    recorder.count('ConnectionPool', 'requests');
    recorder.high('ConnectionPool', 'in-flight max', pool.gate.nInFlight);
    if (pool.multiplexed) recorder.high('ConnectionPool', 'h2 streams max', pool.gate.nInFlight);
    const { address } = pool;
    return dispatcher.request({
      origin: address.origin,
      path: address.prefix + (request.url.slice(pool.origin.length) || '/'),
      method: request.method,
      body: request.body ?? null,
      headers: { ...headersOf(request), ...address.headers },
      signal: this.#ended.signal,
      // Multiplexing and reuse need no order between requests.
      idempotent: request.repeatable,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  #received(reply: Dispatcher.ResponseData, signal: AbortSignal): NetReply {
    const pool = this.#pool;
    const { clock } = this.#parts;
    const { statusCode: status } = reply;
    if (status === 407 && pool.proxy !== undefined) {
      reply.body.on('error', () => undefined).destroy();
      throw refusedByProxy(pool.proxy.origin, pool.origin, status);
    }
    if (status >= 500)
      pool.breaker.failed(
        new ProblemError('endpoint-refused', say('failedWithStatus', { origin: pool.origin, status: String(status) }), say('seeServerLog')),
        clock.now(),
      );
    else pool.breaker.succeeded();
    const body = new ReplyBody(
      {
        origin: pool.origin,
        stallMs: this.#request.stallMs,
        stream: reply.body,
        stop: reason => this.#ended.abort(reason),
        onEnd: end => this.#bodyEnded(status, end),
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
  }

  #bodyEnded(status: number, { receivedBytes, failure, complete }: BodyEnd): void {
    const { recorder, clock } = this.#parts;
    const { streams, purpose } = this.#request;
    if (isAbort(failure)) recorder.count('ConnectionPool', 'cancelled');
    const ok: Outcome =
      streams || !complete || status >= 400
        ? { kind: 'unknown' }
        : { kind: 'ok', kindOfWork: purpose, latencyMs: clock.now() - this.#startMs };
    const outcome: Outcome = status === 429 || status === 503 || (failure !== undefined && !isAbort(failure)) ? { kind: 'overloaded' } : ok;
    this.#settle(outcome, failure === undefined ? status : resultOf(failure), receivedBytes);
  }

  /** Settles an attempt that got no reply. Returns what to throw. */
  #failed(error: unknown, signal: AbortSignal): unknown {
    const pool = this.#pool;
    const { recorder, clock } = this.#parts;
    const ended = this.#ended.signal;
    const failure: unknown = signal.aborted ? signal.reason : ended.aborted ? ended.reason : pool.problem(error);
    this.#settle(isAbort(failure) ? { kind: 'unknown' } : { kind: 'overloaded' }, resultOf(failure), 0);
    if (isAbort(failure)) {
      recorder.count('ConnectionPool', 'cancelled');
      pool.breaker.abstained();
      return failure;
    }
    pool.breaker.failed(failure, clock.now());
    // A reset may be the end of a kept-alive connection, so the request may be retried. If nothing listens at the address, a retry would
    // only make a person wait.
    return failure instanceof ProblemError && isReset(error) ? new RetryableError(failure) : failure;
  }

  #settle(outcome: Outcome, result: number | string, receivedBytes: number): void {
    const request = this.#request;
    const pool = this.#pool;
    const { recorder, clock, privacy } = this.#parts;
    this.#unlisten();
    const moves = pool.window.nMoves;
    this.#leave(outcome);
    recorder.count('ConnectionPool', 'window moves', pool.window.nMoves - moves);
    recorder.count('ConnectionPool', 'bytes received', receivedBytes);
    recorder.timed('net.request', this.#startMs);
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
      durationMs: clock.now() - this.#startMs,
    });
  }
}

/** A failure after which the same request may be sent again. */
export class RetryableError extends Error {
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
