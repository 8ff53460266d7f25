/** The embedding model named by `--embedding-model`, for the commands that take one. */
import { isAbsolute, resolve } from 'node:path';
import type { EmbeddingServices } from '../compose/embedding-services.js';
import { errorText } from '../protocol/error-text.js';
import type { EmbeddingProgress } from '../protocol/index-status.js';
import type { Endpoint, Options } from '../protocol/options.js';

export interface EndpointOptions {
  readonly endpoint?: string;
  readonly provider?: Endpoint['kind'];
}

export interface EmbeddingOptions extends EndpointOptions {
  readonly embeddingModel?: string;
}

/** Longest time that a search waits for the model to be ready. */
const readyMs = 8_000;

export const defaultEndpoint = 'http://127.0.0.1:11434';

/**
 * The endpoint that the command line names. Without `--provider`, an address with the path of OpenAI's interface is one. The key comes from the
 * environment, never from an argument, because arguments are visible to every process: VIBE_API_KEY or, if the person named the provider or
 * the address is OpenAI's own, OPENAI_API_KEY.
 */
export function endpointOf({ endpoint = defaultEndpoint, provider }: EndpointOptions, environment: NodeJS.ProcessEnv): Endpoint {
  const kind = provider ?? (/^https?:\/\/[^/]+\/.*(v\d|openai|inference)/i.test(endpoint) ? 'openai' : 'ollama');
  const isMeant = provider === 'openai' || /^https:\/\/api\.openai\.com(\/|$)/i.test(endpoint);
  const apiKey = environment['VIBE_API_KEY'] || (kind === 'openai' && isMeant ? environment['OPENAI_API_KEY'] : undefined);
  return { kind, url: endpoint, ...(apiKey ? { apiKey } : {}) };
}

export function embeddingSettings(options: EmbeddingOptions): Partial<Options> {
  const { embeddingModel = '' } = options;
  // A path names a folder, relative to the current one; everything else is the name of a model at the endpoint.
  const isFolder = isAbsolute(embeddingModel) || /^\.{1,2}([/\\]|$)/.test(embeddingModel);
  return { endpoints: [endpointOf(options, process.env)], embeddingModel: isFolder ? resolve(embeddingModel) : embeddingModel };
}

/** The model that a search uses. */
export interface ServingModel {
  readonly model: string;
  readonly serves: boolean;
  /** Why only the built-in model searches. */
  readonly reason?: string;
}

export async function servingModel(name: string, { embedding }: EmbeddingServices, signal: AbortSignal): Promise<ServingModel> {
  const late = AbortSignal.timeout(readyMs);
  let found: EmbeddingProgress | undefined;
  try {
    found = await embedding.look(AbortSignal.any([signal, late]));
  } catch (error) {
    signal.throwIfAborted();
    const reason = late.aborted ? `it was not ready within ${readyMs / 1000} s` : errorText(error);
    return { model: name, serves: false, reason };
  }
  if (found?.serves) return { model: found.model, serves: true };
  const { nEmbedded = 0, nWindows = 0 } = found ?? {};
  const reason = `${nEmbedded} of ${nWindows} passages have its vectors; "vibe index --embedding-model ${name}" makes the others`;
  return { model: found?.model ?? name, serves: false, reason };
}
