/** The embedding models that a person may choose: lists them, checks a folder, searches a hub, downloads and deletes models. */
import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ModelHub } from '../embedding/hub/model-hub.js';
import { ModelShelf } from '../embedding/hub/model-shelf.js';
import type { OnnxTable } from '../embedding/onnx-table.js';
import type { Capability, ModelListing, Provider } from '../inference/provider.js';
import type { ConnectionPool } from '../net/connection-pool.js';
import { Child } from '../pool/child.js';
import { isAbort } from '../protocol/abort-error.js';
import type { CheckedFolder, EmbeddingModelInfo, HubFetch } from '../protocol/embedding-models.js';
import type { PullStep } from '../protocol/methods/model-methods.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import type { EmbeddingModels } from '../rpc/services.js';
import { builtFiles } from './built-files.js';

export interface EmbeddingModelsParts {
  readonly storageDir: string;
  /** Value of the setting. */
  readonly chosen: string;
  /** Base address of the hub. */
  readonly hub: string;
  readonly openPool: (origins: readonly string[]) => ConnectionPool;
  /** The endpoint whose models can be chosen, if one may be asked. */
  readonly provider: Provider | undefined;
}

/** Names of models that embed, for endpoints that do not say what a model can do. */
const embedderName = /embed|minilm|bge-|(^|[/-])e5-|(^|[/-])gte-|mpnet/i;

export function buildEmbeddingModels({ storageDir, chosen, hub: address, openPool, provider }: EmbeddingModelsParts): EmbeddingModels {
  const shelf = new ModelShelf(join(storageDir, 'models'));
  const hub = new ModelHub({ address, openPool });
  return {
    list: async signal => {
      const builtIn: EmbeddingModelInfo = { kind: 'built-in', id: '', name: 'Vibe', fetched: false, chosen: chosen === '' };
      const folders = (await shelf.list()).map(
        ({ path, name, sizeBytes }): EmbeddingModelInfo => ({
          kind: 'folder',
          id: path,
          name,
          sizeBytes,
          fetched: true,
          chosen: path === chosen,
        }),
      );
      if (isAbsolute(chosen) && !shelf.holds(chosen))
        folders.push({ kind: 'folder', id: chosen, name: chosen, fetched: false, chosen: true });
      return [builtIn, ...folders, ...(await endpointModels(provider, chosen, signal))];
    },
    check: checkFolder,
    offer: (repository, signal) => hub.offer(repository, signal),
    fetch: async (wanted: HubFetch, emit: (step: PullStep) => void, signal) => {
      const path = await shelf.fetch(hub, wanted, emit, signal);
      try {
        return await checkFolder(path, signal);
      } catch (error) {
        // The download is intact but unusable, and would only take space.
        if (!isAbort(error)) await shelf.delete(path);
        throw error;
      }
    },
    delete: async path => {
      if (path === chosen) throw new ProblemError('model-unfit', say('embedderInUse'), say('chooseEmbedderFirst'));
      await shelf.delete(path);
    },
  };
}

/** Returns models that declare themselves to be embedders, or whose names say so. An endpoint that does not answer has none. */
async function endpointModels(provider: Provider | undefined, chosen: string, signal: AbortSignal): Promise<readonly EmbeddingModelInfo[]> {
  if (provider === undefined) return [];
  let listed: readonly ModelListing[];
  try {
    listed = await provider.models(signal);
  } catch (error) {
    if (isAbort(error)) throw error;
    return [];
  }
  const rows = listed.map(async (listing): Promise<readonly EmbeddingModelInfo[]> => {
    const { id, sizeBytes } = listing;
    const capabilities: readonly Capability[] = await provider.describe(listing, signal).then(
      details => details.capabilities,
      () => [],
    );
    if (!(capabilities.length > 0 ? capabilities.includes('embed') : embedderName.test(id))) return [];
    const size = sizeBytes === undefined ? {} : { sizeBytes };
    return [{ kind: 'endpoint', id, name: id, endpoint: provider.endpoint, ...size, fetched: false, chosen: id === chosen }];
  });
  return (await Promise.all(rows)).flat();
}

/** Opens the folder as a model, in a process of its own. Rejects with a ProblemError that says what is missing. */
async function checkFolder(path: string, signal: AbortSignal): Promise<CheckedFolder> {
  const child = new Child<OnnxTable>({ entry: builtFiles.embedder, name: 'The check of the model' });
  try {
    const { name, dimensions, maxTokens, file } = await child.call('open', { folder: path, provider: 'cpu', threads: 1 }, signal);
    return { path, name, dimensions, maxTokens, file, sizeBytes: (await stat(join(path, file))).size };
  } finally {
    await child.end();
  }
}
