/**
 * Sends requests to one endpoint over the pool and turns every unwanted answer into a Problem. Shared by all providers; what an endpoint's
 * paths and fields mean is up to them.
 */
import * as v from 'valibot';
import type { ConnectionPool } from '../net/connection-pool.js';
import type { NetRequest } from '../net/net-request.js';
import type { ReplyBody } from '../net/reply-body.js';
import type { RequestPriority } from '../net/request-gate.js';
import { ProblemError } from '../protocol/problem.js';
import { type Sentence, say } from '../protocol/sentences/sentence.js';
import { type Asked, EndpointRefusal } from './endpoint-refusal.js';

export interface EndpointCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly priority: RequestPriority;
  readonly purpose: string;
  /** The model that the call is about, for messages. */
  readonly model?: string;
  readonly repeatable?: boolean;
}

export interface Deadlines {
  /** For a whole listing. */
  readonly quickMs: number;
  /** For a model's first byte: the model may have to be read from a slow disk first. */
  readonly firstByteMs: number;
  /** Between two pieces of an answer. */
  readonly stallMs: number;
}

/** Loading a model of 40 GB from a hard disk takes minutes; a token does not. */
export const defaultDeadlines: Deadlines = { quickMs: 10_000, firstByteMs: 600_000, stallMs: 120_000 };

const maxReplyBytes = 64 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;

export interface EndpointClientOptions {
  /** The name of the endpoint for people: its address, without a key. */
  readonly name: string;
  /** The whole address of a call's path. */
  readonly urlOf: (path: string) => string;
  readonly apiKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly deadlines: Deadlines;
  /** Remedy if nothing answers at this address. */
  readonly absentRemedy: Sentence;
  /** Remedy if a model does not exist. */
  readonly missingRemedy: (model: string) => Sentence;
}

/** What of the pool is needed to ask. */
export type AskPool = Pick<ConnectionPool, 'open' | 'text'>;

export class EndpointClient {
  readonly #pool: AskPool;
  readonly #options: EndpointClientOptions;

  constructor(pool: AskPool, options: EndpointClientOptions) {
    this.#pool = pool;
    this.#options = options;
  }

  get deadlines(): Deadlines {
    return this.#options.deadlines;
  }

  /** Resolves with one JSON answer. Rejects with an EndpointRefusal if the endpoint refused. */
  async json(call: EndpointCall, signal: AbortSignal): Promise<unknown> {
    const request = { ...this.#request(call), streams: false };
    // A reply that comes byte by byte keeps every other deadline.
    const wholeMs = call.model === undefined ? request.firstByteMs : request.firstByteMs + request.stallMs;
    const late = AbortSignal.timeout(wholeMs);
    let reply: Awaited<ReturnType<ConnectionPool['text']>>;
    try {
      reply = await this.#explain(this.#pool.text(request, maxReplyBytes, AbortSignal.any([signal, late])));
    } catch (error) {
      if (late.aborted && !signal.aborted) throw this.stalled(wholeMs);
      throw error;
    }
    const { text, status, contentType, retryAfterMs } = reply;
    if (status < 200 || status > 299) throw this.#refusal(call, { status, contentType, text, retryAfterMs });
    try {
      return JSON.parse(text);
    } catch {
      throw this.nonsense(say(contentType.includes('html') || /^\s*</.test(text) ? 'aWebPage' : 'textNotJson'));
    }
  }

  /** Resolves with one JSON answer, checked against the schema. */
  async checked<S extends v.GenericSchema>(call: EndpointCall, schema: S, signal: AbortSignal): Promise<v.InferOutput<S>> {
    const result = v.safeParse(schema, await this.json(call, signal));
    if (result.success) return result.output;
    throw this.unknownShape(call, v.getDotPath(result.issues[0]) ?? 'the whole');
  }

  /** Resolves with an answer that arrives in pieces; the caller reads its body. Rejects with an EndpointRefusal if the endpoint refused. */
  async stream(call: EndpointCall, signal: AbortSignal): Promise<{ readonly body: ReplyBody; readonly contentType: string }> {
    const reply = await this.#explain(this.#pool.open({ ...this.#request(call), streams: true }, signal));
    const { status, contentType, retryAfterMs } = reply;
    const isGood = status >= 200 && status <= 299;
    if (isGood && !contentType.includes('html')) return reply;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of reply.body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxErrorBytes) break;
    }
    if (isGood) throw this.nonsense(say('aWebPage'));
    throw this.#refusal(call, { status, contentType, text: Buffer.concat(chunks).toString('utf8'), retryAfterMs });
  }

  /** Returns the Problem of an error field inside a good reply. */
  failure(call: EndpointCall, text: string): ProblemError {
    return this.#refusal(call, {
      status: 200,
      contentType: 'application/json',
      text: JSON.stringify({ error: text }),
      retryAfterMs: undefined,
    });
  }

  /** Returns the Problem of a stream that ended before its last piece, or whose server says with `word` that the answer is not whole. */
  cut(word = ''): ProblemError {
    const origin = this.#options.name;
    return new ProblemError(
      'stream-cut',
      word === '' ? say('endedEarly', { origin }) : say('endedEarlyFor', { origin, reason: word }),
      say('askAgainOrSeeServerLog'),
    );
  }

  stalled(ms: number): ProblemError {
    const time = say('seconds', { n: Math.round(ms / 1000) });
    return new ProblemError('endpoint-stalled', say('noWordFor', { origin: this.#options.name, time }), say('askAgainOrRestart'));
  }

  nonsense(what: Sentence): ProblemError {
    return new ProblemError('endpoint-nonsense', say('notAModelServer', { origin: this.#options.name, what }), say('checkWhatRunsThere'));
  }

  unknownShape({ purpose }: EndpointCall, where: string): ProblemError {
    return this.nonsense(say('unknownAnswerShape', { purpose, where }));
  }

  #refusal(
    { path, purpose, model = '' }: EndpointCall,
    said: Pick<Asked, 'status' | 'contentType' | 'text' | 'retryAfterMs'>,
  ): EndpointRefusal {
    const { name, missingRemedy } = this.#options;
    return new EndpointRefusal({ ...said, origin: name, path, purpose, model, missingRemedy });
  }

  #request(call: EndpointCall): Omit<NetRequest, 'streams'> {
    const { deadlines, apiKey, headers, urlOf } = this.#options;
    return {
      method: call.method,
      url: urlOf(call.path),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(apiKey ? { apiKey } : {}),
      ...(headers === undefined ? {} : { headers }),
      priority: call.priority,
      purpose: call.purpose,
      repeatable: call.repeatable ?? true,
      firstByteMs: call.model === undefined ? deadlines.quickMs : deadlines.firstByteMs,
      stallMs: deadlines.stallMs,
    };
  }

  /** The pool reports only that there is no answer; the client knows which server is missing and how to start it. */
  async #explain<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'endpoint-unreachable')
        throw new ProblemError('endpoint-unreachable', error.problem.text, this.#options.absentRemedy, { cause: error });
      throw error;
    }
  }
}
