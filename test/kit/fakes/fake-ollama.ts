/**
 * A faithful fake of Ollama 0.17: the same paths, headers, chunks and error sentences as recorded in test/fixtures/ollama, over HTTP/1.1,
 * TLS or HTTP/2. Misbehaves on request. Answers are made from the prompt and cite the places in it. Imports nothing of the product, and
 * nothing by relative path, so that Node runs it without a build.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface FakeModel {
  readonly name: string;
  readonly sizeBytes: number;
  digest: string;
  readonly family: string;
  readonly parameterSize: string;
  readonly quantisation: string;
  readonly capabilities: readonly ('completion' | 'embedding' | 'tools' | 'thinking')[];
  /** The window that the model was trained for. */
  readonly contextLength: number;
  /** The window that its Modelfile sets, if any. */
  readonly numCtx: number | undefined;
  readonly dimensions: number;
}

/** A fault to inject, once unless `always`. */
export type Fault = { readonly path?: string; readonly always?: boolean } & (
  | { readonly kind: 'status'; readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'html' }
  /** Closes the socket without an answer. */
  | { readonly kind: 'reset' }
  /** Accepts the request and never answers. */
  | { readonly kind: 'silent' }
  /** Good lines, then half a line, then a proper end. */
  | { readonly kind: 'half-line' }
  /** Good lines, then one that is not JSON. */
  | { readonly kind: 'bad-line' }
  /** Good lines, then nothing more, with the socket open. */
  | { readonly kind: 'stall' }
  /** Good lines, then the socket is closed. */
  | { readonly kind: 'cut' }
  /** Good lines, then a proper end without the last line. */
  | { readonly kind: 'early-end' }
  /** Sends tokens for ever. */
  | { readonly kind: 'endless' }
  | { readonly kind: 'huge-token'; readonly bytes: number }
  | { readonly kind: 'error-line'; readonly text: string }
  /** Sends lines in pieces of this many bytes. */
  | { readonly kind: 'pieces'; readonly bytes: number }
  | { readonly kind: 'vectors'; readonly how: 'nan' | 'null' | 'short' | 'few' | 'many' | 'ragged' | 'zero' | 'text' }
);

export interface FakeOllamaOptions {
  readonly models?: readonly FakeModel[];
  /** Time to read a model into memory. */
  readonly loadMs?: number;
  readonly tokenMs?: number;
  /** Time to read a token of the prompt that is not in the prefix cache. */
  readonly promptTokenMs?: number;
  /** Fixed cost of an embedding request, and cost per text. */
  readonly embedRequestMs?: number;
  readonly embedTextMs?: number;
  /** Number of requests that are processed at once; others wait. */
  readonly parallel?: number;
  /** TLS; `h2` offers HTTP/2. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly h2: boolean };
  /** Required in the `authorization` header. */
  readonly apiKey?: string;
  readonly answer?: (prompt: string) => string;
  /** If true, each token is the time of its sending, from this process's `performance.now()`, to measure the time on the way. */
  readonly stampTokens?: boolean;
  /** Called when a request has arrived completely, before it is handled. */
  readonly onRequest?: (path: string) => void;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
  readonly httpVersion: string;
}

interface Message {
  readonly role: string;
  readonly content: string;
}

export const smollm: FakeModel = {
  name: 'smollm2:135m',
  sizeBytes: 98_363_022,
  digest: '1b66fa9adeb925bf210a192b171a6346b24c3a80370000f1fa3086882d642312',
  family: 'llama',
  parameterSize: '134.52M',
  quantisation: 'Q4_1',
  capabilities: ['completion'],
  contextLength: 8192,
  numCtx: 4096,
  dimensions: 576,
};

export const minilm: FakeModel = {
  name: 'all-minilm:latest',
  sizeBytes: 45_960_996,
  digest: '1b226e2802dbb772b5fc32a58f103ca1804ef7501331012de126ab22f67475ef',
  family: 'bert',
  parameterSize: '22.57M',
  quantisation: 'F16',
  capabilities: ['embedding'],
  contextLength: 512,
  numCtx: undefined,
  dimensions: 384,
};

const kept = 2000;
const mib = 1024 * 1024;

export class FakeOllama {
  readonly models: FakeModel[];
  readonly requests: SeenRequest[] = [];
  /** Number of clients that left before their answer was complete. */
  nLeft = 0;
  nConnections = 0;
  nRequests = 0;
  mostInFlight = 0;
  options: FakeOllamaOptions;
  #server: Server | Http2SecureServer | undefined;
  #port = 0;
  readonly #sockets = new Set<Socket>();
  readonly #faults: Fault[] = [];
  readonly #resident = new Map<string, { readonly numCtx: number; expiresAt: number; prefix: string }>();
  readonly #leftWaiters: (() => void)[] = [];
  readonly #slotWaiters: (() => void)[] = [];
  #nWorking = 0;
  #nInFlight = 0;

  constructor(options: FakeOllamaOptions = {}) {
    this.options = options;
    this.models = [...(options.models ?? [smollm, minilm])].map(model => ({ ...model }));
  }

  get url(): string {
    return `${this.options.tls ? 'https' : 'http'}://localhost:${this.#port}`.replace('http://localhost', 'http://127.0.0.1');
  }

  async start(port = 0): Promise<this> {
    const handle = (request: IncomingMessage, response: ServerResponse) => {
      this.#handle(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500);
        response.end(JSON.stringify({ error: String(error) }));
      });
    };
    const { tls } = this.options;
    // The compatibility API of HTTP/2 passes objects with the same members.
    if (tls === undefined) this.#server = createServer({ keepAliveTimeout: 120_000 }, handle);
    else if (tls.h2) this.#server = createSecureServer({ ...tls, allowHTTP1: true }, handle as never);
    else this.#server = createTlsServer(tls, handle);
    this.#server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.nConnections++;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
    });
    const server = this.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port || this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  /** Acts as if the process were killed: every connection is lost. `start()` brings it back at the same port. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#resident.clear();
    if (server === undefined) return;
    const closed = new Promise<void>(resolve => server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /**
   * Acts as if the process were killed and restarted before any further request: connections and loaded models are lost, the port is kept.
   */
  restart(): void {
    this.#resident.clear();
    for (const socket of this.#sockets) socket.destroy();
  }

  misbehave(fault: Fault): void {
    this.#faults.push(fault);
  }

  behave(): void {
    this.#faults.length = 0;
  }

  /** Resolves when the next client leaves before its answer is complete. */
  nextLeft(): Promise<void> {
    return new Promise(resolve => this.#leftWaiters.push(resolve));
  }

  #faultOf(path: string): Fault | undefined {
    const i = this.#faults.findIndex(fault => fault.path === undefined || fault.path === path);
    const fault = this.#faults[i];
    if (fault !== undefined && !fault.always) this.#faults.splice(i, 1);
    return fault;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    this.nRequests++;
    this.#nInFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.#nInFlight);
    response.once('close', () => {
      this.#nInFlight--;
      if (response.writableFinished) return;
      this.nLeft++;
      for (const waiter of this.#leftWaiters.splice(0)) waiter();
    });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    let body: Record<string, unknown> = {};
    try {
      if (text !== '') body = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return sendJson(response, 400, { error: 'unexpected EOF' });
    }
    if (path.startsWith('/fake/')) return this.#control(path, body, response);
    this.options.onRequest?.(path);
    const { authorization } = request.headers;
    this.requests.push({ method: request.method ?? '', path, body, authorization, httpVersion: request.httpVersion });
    if (this.requests.length > kept) this.requests.shift();
    const { apiKey } = this.options;
    if (apiKey !== undefined && authorization !== `Bearer ${apiKey}`)
      return sendJson(response, 401, { error: { message: 'Incorrect API key provided', type: 'invalid_request_error' } });
    const fault = this.#faultOf(path);
    switch (fault?.kind) {
      case 'status':
        response.writeHead(fault.status, { 'content-type': 'application/json; charset=utf-8', ...fault.headers });
        response.end(fault.body ?? '');
        return;
      case 'html':
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!doctype html><title>Router</title><p>Sign in</p>');
        return;
      case 'reset':
        destroy(request, response);
        return;
      case 'silent':
        return;
      default:
    }
    const leave = await this.#slot(path, response);
    try {
      await this.#route(request.method ?? 'GET', path, body, response, fault);
    } finally {
      leave();
    }
  }

  /** Makes requests beyond `parallel` wait for their turn, as a real server does. Listings never wait. */
  async #slot(path: string, response: ServerResponse): Promise<() => void> {
    const { parallel } = this.options;
    if (parallel === undefined || !/chat|generate|embed/.test(path)) return () => undefined;
    while (this.#nWorking >= parallel && !response.destroyed) await new Promise<void>(resolve => this.#slotWaiters.push(resolve));
    this.#nWorking++;
    return () => {
      this.#nWorking--;
      for (const waiter of this.#slotWaiters.splice(0)) waiter();
    };
  }

  async #route(
    method: string,
    path: string,
    body: Record<string, unknown>,
    response: ServerResponse,
    fault: Fault | undefined,
  ): Promise<void> {
    switch (`${method} ${path}`) {
      case 'GET /':
        response.end('Ollama is running');
        return;
      case 'GET /api/version':
        return sendJson(response, 200, { version: '0.17.4' });
      case 'GET /api/tags':
        return sendJson(response, 200, { models: this.models.map(tagOf) });
      case 'GET /api/ps':
        return sendJson(response, 200, { models: this.#residents() });
      case 'POST /api/show':
        return this.#show(body, response);
      case 'POST /api/chat':
        return this.#chat(body, response, fault);
      case 'POST /api/embed':
        return this.#embed(body, response, fault);
      case 'POST /api/pull':
        return this.#pull(body, response);
      case 'GET /v1/models':
        return sendJson(response, 200, {
          object: 'list',
          data: this.models.map(({ name }) => ({ id: name, object: 'model', created: 1_795_419_069, owned_by: 'library' })),
        });
      case 'POST /v1/chat/completions':
        return this.#completions(body, response, fault);
      case 'POST /v1/embeddings':
        return this.#embeddings(body, response, fault);
      default:
        response.writeHead(404, { 'content-type': 'text/plain' });
        response.end('404 page not found');
    }
  }

  #control(path: string, body: Record<string, unknown>, response: ServerResponse): void {
    if (path === '/fake/misbehave') this.misbehave(body as unknown as Fault);
    else if (path === '/fake/behave') this.behave();
    const { requests, nConnections, nRequests, nLeft, mostInFlight } = this;
    sendJson(response, 200, { requests, nConnections, nRequests, nLeft, mostInFlight });
  }

  #find(name: unknown): FakeModel | undefined {
    return this.models.find(model => model.name === name || model.name === `${String(name)}:latest`);
  }

  #residents(): unknown[] {
    const now = Date.now();
    return [...this.#resident].flatMap(([name, { numCtx, expiresAt }]) => {
      const model = this.#find(name);
      if (model === undefined || expiresAt < now - 1000) return [];
      const { modified_at: _, ...tag } = tagOf(model);
      return [
        {
          ...tag,
          size: model.sizeBytes + numCtx * 22_600,
          expires_at: new Date(expiresAt).toISOString(),
          size_vram: 0,
          context_length: numCtx,
        },
      ];
    });
  }

  #show(body: Record<string, unknown>, response: ServerResponse): void {
    const model = this.#find(body['model']);
    if (model === undefined) return sendJson(response, 404, { error: `model '${String(body['model'])}' not found` });
    const { family } = model;
    sendJson(response, 200, {
      modelfile: `FROM ${model.name}\n`,
      ...(model.numCtx === undefined
        ? {}
        : { parameters: `num_ctx                        ${model.numCtx}\nstop                           "<|im_end|>"` }),
      template: '{{- range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}<|im_end|>\n{{ end }}<|im_start|>assistant\n',
      details: tagOf(model).details,
      model_info: {
        'general.architecture': family,
        'general.parameter_count': Math.round(Number.parseFloat(model.parameterSize) * (model.parameterSize.endsWith('B') ? 1e9 : 1e6)),
        [`${family}.context_length`]: model.contextLength,
        [`${family}.embedding_length`]: model.dimensions,
        'tokenizer.ggml.tokens': null,
      },
      capabilities: model.capabilities,
      modified_at: '2026-11-23T07:31:09.421527937Z',
    });
  }

  /** Loads the model if it is not in memory with this window, and returns the time it took. */
  async #load(model: FakeModel, numCtx: number, keepAlive: unknown): Promise<number> {
    const known = this.#resident.get(model.name);
    const startMs = performance.now();
    if (known?.numCtx !== numCtx || known.expiresAt < Date.now()) {
      await wait(this.options.loadMs ?? 0);
      this.#resident.set(model.name, { numCtx, expiresAt: 0, prefix: '' });
    }
    const resident = this.#resident.get(model.name);
    if (resident) resident.expiresAt = Date.now() + keepAliveMs(keepAlive);
    return performance.now() - startMs;
  }

  async #chat(body: Record<string, unknown>, response: ServerResponse, fault: Fault | undefined): Promise<void> {
    const model = this.#find(body['model']);
    if (model === undefined) return sendJson(response, 404, { error: `model '${String(body['model'])}' not found` });
    const { name } = model;
    if (!model.capabilities.includes('completion')) return sendJson(response, 400, { error: `"${name}" does not support chat` });
    if (body['tools'] !== undefined && !model.capabilities.includes('tools'))
      return sendJson(response, 400, { error: `registry.ollama.ai/library/${name} does not support tools` });
    if (body['think'] && !model.capabilities.includes('thinking'))
      return sendJson(response, 400, { error: `"${name}" does not support thinking` });
    const options = (body['options'] ?? {}) as Record<string, unknown>;
    const numCtx = Number(options['num_ctx'] ?? model.numCtx ?? 4096);
    const messages = (body['messages'] ?? []) as Message[];
    if (messages.length === 0) {
      const unload = body['keep_alive'] === 0;
      if (unload) {
        const resident = this.#resident.get(name);
        if (resident) resident.expiresAt = Date.now();
      } else await this.#load(model, numCtx, body['keep_alive']);
      return sendJson(response, 200, { ...piece(name, ''), done: true, done_reason: unload ? 'unload' : 'load' });
    }
    const loadMs = await this.#load(model, numCtx, body['keep_alive']);
    let prompt = messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join('');
    let nPrompt = countTokens(prompt);
    if (nPrompt > numCtx) {
      if (body['truncate'] === false) return sendJson(response, 400, { error: 'the input length exceeds the context length' });
      prompt = prompt.slice(-numCtx * 4);
      nPrompt = numCtx;
    }
    const promptMs = await this.#readPrompt(name, prompt, nPrompt);
    const most = Number(options['num_predict'] ?? -1);
    const answer = body['format'] === undefined ? this.#answerTo(messages) : answerInFormat(body['format']);
    const all = tokens(answer);
    const given = most >= 0 ? all.slice(0, most) : all;
    const end = {
      done: true,
      done_reason: given.length < all.length ? 'length' : 'stop',
      total_duration: Math.round((loadMs + promptMs) * 1e6),
      load_duration: Math.round(loadMs * 1e6) + 1,
      prompt_eval_count: nPrompt,
      prompt_eval_duration: Math.round(promptMs * 1e6) + 1,
      eval_count: given.length,
      eval_duration: Math.round(given.length * (this.options.tokenMs ?? 0) * 1e6) + 1,
    };
    if (body['stream'] === false) return sendJson(response, 200, { ...piece(name, given.join('')), ...end });
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    await this.#send(
      response,
      given.map(text => `${JSON.stringify({ ...piece(name, text), done: false })}\n`),
      [`${JSON.stringify({ ...piece(name, ''), ...end })}\n`],
      fault,
    );
  }

  async #completions(body: Record<string, unknown>, response: ServerResponse, fault: Fault | undefined): Promise<void> {
    const model = this.#find(body['model']);
    if (model === undefined)
      return sendJson(response, 404, {
        error: { message: `model '${String(body['model'])}' not found`, type: 'api_error', param: null, code: null },
      });
    const messages = (body['messages'] ?? []) as Message[];
    const prompt = messages.map(({ content }) => content).join('\n');
    const numCtx = model.numCtx ?? 4096;
    await this.#load(model, numCtx, undefined);
    const nPrompt = countTokens(prompt);
    if (nPrompt > model.contextLength)
      return sendJson(response, 400, {
        error: {
          message: `This model's maximum context length is ${model.contextLength} tokens`,
          type: 'invalid_request_error',
          code: 'context_length_exceeded',
        },
      });
    await this.#readPrompt(model.name, prompt, nPrompt);
    const all = tokens(this.#answerTo(messages));
    const most = Number(body['max_tokens'] ?? all.length);
    const given = all.slice(0, most);
    const head = {
      id: 'chatcmpl-89',
      object: 'chat.completion.chunk',
      created: 1_795_419_969,
      model: model.name,
      system_fingerprint: 'fp_ollama',
    };
    const choice = (content: string, finish: string | null) => ({
      ...head,
      choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: finish }],
    });
    const usage = { prompt_tokens: nPrompt, completion_tokens: given.length, total_tokens: nPrompt + given.length };
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    await this.#send(
      response,
      given.map(text => event(choice(text, null))),
      [event(choice('', given.length < all.length ? 'length' : 'stop')), event({ ...head, choices: [], usage }), 'data: [DONE]\n\n'],
      fault,
    );
  }

  /** Reads the part of the prompt that is not in the prefix cache. */
  async #readPrompt(name: string, prompt: string, nPrompt: number): Promise<number> {
    const resident = this.#resident.get(name);
    let same = 0;
    const before = resident?.prefix ?? '';
    while (same < before.length && before[same] === prompt[same]) same++;
    if (resident) resident.prefix = prompt;
    const ms = Math.max(0, nPrompt - Math.floor(same / 4)) * (this.options.promptTokenMs ?? 0);
    await wait(ms);
    return ms;
  }

  #answerTo(messages: readonly Message[]): string {
    const prompt = messages.map(({ content }) => content).join('\n');
    return this.options.answer?.(prompt) ?? answerFrom(prompt);
  }

  async #send(response: ServerResponse, good: readonly string[], end: readonly string[], fault: Fault | undefined): Promise<void> {
    const { tokenMs = 0 } = this.options;
    // An HTTP/2 response is closed without being destroyed.
    let isClosed = false;
    const closed = new Promise<void>(resolve => response.once('close', resolve)).then(() => void (isClosed = true));
    const write = async (given: string) => {
      if (isClosed || response.destroyed) return;
      const text = this.options.stampTokens
        ? given.replace(/"content":"[^"]+"/, () => `"content":" ${performance.now().toFixed(3)}"`)
        : given;
      if (fault?.kind === 'pieces') {
        const bytes = Buffer.from(text);
        for (let i = 0; i < bytes.length; i += fault.bytes) {
          response.write(bytes.subarray(i, i + fault.bytes));
          await new Promise(setImmediate);
        }
      } else if (!response.write(text)) await Promise.race([new Promise<void>(resolve => response.once('drain', resolve)), closed]);
      if (tokenMs > 0) await wait(tokenMs);
    };
    const spoilt = fault !== undefined && fault.kind !== 'pieces' && fault.kind !== 'vectors';
    for (const line of spoilt ? good.slice(0, 3) : good) await write(line);
    switch (fault?.kind) {
      case 'half-line':
        response.end(good[3]?.slice(0, 25));
        return;
      case 'bad-line':
        response.end(`${good[3]?.startsWith('data:') ? 'data: ' : ''}{"model": oops}\n\n`);
        return;
      case 'stall':
        return;
      case 'cut':
        // What was written must reach the client first.
        await wait(20);
        response.socket?.destroy();
        return;
      case 'early-end':
        response.end();
        return;
      case 'endless':
        while (!isClosed && !response.destroyed) {
          await write(good[1] ?? '');
          await new Promise(setImmediate);
        }
        return;
      case 'huge-token':
        await write((good[1] ?? '').replace(/"content":"[^"]*"/, () => `"content":"${'x'.repeat(fault.bytes)}"`));
        break;
      case 'error-line':
        response.end(`${good[0]?.startsWith('data:') ? 'data: ' : ''}${JSON.stringify({ error: fault.text })}\n\n`);
        return;
      default:
    }
    for (const line of end) await write(line);
    response.end();
  }

  async #embed(body: Record<string, unknown>, response: ServerResponse, fault: Fault | undefined): Promise<void> {
    const model = this.#find(body['model']);
    if (model === undefined) return sendJson(response, 404, { error: `model "${String(body['model'])}" not found, try pulling it first` });
    const input = body['input'] as string | string[];
    const texts = typeof input === 'string' ? [input] : input;
    if (texts.length === 0) return sendJson(response, 200, { model: model.name, embeddings: [] });
    const loadMs = await this.#load(model, model.numCtx ?? Math.min(model.contextLength, 4096), body['keep_alive']);
    if (body['truncate'] === false && texts.some(text => countTokens(text) > (model.numCtx ?? model.contextLength)))
      return sendJson(response, 400, { error: 'the input length exceeds the context length' });
    await wait((this.options.embedRequestMs ?? 0) + texts.length * (this.options.embedTextMs ?? 0));
    const embeddings = spoil(
      texts.map(text => vectorOf(text, model.dimensions, model.digest)),
      fault,
    );
    sendJson(response, 200, {
      model: model.name,
      embeddings,
      total_duration: Math.round(loadMs * 1e6) + 1000,
      load_duration: Math.round(loadMs * 1e6),
      prompt_eval_count: texts.reduce((sum, text) => sum + countTokens(text), 0),
    });
  }

  async #embeddings(body: Record<string, unknown>, response: ServerResponse, fault: Fault | undefined): Promise<void> {
    const model = this.#find(body['model']);
    if (model === undefined)
      return sendJson(response, 404, {
        error: { message: `model '${String(body['model'])}' not found`, type: 'api_error', param: null, code: null },
      });
    const input = body['input'] as string | string[];
    const texts = typeof input === 'string' ? [input] : input;
    await wait((this.options.embedRequestMs ?? 0) + texts.length * (this.options.embedTextMs ?? 0));
    const vectors = spoil(
      texts.map(text => vectorOf(text, model.dimensions, model.digest)),
      fault,
    );
    const nTokens = texts.reduce((sum, text) => sum + countTokens(text), 0);
    sendJson(response, 200, {
      object: 'list',
      data: vectors.map((embedding, index) => ({ object: 'embedding', embedding, index })).toReversed(),
      model: model.name,
      usage: { prompt_tokens: nTokens, total_tokens: nTokens },
    });
  }

  async #pull(body: Record<string, unknown>, response: ServerResponse): Promise<void> {
    const name = String(body['model']);
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const line = (value: unknown) => response.write(`${JSON.stringify(value)}\n`);
    line({ status: 'pulling manifest' });
    if (name.startsWith('no-such')) {
      line({
        error: `pull model manifest: Get "https://registry.ollama.ai/v2/library/${name}/manifests/latest": dial tcp: lookup registry.ollama.ai: no such host`,
      });
      response.end();
      return;
    }
    const digest = `sha256:${'ab'.repeat(32)}`;
    for (let done = 0; done <= 4; done++) {
      line({ status: `pulling ${digest.slice(7, 19)}`, digest, total: 40 * mib, completed: done * 10 * mib });
      await wait(this.options.tokenMs ?? 0);
    }
    for (const status of ['verifying sha256 digest', 'writing manifest', 'success']) line({ status });
    if (this.#find(name) === undefined) this.models.push({ ...smollm, name: name.includes(':') ? name : `${name}:latest` });
    response.end();
  }
}

/** Returns an answer in Markdown that cites the first places named in the prompt, so that citations can be followed. */
export function answerFrom(prompt: string): string {
  const places = [...new Set([...prompt.matchAll(/[\w./@-]+\.\w+:\d+-\d+/g)].map(([place]) => place))];
  if (places.length === 0) return 'The colours are:\n\n1. Red\n2. Green\n3. Blue\n\nEach of them is made of light.';
  const cited = places.slice(0, 3).map((place, i) => `${i + 1}. See \`${place}\`.`);
  return `It works as follows, and \`${places[0]}\` shows the way.\n\n\`\`\`ts\nconst found = true;\n\`\`\`\n\n${cited.join('\n')}\n`;
}

/** Returns the smallest value that matches a JSON schema, enough for the client to parse. */
function answerInFormat(schema: unknown): string {
  const value = (node: unknown): unknown => {
    const { type, properties, items, enum: choices } = (typeof node === 'object' && node !== null ? node : {}) as Record<string, unknown>;
    if (Array.isArray(choices)) return choices[0] as unknown;
    switch (type) {
      case 'object':
        return Object.fromEntries(Object.entries(properties ?? {}).map(([key, child]) => [key, value(child)]));
      case 'array':
        return [value(items)];
      case 'number':
      case 'integer':
        return 1;
      case 'boolean':
        return true;
      default:
        return 'yes';
    }
  };
  return JSON.stringify(value(schema));
}

const piece = (model: string, content: string) => ({
  model,
  created_at: new Date().toISOString(),
  message: { role: 'assistant', content },
});

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

const tagOf = (model: FakeModel) => ({
  name: model.name,
  model: model.name,
  modified_at: '2026-11-23T07:31:09.421527937Z',
  size: model.sizeBytes,
  digest: model.digest,
  details: {
    parent_model: '',
    format: 'gguf',
    family: model.family,
    families: [model.family],
    parameter_size: model.parameterSize,
    quantization_level: model.quantisation,
  },
});

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(value));
}

function destroy(request: IncomingMessage, response: ServerResponse): void {
  // Over HTTP/2 the socket is shared, so only the stream is closed.
  const { stream } = response as unknown as { stream?: { close(code: number): void } };
  if (stream) stream.close(2);
  else request.socket.destroy();
}

/** Splits a text into words with the space before them, roughly as a tokenizer does. */
const tokens = (text: string): string[] => text.match(/\s*[\w']+|\s*[^\w\s]+|\s+/g) ?? [];

export const countTokens = (text: string): number => Math.ceil(text.length / 4);

function keepAliveMs(value: unknown): number {
  if (typeof value === 'number') return value < 0 ? 1e12 : value * 1000;
  const match = /^(-?\d+)(ms|s|m|h)$/.exec(typeof value === 'string' ? value : '5m');
  const scale = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match?.[2] ?? 'm'] ?? 60_000;
  const n = Number(match?.[1] ?? 5);
  return n < 0 ? 1e12 : n * scale;
}

/** Returns a vector such that texts with common words are near each other. Another digest uses another space. */
export function vectorOf(text: string, dimensions: number, digest: string): number[] {
  const vector = new Float64Array(dimensions);
  for (const word of text.toLowerCase().match(/[a-z0-9]+/g) ?? ['']) {
    let hash = 2166136261;
    for (const character of digest.slice(0, 8) + word) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
    for (let i = 0; i < 8; i++) {
      hash = Math.imul(hash ^ (hash >>> 15), 2246822519) + i;
      const at = (hash >>> 0) % dimensions;
      vector[at] = (vector[at] ?? 0) + ((hash >>> 8) & 1 ? 1 : -1);
    }
  }
  const norm = Math.hypot(...vector) || 1;
  if (norm === 1 && vector.every(value => value === 0)) vector[0] = 1;
  return [...vector].map(value => Number((value / norm).toFixed(8)));
}

function spoil(vectors: number[][], fault: Fault | undefined): unknown[] {
  if (fault?.kind !== 'vectors') return vectors;
  const first = vectors[0] ?? [];
  const spoilt: Readonly<Record<typeof fault.how, () => unknown[]>> = {
    nan: () => [first.map(() => 'NaN'), ...vectors.slice(1)],
    null: () => [first.map(() => null), ...vectors.slice(1)],
    short: () => vectors.map(() => []),
    few: () => vectors.slice(1),
    many: () => [first, ...vectors],
    ragged: () => [first.slice(1), ...vectors.slice(1)],
    zero: () => [first.map(() => 0), ...vectors.slice(1)],
    text: () => vectors.map(() => 'vector'),
  };
  return spoilt[fault.how]();
}

const wait = (ms: number): Promise<void> => (ms <= 0 ? Promise.resolve() : new Promise(resolve => setTimeout(resolve, ms)));

/** Reads a recorded exchange with a real server. */
export function transcript(name: string): {
  status: number;
  headers: Record<string, string>;
  text: string;
  chunks: { ms: number; text: string }[];
} {
  const file = new URL(`../fixtures/ollama/${name}.json`, import.meta.url);
  const { status, headers, chunks } = JSON.parse(readFileSync(file, 'utf8')) as {
    status: number;
    headers: Record<string, string>;
    chunks: { ms: number; text: string }[];
  };
  return { status, headers, chunks, text: chunks.map(({ text }) => text).join('') };
}
