/** The embedding model that `--embedding-model` names, for the commands that take one. */
import { isAbsolute, resolve } from 'node:path';
import type { EmbeddingServices } from '../compose/embedding-services.js';
import { errorText } from '../protocol/error-text.js';
import type { EmbeddingProgress } from '../protocol/index-status.js';
import type { Options } from '../protocol/options.js';

export interface EmbeddingOptions {
  readonly embeddingModel?: string;
  readonly endpoint?: string;
}

/** Longer a search does not wait for the model to be ready. */
const readyMs = 8_000;

export const defaultEndpoint = 'http://127.0.0.1:11434';

export function embeddingSettings({ embeddingModel = '', endpoint = defaultEndpoint }: EmbeddingOptions): Partial<Options> {
  // A path is a folder, from wherever the command is run; everything else is a name at the endpoint.
  const isFolder = isAbsolute(embeddingModel) || /^\.{1,2}([/\\]|$)/.test(embeddingModel);
  return { endpoints: [{ kind: 'ollama', url: endpoint }], embeddingModel: isFolder ? resolve(embeddingModel) : embeddingModel };
}

/** Which model a search goes by. */
export interface ServingModel {
  readonly model: string;
  readonly serves: boolean;
  /** Why the built-in model searches alone. */
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
