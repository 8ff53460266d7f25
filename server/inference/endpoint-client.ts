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

export interface Call {
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
  /** For a listing. */
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
  /** Base URL without a slash at its end. */
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly deadlines: Deadlines;
  /** Remedy if nothing answers at this address. */
  readonly absentRemedy: Sentence;
  /** Remedy if a model does not exist. */
  readonly missingRemedy: (model: string) => Sentence;
}

export class EndpointClient {
  readonly #pool: ConnectionPool;
  readonly #options: EndpointClientOptions;

  constructor(pool: ConnectionPool, options: EndpointClientOptions) {
    this.#pool = pool;
    this.#options = options;
  }

  /** Resolves with one JSON answer, checked against the schema. */
  async json<S extends v.GenericSchema>(call: Call, schema: S, signal: AbortSignal): Promise<v.InferOutput<S>> {
    const { text, status, contentType, retryAfterMs } = await this.#explain(
      this.#pool.text({ ...this.#request(call), streams: false }, maxReplyBytes, signal),
    );
    if (status !== 200) throw this.#refusal(call, status, contentType, text, retryAfterMs);
    return checked(parse(text, this.#options.baseUrl, contentType), schema, this.#options.baseUrl, call.purpose);
  }

  /** Resolves with an answer that arrives in pieces; the caller reads its body. */
  async stream(call: Call, signal: AbortSignal): Promise<{ readonly body: ReplyBody; readonly contentType: string }> {
    const reply = await this.#explain(this.#pool.open({ ...this.#request(call), streams: true }, signal));
    if (reply.status === 200 && !reply.contentType.includes('html')) return reply;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of reply.body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxErrorBytes) break;
    }
    if (reply.status === 200) throw nonsense(this.#options.baseUrl, say('aWebPage'));
    throw this.#refusal(call, reply.status, reply.contentType, Buffer.concat(chunks).toString('utf8'), reply.retryAfterMs);
  }

  /** Returns the Problem of an error field inside a reply with status 200. */
  failure(call: Call, text: string): ProblemError {
    return this.#refusal(call, 500, 'application/json', JSON.stringify({ error: text }), undefined);
  }

  /** Returns the Problem of a stream that ended properly on the wire but before its last piece. */
  cut(): ProblemError {
    return new ProblemError('stream-cut', say('endedEarly', { origin: this.#options.baseUrl }), say('askAgainOrSeeServerLog'));
  }

  nonsense(what: Sentence): ProblemError {
    return nonsense(this.#options.baseUrl, what);
  }

  #request(call: Call): Omit<NetRequest, 'streams'> {
    const { deadlines, apiKey, baseUrl } = this.#options;
    return {
      method: call.method,
      url: baseUrl + call.path,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(apiKey ? { apiKey } : {}),
      priority: call.priority,
      purpose: call.purpose,
      repeatable: call.repeatable ?? true,
      firstByteMs: call.model === undefined ? deadlines.quickMs : deadlines.firstByteMs,
      stallMs: deadlines.stallMs,
    };
  }

  /** Replaces the pool's remedy: this class knows which server should answer, and how to start it. */
  async #explain<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'endpoint-unreachable')
        throw new ProblemError('endpoint-unreachable', error.problem.text, this.#options.absentRemedy, { cause: error });
      throw error;
    }
  }

  #refusal(call: Call, status: number, contentType: string, text: string, retryAfterMs: number | undefined): ProblemError {
    const { baseUrl } = this.#options;
    const reason = errorText(text);
    const model = call.model ?? '';
    if (status === 401 || status === 403)
      return new ProblemError('endpoint-unauthorised', say('keyRefused', { origin: baseUrl, status: String(status) }), say('setKey'));
    if (status === 429 || status === 503) {
      const refused = { origin: baseUrl, status: String(status) };
      return new ProblemError(
        'endpoint-busy',
        retryAfterMs === undefined ? say('busy', refused) : say('busyFor', { ...refused, seconds: Math.ceil(retryAfterMs / 1000) }),
        say('askInAMomentOrChoose'),
      );
    }
    if (/exceeds? (the )?(available )?context|context (length|window|size)|maximum context/i.test(reason))
      return new ProblemError('context-overflow', say('contextTooLong', { model }), say('removeContext'));
    if (model !== '' && (status === 404 || /model.{0,80}(not found|does not exist)|no such model/is.test(reason)) && reason !== '')
      return new ProblemError('model-missing', say('modelNotThere', { model, origin: baseUrl }), this.#options.missingRemedy(model));
    if (/does not support/i.test(reason))
      return new ProblemError('model-unfit', say('modelCannot', { model, reason }), say('chooseForTask'));
    if (/more system memory|out of memory|insufficient memory|cudaMalloc/i.test(reason))
      return new ProblemError('model-unfit', say('modelTooLarge', { model, reason }), say('chooseSmaller'));
    if (reason === '' || looksLikeHtml(contentType, text))
      return status >= 500
        ? new ProblemError(
            'endpoint-refused',
            say('failedWithStatus', { origin: baseUrl, status: String(status) }),
            say('seeServerLogOrRestart'),
          )
        : nonsense(baseUrl, say('statusFor', { status: String(status), path: call.path }));
    return new ProblemError(
      'endpoint-refused',
      say('refusedPurpose', { origin: baseUrl, purpose: call.purpose, status: String(status), reason }),
      say('seeServerLogOrChoose'),
    );
  }
}

/** Returns the error sentence of a reply in any of the usual shapes, or '' if there is none. Truncated, because it is shown. */
function errorText(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return '';
  }
  for (let depth = 0; depth < 3 && typeof value === 'object' && value !== null; depth++)
    value = 'error' in value ? value.error : 'message' in value ? value.message : undefined;
  return typeof value === 'string' ? value.slice(0, 500) : '';
}

const looksLikeHtml = (contentType: string, text: string): boolean => contentType.includes('html') || /^\s*</.test(text);

function parse(text: string, baseUrl: string, contentType: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw nonsense(baseUrl, say(looksLikeHtml(contentType, text) ? 'aWebPage' : 'textNotJson'));
  }
}

function checked<S extends v.GenericSchema>(value: unknown, schema: S, baseUrl: string, purpose: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const where = v.getDotPath(result.issues[0]) ?? 'the whole';
  throw nonsense(baseUrl, say('unknownAnswerShape', { purpose, where }));
}

function nonsense(baseUrl: string, what: Sentence): ProblemError {
  return new ProblemError('endpoint-nonsense', say('notAModelServer', { origin: baseUrl, what }), say('checkWhatRunsThere'));
}
