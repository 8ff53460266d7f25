/**
 * Ollama through its native API. Invariants: nothing is truncated silently (`truncate: false`, and `shift: false` because the answer could
 * push the question out), every stream ends with an `end` item or throws, and model names are used only inside JSON.
 */

import * as v from 'valibot';
import { jsonOf } from '../base/json-of.js';
import { sleep } from '../base/signals.js';
import { lines } from '../net/lines-of-body.js';
import { isLoopback } from '../net/route.js';
import { abortError } from '../protocol/abort-error.js';
import type { Endpoint } from '../protocol/options.js';
import { say } from '../protocol/sentences/sentence.js';
import { answerItems, defaultMaxTokens, maxLineBytes, type ReadUnit, untilLeft } from './answer-stream.js';
import { type AskPool, type Deadlines, defaultDeadlines, type EndpointCall, EndpointClient } from './endpoint-client.js';
import { EndpointRefusal } from './endpoint-refusal.js';
import { messageIn } from './error-message.js';
import { chatLine, listingsOf, modelsSchema, noShow, ollamaDetailsOf, pullSchema, residentsOf, showSchema } from './ollama-replies.js';
import type {
  ChatFacts,
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
import { vectorsOf } from './vectors-of.js';

/** A model stays in memory this long after its last use, because a person reads an answer before asking again. */
const keepAlive = '30m';
/** After this long without a first byte, check whether the model is still loading; then check again at this interval. */
const loadingAfterMs = 400;
const loadingEveryMs = 1000;

const embedSchema = v.object({ embeddings: v.array(v.array(v.number())), prompt_eval_count: v.nullish(v.number()) });

export class OllamaProvider implements Provider {
  readonly kind = 'ollama';
  readonly endpoint: string;
  readonly local: boolean;
  readonly #client: EndpointClient;

  constructor(endpoint: Endpoint, pool: AskPool, deadlines: Deadlines = defaultDeadlines) {
    // People paste the address of the OpenAI-compatible paths, and of single calls.
    this.endpoint = endpoint.url.replace(/\/+$/, '').replace(/\/(v1|api)(\/[a-z/]*)?$/, '');
    this.local = isLoopback(new URL(this.endpoint).hostname);
    this.#client = new EndpointClient(pool, {
      name: this.endpoint,
      urlOf: path => this.endpoint + path,
      deadlines,
      absentRemedy: say('startOllama'),
      missingRemedy: model => say('pullModel', { model }),
      ...(endpoint.apiKey ? { apiKey: endpoint.apiKey } : {}),
    });
  }

  async models(signal: AbortSignal): Promise<readonly ModelListing[]> {
    const reply = await this.#client.checked(
      { method: 'GET', path: '/api/tags', priority: 'person', purpose: 'list models' },
      modelsSchema,
      signal,
    );
    return listingsOf(reply);
  }

  async describe(wanted: string | ModelListing, signal: AbortSignal): Promise<ModelDetails> {
    const model = typeof wanted === 'string' ? wanted : wanted.id;
    const call: EndpointCall = {
      method: 'POST',
      path: '/api/show',
      body: { model },
      priority: 'person',
      purpose: 'describe a model',
      model,
    };
    const listing = typeof wanted === 'string' ? this.#listingOf(wanted, signal) : wanted;
    const [show, listed] = await Promise.all([this.#show(call, signal), listing]);
    if (!(show instanceof EndpointRefusal)) return ollamaDetailsOf(show, listed ?? unknownListing(model));
    // Servers that imitate Ollama cannot describe the models that they list; a model that is not listed is missing.
    if (listed === undefined) throw show;
    return ollamaDetailsOf(noShow, listed);
  }

  /** The list is complete. */
  unlisted(): undefined {
    return undefined;
  }

  chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatItem, void, undefined> {
    const call: EndpointCall = {
      method: 'POST',
      path: '/api/chat',
      priority: request.priority,
      purpose: 'chat',
      model: request.model,
      body: {
        model: request.model,
        messages: request.messages.map(({ images, ...message }) =>
          images ? { ...message, images: images.map(({ data }) => data) } : message,
        ),
        stream: true,
        truncate: false,
        shift: false,
        keep_alive: keepAlive,
        ...(request.format === undefined ? {} : { format: request.format }),
        options: {
          ...(request.windowTokens === undefined ? {} : { num_ctx: request.windowTokens }),
          num_predict: request.maxTokens ?? defaultMaxTokens,
          ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
          ...(request.seed === undefined ? {} : { seed: request.seed }),
          ...(request.stop === undefined ? {} : { stop: request.stop }),
        },
      },
    };
    return untilLeft(both => this.#answer(call, request.model, both), signal);
  }

  async embed(request: EmbedRequest, signal: AbortSignal): Promise<EmbedReply> {
    const { model, texts, priority } = request;
    if (texts.length === 0) return { dimensions: 0, values: new Float32Array(0), nTokens: 0 };
    const body = { model, input: texts, truncate: false, keep_alive: keepAlive };
    const call: EndpointCall = { method: 'POST', path: '/api/embed', body, priority, purpose: 'embed', model };
    let reply: v.InferOutput<typeof embedSchema>;
    try {
      reply = await this.#client.checked(call, embedSchema, signal);
    } catch (error) {
      throw error instanceof EndpointRefusal ? error.asTooMuch(texts.length) : error;
    }
    return vectorsOf(reply.embeddings, texts.length, model, reply.prompt_eval_count ?? undefined);
  }

  async resident(signal: AbortSignal): Promise<readonly ResidentModel[]> {
    const reply = await this.#client.checked(
      { method: 'GET', path: '/api/ps', priority: 'person', purpose: 'list loaded models' },
      modelsSchema,
      signal,
    );
    // A model that was just unloaded is listed for a moment, already expired.
    return residentsOf(reply).filter(({ expiresAt }) => Number.isNaN(expiresAt) || expiresAt > Date.now());
  }

  async warm(request: WarmRequest, signal: AbortSignal): Promise<void> {
    const { model, prefix, windowTokens } = request;
    // Without messages the model is only loaded. With messages and one token of answer, their computed state stays in its cache.
    const body = {
      model,
      messages: prefix,
      stream: false,
      truncate: false,
      keep_alive: keepAlive,
      options: { ...(windowTokens === undefined ? {} : { num_ctx: windowTokens }), ...(prefix.length === 0 ? {} : { num_predict: 1 }) },
    };
    await this.#client.json({ method: 'POST', path: '/api/chat', body, priority: 'visible', purpose: 'prewarm', model }, signal);
  }

  async unload(model: string, signal: AbortSignal): Promise<void> {
    const body = { model, messages: [], keep_alive: 0 };
    await this.#client.json({ method: 'POST', path: '/api/chat', body, priority: 'visible', purpose: 'unload', model }, signal);
  }

  async *pull(model: string, signal: AbortSignal): AsyncGenerator<PullProgress, void, undefined> {
    const call: EndpointCall = { method: 'POST', path: '/api/pull', body: { model }, priority: 'visible', purpose: 'fetch a model', model };
    const { body } = await this.#client.stream(call, signal);
    let done = false;
    for await (const line of lines(body, maxLineBytes)) {
      const parsed = v.safeParse(pullSchema, jsonOf(line));
      if (!parsed.success) throw this.#client.nonsense(say('progressNotUnderstood'));
      const { status, error, completed, total } = parsed.output;
      // Errors come inside a stream that began with status 200.
      if (error !== undefined && error !== null)
        throw this.#client.failure(call, typeof error === 'string' ? error : (messageIn(error) ?? ''));
      done ||= status === 'success';
      yield { status: status ?? '', doneBytes: completed, totalBytes: total };
    }
    if (!done) throw this.#client.failure(call, 'the fetch ended before the model was whole');
  }

  /** Waits for the head of the reply. Yields `loading` items while the model is not in memory yet, and `loaded` when it is. */
  async *#whileLoading<T>(reply: Promise<T>, model: string, signal: AbortSignal): AsyncGenerator<ChatItem, T, undefined> {
    const settled = reply.then(
      () => true,
      () => true,
    );
    const done = new AbortController();
    let isLoading = false;
    try {
      for (let pauseMs = loadingAfterMs; ; pauseMs = loadingEveryMs) {
        const pause = sleep(pauseMs, done.signal).catch(() => undefined);
        if (await Promise.race([settled, pause])) return await reply;
        const resident = await this.resident(signal).catch(() => []);
        if (await Promise.race([settled, Promise.resolve(false)])) return await reply;
        if (resident.some(({ id }) => id === model || id === `${model}:latest`)) {
          if (isLoading) yield { kind: 'loaded' };
          return await reply;
        }
        isLoading = true;
        yield { kind: 'loading', model };
      }
    } finally {
      done.abort(abortError('Done'));
      // The caller left while the model was loading: the request is aborted and its failure is ignored.
      reply.catch(() => undefined);
    }
  }

  async #show(call: EndpointCall, signal: AbortSignal) {
    try {
      return await this.#client.checked(call, showSchema, signal);
    } catch (error) {
      if (error instanceof EndpointRefusal && [400, 404, 405, 500, 501].includes(error.status)) return error;
      throw error;
    }
  }

  async #listingOf(model: string, signal: AbortSignal): Promise<ModelListing | undefined> {
    return (await this.models(signal)).find(({ id }) => id === model || id === `${model}:latest`);
  }

  async *#answer(call: EndpointCall, model: string, signal: AbortSignal): AsyncGenerator<ChatItem, void, undefined> {
    const client = this.#client;
    const { body } = yield* this.#whileLoading(client.stream(call, signal), model, signal);
    let facts: ChatFacts | undefined;
    let saysDone = false;
    const read = (line: string): ReadUnit => {
      const value = jsonOf(line);
      if (value === undefined) return 'broken';
      const piece = chatLine(value);
      saysDone ||= piece?.done !== undefined;
      facts = piece?.facts ?? facts;
      return piece ?? 'skip';
    };
    const state = () => (facts === undefined ? 'running' : 'complete');
    yield* answerItems({ body, units: bytes => lines(bytes, maxLineBytes), read, state, client, call }, signal);
    // Of a server that never says `done`, the end of the stream is all that there is to go by.
    if (facts === undefined && saysDone) throw client.cut();
    yield { kind: 'end', facts: facts ?? unknownFacts };
  }
}

const unknownListing = (id: string): ModelListing => ({ id, sizeBytes: undefined, digest: '', quantisation: '', nParameters: undefined });

const unknownFacts: ChatFacts = {
  reason: 'other',
  nPromptTokens: undefined,
  nTokens: undefined,
  loadMs: undefined,
  promptMs: undefined,
  generateMs: undefined,
};
