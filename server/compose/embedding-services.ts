/** The embedding model that a person chose, if any: an ONNX folder on the disk, or a model of an endpoint. */
import { freemem, totalmem } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Log } from '../base/background.js';
import { type Disposable, DisposableStore } from '../base/disposables.js';
import { VectorCache } from '../cache/vector-cache.js';
import { Canaries } from '../embedding/canaries.js';
import type { Embedder, EmbedderFacts } from '../embedding/embedder.js';
import { EndpointEmbedder } from '../embedding/endpoint-embedder.js';
import { OnnxEmbedder } from '../embedding/onnx-embedder.js';
import { OnnxPair } from '../embedding/onnx-pair.js';
import type { OnnxTable } from '../embedding/onnx-table.js';
import { providersOfPlatform } from '../embedding/probe-providers.js';
import type { Provider } from '../inference/provider.js';
import { Child } from '../pool/child.js';
import { inspectFlags } from '../protocol/inspect-flags.js';
import { WorkspaceEmbedding } from '../search/workspace-embedding.js';
import { builtFiles } from './built-files.js';
import type { CommonServices } from './common-services.js';
import type { IndexServices } from './index-services.js';

/** Limit of the disk space for the vectors of all models and workspaces. */
const vectorDiskBytes = 1024 ** 3;

export interface EmbeddingServices extends Disposable {
  /** Loads the model and returns its facts. */
  readonly open: (signal: AbortSignal) => Promise<EmbedderFacts>;
  readonly embedding: WorkspaceEmbedding;
  /** Returns why execution providers were refused; empty if none was, or if an endpoint runs the model. */
  readonly refusals: () => readonly string[];
}

export interface EmbeddingSetup {
  /** False uses existing vectors and computes no new ones. */
  readonly embeds?: boolean;
  readonly index: IndexServices;
  readonly providers: readonly Provider[];
  readonly common: CommonServices;
  readonly log: Log;
}

/** `choice` is the setting: '' for the built-in model alone, a folder's absolute path, or a model's name at the first endpoint. */
export function buildEmbedding(
  choice: string,
  { embeds = true, index, providers: [provider], common, log }: EmbeddingSetup,
): EmbeddingServices | undefined {
  const { recorder, storageDir } = common;
  const { searcher, workspace } = index;
  const embedder = embedderOf(choice, provider, common);
  if (embedder === undefined) {
    if (choice !== '') log('warn', `"${choice}" is at a model server, and none may be asked. Search goes on with the built-in model`);
    return undefined;
  }
  const owned = new DisposableStore();
  const store = new VectorCache({ folder: join(storageDir, 'vectors'), maxBytes: vectorDiskBytes, recorder });
  const phases = () => workspace.status().folders;
  let notify = (): void => undefined;
  const embedding = new WorkspaceEmbedding({
    embedder,
    store,
    searcher,
    folders: () => ({
      all: phases().map(({ folder }) => folder),
      own: phases().flatMap(({ folder, phase }) => (phase === 'ready' ? [folder] : [])),
    }),
    isIndexing: () => phases().some(({ phase }) => phase === 'scanning' || phase === 'indexing'),
    onProgress: () => notify(),
    recorder,
    log,
    load: () => ({ eventLoopDelayMs: common.loopDelayMs(), freeMemoryShare: freemem() / totalmem(), isIdle: false }),
  });
  owned.add(store);
  owned.add(embedding);
  owned.add(searcher.meansBy((query, signal) => embedding.meaningOf(query, signal)));
  notify = workspace.reportEmbedding(folder => embedding.progress(folder));
  // The embedding loop itself waits until the folder is indexed.
  if (embeds) owned.add(workspace.onSnapshot(() => embedding.wake()));
  return {
    embedding,
    open: signal => embedder.open(signal),
    refusals: () => (embedder instanceof OnnxPair ? embedder.refusals : []),
    dispose: () => owned.dispose(),
  };
}

function embedderOf(choice: string, provider: Provider | undefined, common: CommonServices): Embedder | undefined {
  if (choice === '') return undefined;
  if (!isAbsolute(choice)) return provider === undefined ? undefined : endpointEmbedder(provider, choice, common);
  const { recorder } = common;
  const one = (name: string, nodeFlags: readonly string[]): OnnxEmbedder => {
    const child = new Child<OnnxTable>({ entry: builtFiles.embedder, name, nodeFlags, recorder });
    return new OnnxEmbedder({ folder: choice, providers: providersOfPlatform(process.platform), child, recorder, nProcesses: 2 });
  };
  // Two processes cannot listen on one port.
  const first = one('The embedding process', inspectFlags(process.env['VIBE_INSPECT_EMBEDDER']));
  return new OnnxPair({ first, second: one('The second embedding process', []), recorder });
}

function endpointEmbedder(source: Provider, model: string, { storageDir, recorder }: CommonServices): EndpointEmbedder {
  return new EndpointEmbedder({ source, model, canaries: new Canaries(join(storageDir, 'vectors', 'models.json')), recorder });
}
