/** The embedding model that a person chose, if any: an ONNX folder on the disk, or a model of an endpoint. */
import { freemem, totalmem } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Log } from '../base/background.js';
import { VectorCache } from '../cache/vector-cache.js';
import type { Embedder } from '../embedding/embedder.js';
import { EndpointEmbedder } from '../embedding/endpoint-embedder.js';
import { MeaningRanker } from '../embedding/meaning-ranker.js';
import { OnnxEmbedder } from '../embedding/onnx-embedder.js';
import type { OnnxTable } from '../embedding/onnx-table.js';
import { providersOfPlatform } from '../embedding/probe-providers.js';
import type { Provider } from '../inference/provider.js';
import { Child } from '../pool/child.js';
import { builtFiles } from './built-files.js';
import type { Ground } from './ground.js';

/** Vectors of all models and workspaces may take so much of the disk. */
const vectorDiskBytes = 1024 ** 3;

/** `choice` is the setting: '' for the built-in model alone, a folder's absolute path, or a model's name at the first endpoint. */
export function buildMeaning(choice: string, [provider]: readonly Provider[], ground: Ground, log: Log): MeaningRanker | undefined {
  const { recorder, storageDir } = ground;
  const embedder = embedderOf(choice, provider, ground);
  if (embedder === undefined) return undefined;
  const store = new VectorCache({ folder: join(storageDir, 'vectors'), maxBytes: vectorDiskBytes, recorder });
  const load = () => ({ eventLoopDelayMs: ground.loopDelayMs(), freeMemoryShare: freemem() / totalmem(), isIdle: false });
  return new MeaningRanker({ embedder, store, recorder, log, load });
}

function embedderOf(choice: string, provider: Provider | undefined, { recorder }: Ground): Embedder | undefined {
  if (choice === '') return undefined;
  if (!isAbsolute(choice)) return provider === undefined ? undefined : new EndpointEmbedder(provider, choice, recorder);
  const child = new Child<OnnxTable>({ entry: builtFiles.embedder, name: 'The embedding process' });
  return new OnnxEmbedder({ folder: choice, providers: providersOfPlatform(process.platform), child, recorder });
}
