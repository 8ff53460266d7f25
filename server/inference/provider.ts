/**
 * The interface of a model endpoint, whatever server is behind it. Failures are ProblemErrors, an abort is an abort. Types only: the
 * implementations are ollama-provider.ts and openai-provider.ts.
 */
import type { RequestPriority } from '../net/request-gate.js';

export type Capability = 'chat' | 'embed' | 'tools' | 'thinking' | 'vision' | 'insert';

/** A model as an endpoint lists it. */
export interface ModelListing {
  readonly id: string;
  readonly sizeBytes: number | undefined;
  /** Differs if another model is put under the same name; '' if the endpoint does not report it. */
  readonly digest: string;
  /** `Q4_K_M`, `F16`…; '' if unknown. */
  readonly quantisation: string;
  /** Number of parameters, if known. */
  readonly nParameters: number | undefined;
}

export interface ModelDetails extends ModelListing {
  /** Tokens shared by prompt and answer; undefined if the endpoint does not report it. */
  readonly windowTokens: number | undefined;
  readonly capabilities: readonly Capability[];
  readonly dimensions: number | undefined;
}

/** A model that is in memory now. */
export interface ResidentModel {
  readonly id: string;
  readonly sizeBytes: number;
  readonly windowTokens: number | undefined;
  /** When it will be unloaded, in milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
  /** Only for models with the capability `vision`. */
  readonly images?: readonly ChatImage[];
}

export interface ChatImage {
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
  /** Base64. */
  readonly data: string;
}

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** The window that the prompt was packed for. Ollama allocates it, and refuses (never truncates) a longer prompt. */
  readonly windowTokens?: number;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
  /** A JSON schema that the answer must follow. */
  readonly format?: Readonly<Record<string, unknown>>;
  readonly priority: RequestPriority;
}

export interface ChatFacts {
  /** `length`: the answer was cut off by `maxTokens` or by the window. `other`: the server gave a reason that is unknown here. */
  readonly reason: 'stop' | 'length' | 'other';
  readonly nPromptTokens: number | undefined;
  readonly nTokens: number | undefined;
  readonly loadMs: number | undefined;
  readonly promptMs: number | undefined;
  readonly generateMs: number | undefined;
}

/** `loading` is sent while the endpoint reads the model into memory, and `loaded` once it has; `end` exactly once, as the last item. */
export type ChatItem =
  | { readonly kind: 'loading'; readonly model: string }
  | { readonly kind: 'loaded' }
  | { readonly kind: 'reasoning'; readonly text: string }
  | { readonly kind: 'delta'; readonly text: string }
  | { readonly kind: 'end'; readonly facts: ChatFacts };

export interface EmbedRequest {
  readonly model: string;
  readonly texts: readonly string[];
  readonly priority: RequestPriority;
}

/** `values` holds one vector after the other, in the order of the texts. */
export interface EmbedReply {
  readonly dimensions: number;
  readonly values: Float32Array;
  readonly nTokens: number | undefined;
}

export interface WarmRequest {
  readonly model: string;
  /** The fixed beginning of later prompts, to warm the endpoint's prefix cache. If empty, the model is only loaded. */
  readonly prefix: readonly ChatMessage[];
  readonly windowTokens?: number;
}

export interface PullProgress {
  readonly status: string;
  readonly doneBytes: number | undefined;
  readonly totalBytes: number | undefined;
}

export interface Provider {
  readonly kind: 'ollama' | 'openai';
  /** Base URL, without the key. */
  readonly endpoint: string;
  /** True if the endpoint is on this machine. */
  readonly local: boolean;
  models(signal: AbortSignal): Promise<readonly ModelListing[]>;
  /** Describes a model by its name, or by its listing from `models()`, which saves requesting the list again. */
  describe(model: string | ModelListing, signal: AbortSignal): Promise<ModelDetails>;
  /** A model that the endpoint does not list and that may exist all the same; undefined if its list is complete. */
  unlisted(model: string): ModelDetails | undefined;
  /** Ends with an `end` item, or throws. Leaving the loop or aborting closes the stream. */
  chat(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatItem>;
  embed(request: EmbedRequest, signal: AbortSignal): Promise<EmbedReply>;
  /** Returns the models in memory; none if the endpoint does not report them. */
  resident(signal: AbortSignal): Promise<readonly ResidentModel[]>;
  /** Loads the model and reads the prefix. Does nothing if the endpoint cannot. */
  warm(request: WarmRequest, signal: AbortSignal): Promise<void>;
  unload(model: string, signal: AbortSignal): Promise<void>;
  /** Fetches a model. Called only after a person has agreed to its size. */
  pull(model: string, signal: AbortSignal): AsyncIterable<PullProgress>;
}
