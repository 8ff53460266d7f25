/**
 * What a model endpoint can do, whatever speaks at its other end. Failures are ProblemErrors, an abort is an abort.
 * Types only: the implementations are ollama-provider.ts and openai-provider.ts.
 */
import type { RequestPriority } from '../net/request-gate.js';

export type Capability = 'chat' | 'embed' | 'tools' | 'thinking' | 'vision' | 'insert';

/** A model as an endpoint lists it. */
export interface ModelListing {
  readonly id: string;
  readonly sizeBytes: number | undefined;
  /** Changes when another model is put under the same name; '' where the endpoint does not say. */
  readonly digest: string;
  /** `Q4_K_M`, `F16`…; '' where unknown. */
  readonly quantisation: string;
  /** Parameters, where known. */
  readonly nParameters: number | undefined;
}

export interface ModelDetails extends ModelListing {
  /** Tokens that prompt and answer share; undefined where the endpoint does not say. */
  readonly windowTokens: number | undefined;
  readonly capabilities: readonly Capability[];
  readonly dimensions: number | undefined;
}

/** A model that is in memory now. */
export interface ResidentModel {
  readonly id: string;
  readonly sizeBytes: number;
  readonly windowTokens: number | undefined;
  /** Milliseconds since 1970 when it will be unloaded. */
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
  /** The window that the prompt was packed for; Ollama allocates as much, and refuses (never cuts) what is longer. */
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
  /** `length`: the answer was cut by `maxTokens` or by the window. */
  readonly reason: 'stop' | 'length';
  readonly nPromptTokens: number | undefined;
  readonly nTokens: number | undefined;
  readonly loadMs: number | undefined;
  readonly promptMs: number | undefined;
  readonly generateMs: number | undefined;
}

/** `loading` comes while the endpoint reads the model into memory, `end` exactly once and last. */
export type ChatItem =
  | { readonly kind: 'loading'; readonly model: string; readonly elapsedMs: number }
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
  /** The fixed beginning of the prompts to come, so that the endpoint's prefix cache is warm; empty only loads the model. */
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
  /** True when the endpoint is on this machine. */
  readonly local: boolean;
  models(signal: AbortSignal): Promise<readonly ModelListing[]>;
  /** A model by its name, or as `models()` has just told of it, which saves asking for the list again. */
  describe(model: string | ModelListing, signal: AbortSignal): Promise<ModelDetails>;
  /** Ends with an `end` item, or throws. Leaving the loop, or aborting, closes the stream. */
  chat(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatItem>;
  embed(request: EmbedRequest, signal: AbortSignal): Promise<EmbedReply>;
  /** Models in memory; empty where the endpoint does not tell. */
  resident(signal: AbortSignal): Promise<readonly ResidentModel[]>;
  /** Loads the model and reads the prefix; nothing where the endpoint cannot. */
  warm(request: WarmRequest, signal: AbortSignal): Promise<void>;
  unload(model: string, signal: AbortSignal): Promise<void>;
  /** Fetches a model; only ever called after a person agreed to its size. */
  pull(model: string, signal: AbortSignal): AsyncIterable<PullProgress>;
}
