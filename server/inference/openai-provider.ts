/**
 * Any endpoint with OpenAI's paths: /models, /chat/completions, /embeddings. It says little about its models, so what it does not say is
 * undefined and never guessed here. Which base path it has and which parameters it accepts is learnt from its refusals.
 */
import { eventStream, type StreamEvent } from '../net/event-stream.js';
import { isLoopback } from '../net/route.js';
import type { Endpoint } from '../protocol/options.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import { answerItems, defaultMaxTokens, maxLineBytes, type ReadUnit, untilLeft } from './answer-stream.js';
import { type ChatBody, Dialect } from './dialect.js';
import { type EndpointAddress, endpointAddress } from './endpoint-address.js';
import { type AskPool, type Deadlines, defaultDeadlines, type EndpointCall, EndpointClient } from './endpoint-client.js';
import { EndpointRefusal } from './endpoint-refusal.js';
import { type CompletionEvent, completionEvent, type FinishReason, modelsOf, openAiDetailsOf, vectorRowsOf } from './openai-replies.js';
import type {
  ChatFacts,
  ChatItem,
  ChatMessage,
  ChatRequest,
  EmbedReply,
  EmbedRequest,
  ModelDetails,
  ModelListing,
  Provider,
  ResidentModel,
} from './provider.js';
import { vectorsOf } from './vectors-of.js';

/** Each refusal teaches one thing; more than this many in a row are the endpoint's last word. */
const mostAdaptations = 5;

export class OpenAiProvider implements Provider {
  readonly kind = 'openai';
  readonly endpoint: string;
  readonly local: boolean;
  readonly #client: EndpointClient;
  readonly #dialect = new Dialect();
  readonly #address: EndpointAddress;
  /** Index into the bases of the address; the first is right for most. */
  #base = 0;
  /** A request has reached a path that exists. */
  #isBaseKnown = false;
  /** The setting says that its models see images. */
  readonly #vision: boolean;

  constructor(endpoint: Endpoint, pool: AskPool, deadlines: Deadlines = defaultDeadlines) {
    this.#address = endpointAddress(endpoint.url);
    this.endpoint = this.#address.name;
    this.#vision = endpoint.vision === true;
    const { hostname } = new URL(this.endpoint);
    this.local = isLoopback(hostname);
    this.#client = new EndpointClient(pool, {
      name: this.endpoint,
      urlOf: path => `${this.#address.bases[this.#base] ?? this.endpoint}${path}${this.#address.query}`,
      deadlines,
      absentRemedy: say('startEndpoint'),
      missingRemedy: () => say('chooseListed'),
      ...(endpoint.apiKey ? { apiKey: endpoint.apiKey } : {}),
      // Azure takes its keys in a header of its own.
      ...(endpoint.apiKey && hostname.endsWith('.azure.com') ? { headers: { 'api-key': endpoint.apiKey } } : {}),
    });
  }

  /** One list says all that there is to know. */
  async models(signal: AbortSignal): Promise<readonly ModelDetails[]> {
    const call: EndpointCall = { method: 'GET', path: '/models', priority: 'person', purpose: 'list models' };
    const reply = await this.#onBase(() => this.#client.json(call, signal));
    const models = modelsOf(reply, this.#vision);
    if (models === undefined) throw this.#client.unknownShape(call, 'data');
    return models;
  }

  async describe(wanted: string | ModelListing, signal: AbortSignal): Promise<ModelDetails> {
    // Of the two types of listing only details have capabilities.
    if (typeof wanted !== 'string') return 'capabilities' in wanted ? (wanted as ModelDetails) : this.unlisted(wanted.id);
    try {
      const details = (await this.models(signal)).find(({ id }) => id === wanted);
      if (details !== undefined) return details;
    } catch (error) {
      if (!(error instanceof EndpointRefusal)) throw error;
    }
    return this.unlisted(wanted);
  }

  /** Lists are cut, leave models out, or do not exist: a model that a person named is tried. */
  unlisted(model: string): ModelDetails {
    return { ...openAiDetailsOf(model, {}, this.#vision), capabilities: this.#vision ? ['chat', 'embed', 'vision'] : ['chat', 'embed'] };
  }

  chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatItem, void, undefined> {
    const { model, messages, temperature, seed, stop, format } = request;
    const wanted: ChatBody = {
      model,
      messages: messages.map(messageOf),
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: request.maxTokens ?? defaultMaxTokens,
      ...(temperature === undefined ? {} : { temperature }),
      ...(seed === undefined ? {} : { seed }),
      ...(stop === undefined ? {} : { stop }),
      ...(format === undefined ? {} : { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: format } } }),
    };
    const call: EndpointCall = {
      method: 'POST',
      path: '/chat/completions',
      priority: request.priority,
      purpose: 'chat',
      model,
      // A far endpoint may bill a question that it already works on.
      repeatable: this.local,
    };
    return untilLeft(both => this.#answer(call, wanted, both), signal);
  }

  async embed(request: EmbedRequest, signal: AbortSignal): Promise<EmbedReply> {
    const { model, texts, priority } = request;
    if (texts.length === 0) return { dimensions: 0, values: new Float32Array(0), nTokens: 0 };
    const body = { model, input: texts, encoding_format: 'float' };
    const call: EndpointCall = { method: 'POST', path: '/embeddings', body, priority, purpose: 'embed', model };
    let reply: unknown;
    try {
      reply = await this.#onBase(() => this.#client.json(call, signal));
    } catch (error) {
      throw error instanceof EndpointRefusal ? error.asTooMuch(texts.length) : error;
    }
    const vectors = vectorRowsOf(reply);
    if (vectors === undefined) throw this.#client.unknownShape(call, 'data');
    return vectorsOf(vectors.rows, texts.length, model, vectors.nTokens);
  }

  /** These endpoints do not say what is in memory, and load by themselves. */
  async resident(): Promise<readonly ResidentModel[]> {
    return [];
  }

  async warm(): Promise<void> {}

  async unload(): Promise<void> {}

  // oxlint-disable-next-line require-yield -- the endpoint has nothing to fetch; the interface is a stream
  async *pull(model: string): AsyncGenerator<never, void, undefined> {
    throw new ProblemError('model-missing', say('cannotPull', { origin: this.endpoint, model }), say('chooseListed'));
  }

  async *#answer(call: EndpointCall, wanted: ChatBody, signal: AbortSignal): AsyncGenerator<ChatItem, void, undefined> {
    const client = this.#client;
    const { body } = await this.#accepted(call, wanted, signal);
    const reader = new CompletionReader();
    const source = {
      body,
      units: (bytes: AsyncIterable<Uint8Array>) => eventStream(bytes, maxLineBytes),
      read: (event: StreamEvent) => reader.read(event),
      state: () => reader.state,
      client,
      call,
    };
    yield* answerItems(source, signal);
    const { reason, usage } = reader;
    if (reason === undefined || reason === 'broken') throw client.cut(reader.word);
    const facts = {
      reason,
      nPromptTokens: usage?.prompt,
      nTokens: usage?.completion,
      loadMs: undefined,
      promptMs: undefined,
      generateMs: undefined,
    };
    yield { kind: 'end', facts };
  }

  /** Sends the request, and again without what the endpoint refuses. */
  async #accepted(call: EndpointCall, wanted: ChatBody, signal: AbortSignal): Promise<{ readonly body: AsyncIterable<Uint8Array> }> {
    const model = call.model ?? '';
    for (let n = 0; ; n++) {
      const body = this.#dialect.body(model, wanted);
      try {
        return await this.#onBase(() => this.#client.stream({ ...call, body }, signal));
      } catch (error) {
        const isRefusal = error instanceof EndpointRefusal && (error.status === 400 || error.status === 422);
        if (!isRefusal || n === mostAdaptations || !this.#dialect.learn(model, body, error.said, error.param)) throw error;
      }
    }
  }

  /** Tries the next base path if the request met a path that does not exist; the one that exists is remembered. */
  async #onBase<T>(ask: () => Promise<T>): Promise<T> {
    const { bases } = this.#address;
    const first = this.#base;
    let refusal: EndpointRefusal | undefined;
    for (let n = 0; n < (this.#isBaseKnown ? 1 : bases.length); n++) {
      this.#base = (first + n) % bases.length;
      try {
        const answer = await ask();
        this.#isBaseKnown = true;
        return answer;
      } catch (error) {
        if (!(error instanceof EndpointRefusal)) throw error;
        if (!error.isPathMissing) {
          this.#isBaseKnown = true;
          throw error;
        }
        refusal ??= error;
      }
    }
    this.#base = first;
    // Every base was tried at least once.
    throw refusal as EndpointRefusal;
  }
}

/** Reads the events of one answer, and remembers how it ended. */
class CompletionReader {
  reason: ChatFacts['reason'] | 'broken' | undefined;
  usage: CompletionEvent['usage'];
  /** The server's own word for a bad end. */
  word = '';
  #hasUsage = false;

  get state(): 'running' | 'finished' | 'complete' {
    if (this.reason === undefined) return 'running';
    return this.#hasUsage ? 'complete' : 'finished';
  }

  read(event: StreamEvent): ReadUnit {
    if (event.kind === 'done') {
      // The mark is a good end for servers that never say why they ended.
      this.reason ??= 'stop';
      return 'end';
    }
    if (event.kind === 'unreadable') {
      if (event.type !== 'error') return 'broken';
      return { error: event.text.slice(0, 500), reasoning: '', text: '' };
    }
    if (event.type === 'error' && typeof event.value === 'string') return { error: event.value.slice(0, 500), reasoning: '', text: '' };
    const piece = completionEvent(event.value, event.type);
    if (piece === undefined) return 'skip';
    const ended: FinishReason | undefined = piece.reason ?? (piece.isWhole ? 'stop' : undefined);
    // A good end after a bad one does not make the answer whole.
    if (this.reason !== 'broken') this.reason = ended ?? this.reason;
    if (ended === 'broken') this.word = piece.word;
    if (piece.usage !== undefined) this.usage = piece.usage;
    this.#hasUsage ||= piece.usage?.completion !== undefined && this.reason !== undefined;
    return { error: piece.error, reasoning: piece.reasoning, text: piece.text };
  }
}

/** Text alone stays a string: not every server takes parts. */
const messageOf = ({ role, content, images }: ChatMessage) =>
  images === undefined
    ? { role, content }
    : {
        role,
        content: [
          { type: 'text', text: content },
          ...images.map(({ mediaType, data }) => ({ type: 'image_url', image_url: { url: `data:${mediaType};base64,${data}` } })),
        ],
      };
