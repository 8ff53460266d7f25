/** The checks of `vibe doctor`: each tries the thing itself, and names one remedy if it does not work. */
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { probeProviders } from '../embedding/probe-providers.js';
import type { ModelManager } from '../inference/model-manager.js';
import { reasonText } from '../inference/model-reasons.js';
import { loadKernels } from '../kernels/load-kernels.js';
import { isAbort } from '../protocol/abort-error.js';
import { errorText } from '../protocol/error-text.js';
import type { ModelChoice } from '../protocol/methods/model-methods.js';
import type { Check } from '../protocol/methods/upkeep-methods.js';
import type { Options } from '../protocol/options.js';
import { problemOf, wordedProblem } from '../protocol/problem.js';
import { englishWording, worded } from '../protocol/sentences/sentence.js';
import type { SearchClient } from '../search/search-client.js';
import type { EmbeddingServices } from './embedding-services.js';

export interface CheckedServices {
  readonly version: string;
  readonly storageDir: string;
  readonly kernelsFile: string;
  /** Entry of the embedding process. */
  readonly embedderEntry: string;
  readonly options: Options;
  readonly searcher: SearchClient;
  readonly models: ModelManager;
  /** The chosen embedding model, if one is chosen. */
  readonly meaning: EmbeddingServices | undefined;
}

/** Reasons of execution providers name their own files and functions; the beginning says enough. */
const longestReason = 70;
/** Space for the index of a large workspace, its merges and the caches. */
const leastFreeBytes = 2 * 1024 ** 3;

export async function runChecks(services: CheckedServices, signal: AbortSignal): Promise<readonly Check[]> {
  const checks = [
    tried('program', false, async () => versions(services.version)),
    tried('storage', false, () => storage(services.storageDir)),
    tried('webassembly', false, () => kernels(services.kernelsFile)),
    tried('search thread', false, () => searchThread(services.searcher, signal)),
    tried('built-in model', true, () => table(services.searcher, signal)),
    tried('embedding model', true, () => embeddingModel(services, signal)),
    tried('onnx runtime', true, () => onnx(services.embedderEntry, signal)),
    tried('model server', true, () => modelServer(services, signal)),
  ];
  return Promise.all(checks);
}

const short = (text: string): string => (text.length > longestReason ? `${text.slice(0, longestReason)}…` : text);

type Found = Pick<Check, 'ok' | 'detail'> & { readonly remedy?: string };

async function tried(name: string, optional: boolean, look: () => Promise<Found>): Promise<Check> {
  const more = optional ? { optional } : {};
  try {
    return { name, ...(await look()), ...more };
  } catch (error) {
    if (isAbort(error)) throw error;
    const { message, remedy } = wordedProblem(problemOf(error), englishWording);
    return { name, ok: false, detail: message, remedy, ...more };
  }
}

function versions(version: string): Found {
  const memory = (totalmem() / 1024 ** 3).toFixed(1);
  const detail = `vibe ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}, ${availableParallelism()} cores, ${memory} GB`;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return { ok: true, detail };
  return { ok: false, detail, remedy: 'Run Vibe with Node 22.19 or newer, or in VS Code 1.105 or newer' };
}

async function storage(storageDir: string): Promise<Found> {
  const probe = join(storageDir, `.probe-${process.pid}`);
  try {
    await mkdir(storageDir, { recursive: true });
    await writeFile(probe, 'probe', { flush: true });
    await rm(probe);
  } catch (error) {
    const detail = `"${storageDir}" cannot be written: ${errorText(error)}`;
    return { ok: false, detail, remedy: 'Make it writable, or choose another folder (--storage, or the setting vibe.storageDir)' };
  }
  const { bavail, bsize } = await statfs(storageDir);
  const freeBytes = bavail * bsize;
  const detail = `"${storageDir}" is writable, ${(freeBytes / 1024 ** 3).toFixed(1)} GB free`;
  return freeBytes >= leastFreeBytes
    ? { ok: true, detail }
    : { ok: false, detail, remedy: 'Free some disk space: large workspaces need up to 2 GB' };
}

async function kernels(kernelsFile: string): Promise<Found> {
  try {
    loadKernels(kernelsFile);
    return { ok: true, detail: 'the kernels run, with SIMD' };
  } catch (error) {
    const detail = `the kernels do not run: ${errorText(error)}`;
    return { ok: false, detail, remedy: 'Use a processor with SSE4.1 or Neon, or install Vibe again if the file is damaged' };
  }
}

async function searchThread(searcher: SearchClient, signal: AbortSignal): Promise<Found> {
  const { rankerProblem } = await searcher.health(signal);
  if (rankerProblem === undefined) return { ok: true, detail: 'starts and answers' };
  return { ok: false, detail: rankerProblem, remedy: 'Install Vibe again: one of its files is damaged' };
}

async function table(searcher: SearchClient, signal: AbortSignal): Promise<Found> {
  const health = await searcher.health(signal);
  if (health.tableProblem === undefined && health.table !== undefined)
    return { ok: true, detail: `embedding table ${health.table}, checksum verified` };
  return { ok: false, detail: health.tableProblem ?? 'no embedding table', remedy: 'Install Vibe again; search by words works without it' };
}

/** Opens the model that serves searches; that takes as long as for the first question. */
async function embeddingModel({ options, meaning }: CheckedServices, signal: AbortSignal): Promise<Found> {
  if (options.embeddingModel === '') return { ok: true, detail: 'only the built-in model, by choice' };
  const remedy = 'Run "Vibe: Choose Embedding Model"; until then the built-in one serves';
  if (meaning === undefined)
    return { ok: false, detail: `"${options.embeddingModel}" is at a model server, but no server may be contacted`, remedy };
  const { name, dimensions } = await meaning.open(signal);
  const refused = meaning.refusals();
  return {
    ok: true,
    detail: `${name}, ${dimensions} numbers per vector${refused.length > 0 ? `; refused: ${refused.map(short).join('; ')}` : ''}`,
  };
}

async function onnx(entry: string, signal: AbortSignal): Promise<Found> {
  const probes = await probeProviders(entry, signal);
  const detail = probes.map(({ provider, ok, detail }) => `${provider}: ${ok ? `works, ${detail}` : short(detail)}`).join('; ');
  if (probes.some(({ ok }) => ok)) return { ok: true, detail };
  return { ok: false, detail, remedy: 'Run "npm ci" again, or use the built-in model: nothing else needs ONNX Runtime' };
}

async function modelServer({ options, models }: CheckedServices, signal: AbortSignal): Promise<Found> {
  if (options.offline) return { ok: true, detail: 'offline by choice: answers are passages from the code' };
  const list = await models.list(signal);
  const loaded = list.filter(model => model.loaded).map(({ id }) => id);
  if (list.length === 0)
    return { ok: false, detail: 'no model is installed', remedy: 'Download one, for instance with "ollama pull qwen2.5-coder:3b"' };
  const names = list
    .map(({ id }) => id)
    .slice(0, 6)
    .join(', ');
  const detail = [
    `${list.length} ${list.length === 1 ? 'model' : 'models'} (${names})`,
    ...(loaded.length > 0 ? [`in memory: ${loaded.join(', ')}`] : []),
    ...choicesText(await models.choices(signal)),
  ];
  return { ok: true, detail: detail.join('; ') };
}

/** Groups tasks that the same model serves. */
function choicesText(choices: readonly ModelChoice[]): readonly string[] {
  const byText = Map.groupBy(choices, ({ model, problem }) =>
    model === undefined
      ? problem === undefined
        ? 'none'
        : worded(problem.text, englishWording)
      : `${model.id} (${reasonText(model.reasons)})`,
  );
  return [...byText].map(([text, tasks]) => `${tasks.map(({ task }) => task).join(', ')}: ${text}`);
}
