/**
 * Any endpoint with OpenAI's paths: /v1/models, /v1/chat/completions, /v1/embeddings. It reports little about its models; what it does not
 * report is undefined and never guessed here.
 */
import type { ConnectionPool } from '../net/connection-pool.js';
import { eventStream } from '../net/event-stream.js';
import { isLoopback } from '../net/route.js';
import type { Endpoint } from '../protocol/options.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import { answerItems, defaultMaxTokens, maxLineBytes, untilLeft } from './answer-stream.js';
import { type Call, type Deadlines, defaultDeadlines, EndpointClient } from './endpoint-client.js';
import { completionEvent, modelsSchema, seesImages, vectorRowsSchema, windowOf } from './openai-replies.js';
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

export class OpenAiProvider implements Provider {
  readonly kind = 'openai';
  readonly endpoint: string;
  readonly local: boolean;
  readonly #client: EndpointClient;
  /** True if the settings mark the endpoint's models as able to read images. */
  readonly #vision: boolean;

  constructor(endpoint: Endpoint, pool: ConnectionPool, deadlines: Deadlines = defaultDeadlines) {
    const bare = endpoint.url.replace(/\/+$/, '');
    this.endpoint = bare;
    this.#vision = endpoint.vision === true;
    this.local = isLoopback(new URL(bare).hostname);
    this.#client = new EndpointClient(pool, {
      // People paste the address with and without its version.
      baseUrl: /\/v\d+[a-z]*$/.test(bare) ? bare : `${bare}/v1`,
      deadlines,
      absentRemedy: say('startEndpoint'),
      missingRemedy: () => say('chooseListed'),
      ...(endpoint.apiKey ? { apiKey: endpoint.apiKey } : {}),
    });
  }

  /** The list contains everything that is known. */
  async models(signal: AbortSignal): Promise<readonly ModelDetails[]> {
    const call: Call = { method: 'GET', path: '/models', priority: 'person', purpose: 'list models' };
    const { data } = await this.#client.json(call, modelsSchema, signal);
    return data.map(row => ({
      id: row.id,
      sizeBytes: undefined,
      digest: '',
      quantisation: '',
      nParameters: undefined,
      windowTokens: windowOf(row),
      dimensions: undefined,
      capabilities: /embed/i.test(row.id) ? ['embed'] : this.#vision || seesImages(row) ? ['chat', 'vision'] : ['chat'],
    }));
  }

  async describe(wanted: string | ModelListing, signal: AbortSignal): Promise<ModelDetails> {
    // Of the two types of listing only details have capabilities.
    if (typeof wanted !== 'string' && 'capabilities' in wanted) return wanted as ModelDetails;
    const model = typeof wanted === 'string' ? wanted : wanted.id;
    const details = (await this.models(signal)).find(({ id }) => id === model);
    if (details !== undefined) return details;
    throw new ProblemError('model-missing', say('modelNotThere', { model, origin: this.endpoint }), say('chooseListed'));
  }

  chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatItem, void, undefined> {
    const { model, messages, temperature, seed, stop, format } = request;
    const call: Call = {
      method: 'POST',
      path: '/chat/completions',
      priority: request.priority,
      purpose: 'chat',
      model,
      // A remote endpoint may bill a question that it is already working on.
      repeatable: this.local,
      body: {
        model,
        messages: messages.map(messageOf),
        stream: true,
        stream_options: { include_usage: true },
        max_tokens: request.maxTokens ?? defaultMaxTokens,
        ...(temperature === undefined ? {} : { temperature }),
        ...(seed === undefined ? {} : { seed }),
        ...(stop === undefined ? {} : { stop }),
        ...(format === undefined ? {} : { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: format } } }),
      },
    };
    return untilLeft(both => this.#answer(call, both), signal);
  }

  async embed(request: EmbedRequest, signal: AbortSignal): Promise<EmbedReply> {
    const { model, texts, priority } = request;
    if (texts.length === 0) return { dimensions: 0, values: new Float32Array(0), nTokens: 0 };
    const body = { model, input: texts, encoding_format: 'float' };
    const reply = await this.#client.json(
      { method: 'POST', path: '/embeddings', body, priority, purpose: 'embed', model },
      vectorRowsSchema,
      signal,
    );
    // The order is that of `index`, not of arrival.
    const rows = reply.data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding);
    return vectorsOf(rows, texts.length, model, reply.usage?.prompt_tokens);
  }

  /** These endpoints do not report what is in memory, and load models themselves. */
  async resident(): Promise<readonly ResidentModel[]> {
    return [];
  }

  async warm(): Promise<void> {}

  async unload(): Promise<void> {}

  // oxlint-disable-next-line require-yield -- the endpoint has nothing to fetch; the interface is a stream
  async *pull(model: string): AsyncGenerator<never, void, undefined> {
    throw new ProblemError('model-missing', say('cannotPull', { origin: this.endpoint, model }), say('chooseListed'));
  }

  async *#answer(call: Call, signal: AbortSignal): AsyncGenerator<ChatItem, void, undefined> {
    const client = this.#client;
    const { body } = await client.stream(call, signal);
    let reason: ChatFacts['reason'] | undefined;
    let usage: { prompt: number | undefined; completion: number | undefined } = { prompt: undefined, completion: undefined };
    const read = (data: string) => {
      if (data === '[DONE]') return 'end';
      const event = completionEvent(data);
      reason = event?.reason ?? reason;
      usage = event?.usage ?? usage;
      return event;
    };
    yield* answerItems({ units: eventStream(body, maxLineBytes), read, isComplete: () => false, client, call }, signal);
    if (reason === undefined) throw client.cut();
    const facts = {
      reason,
      nPromptTokens: usage.prompt,
      nTokens: usage.completion,
      loadMs: undefined,
      promptMs: undefined,
      generateMs: undefined,
    };
    yield { kind: 'end', facts };
  }
}

/** Text alone stays a string, because not every server accepts parts. */
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
