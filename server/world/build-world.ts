/**
 * Every room, built floor by floor with plain constructor arguments, and ended in reverse. Nothing here does work: folders are added,
 * threads are started and sockets opened by those who need them.
 */
import { existsSync } from 'node:fs';
import { freemem, homedir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../base/background.js';
import { systemClock } from '../base/clock.js';
import { DisposableStore } from '../base/disposables.js';
import { filePathOf, fileUriOf, insideFolder } from '../base/file-uris.js';
import { AnswerCache } from '../cache/answer-cache.js';
import { DiskCache } from '../cache/disk-cache.js';
import { AnswerMemory } from '../chat/answer-memory.js';
import { Chat } from '../chat/chat.js';
import type { ChatModels } from '../chat/chat-models.js';
import { Completer } from '../chat/completer.js';
import { ContextMeter } from '../chat/context-meter.js';
import { ConversationShelf } from '../chat/conversation-shelf.js';
import type { DocumentMethods } from '../chat/document-methods.js';
import { DocumentReader } from '../chat/document-reader.js';
import { labelMaker } from '../chat/labels.js';
import { MemoryConversations } from '../chat/memory-conversations.js';
import { PromptFiles } from '../chat/prompt-files.js';
import { Suggester } from '../chat/suggester.js';
import { TokenEstimate } from '../chat/token-estimate.js';
import { WorkspaceFiles } from '../chat/workspace-files.js';
import { embedText } from '../embedding/embed-text.js';
import type { EmbeddingTable } from '../embedding/static-table.js';
import { loadStaticTable } from '../embedding/static-table-file.js';
import { Workspace } from '../indexing/workspace.js';
import { ModelCatalogue } from '../inference/model-catalogue.js';
import { ModelManager } from '../inference/model-manager.js';
import { OllamaProvider } from '../inference/ollama-provider.js';
import { OpenAiProvider } from '../inference/openai-provider.js';
import { MetricsFile } from '../monitor/metrics-file.js';
import { Recorder } from '../monitor/recorder.js';
import { ResourceSampler } from '../monitor/resource-sampler.js';
import { ConnectionPool } from '../net/connection-pool.js';
import { PrivacyLog } from '../net/privacy-log.js';
import { Thread } from '../pool/thread.js';
import { ProblemError, problemOf } from '../protocol/problem.js';
import type { Options } from '../protocol/options.js';
import type { BuildWorld, World, WorldSetup } from '../rpc/world.js';
import type { SearchMethods, SearchThreadData } from '../search/search-methods.js';
import { Searcher } from '../search/searcher.js';
import { systemDisk } from '../store/atomic-file.js';
import { Catalogue } from '../store/catalogue.js';
import { runChecks } from './checks.js';
import { builtFiles } from './built-files.js';
import { metricsPath } from './metrics-path.js';
import { defaultStorageDir } from './storage-dir.js';
import { readVersion } from './version.js';

/** An index of a folder may take so much of the disk. */
const quotaBytes = 4 * 1024 ** 3;
/** Index threads end after so long without work, and give their memory back. */
const idleMs = 5_000;
/** Loaded models may take so much of the machine. */
const modelMemoryShare = 0.6;
const answerMemoryBytes = 16 * 1024 * 1024;
const answerDiskBytes = 64 * 1024 * 1024;
const answerLifeMs = 7 * 24 * 3600_000;
const flushMetricsMs = 60_000;

export const buildWorld: BuildWorld = setup => {
  const owned = new DisposableStore();
  const ground = owned.add(buildGround(setup));
  const index = owned.add(buildIndex(setup, ground));
  const models = buildModels(setup.options, ground, owned);
  const { workspace, searcher } = index;
  const folders = (): readonly string[] => workspace.status().folders.map(({ folder }) => folder);
  const search: World['searcher']['search'] = (query, signal) => searcher.search(query, signal);
  const conversations = setup.conversations === 'run' ? new MemoryConversations() : owned.add(buildCatalogue(setup, ground));
  const documents = new Thread<DocumentMethods>({ entry: builtFiles.documentThread, name: 'document', idleMs, log: setup.log });
  const files = new WorkspaceFiles(folders, new DocumentReader(owned.add(documents)));
  const prompts = new PromptFiles(folders);
  const estimate = new TokenEstimate();
  const { recorder } = ground;
  const chatModels: ChatModels = setup.options.offline ? { choose: refuseOffline } : models;
  const chat = owned.add(
    new Chat({
      search,
      neighbours: (query, signal) => searcher.neighbours(query, signal),
      models: chatModels,
      memory: new AnswerMemory(buildAnswerCache(ground, index.embedding, owned), files, folders),
      estimate,
      recorder,
      clock: systemClock,
      conversations,
      files,
      prompts,
      folders,
      holdBackground: () => workspace.holdBackground(),
      log: setup.log,
    }),
  );
  const sources = () => ({ files, conversations, search, labelOf: labelMaker(folders()) });
  return {
    recorder,
    workspace,
    searcher,
    conversations,
    models,
    chat,
    shelf: new ConversationShelf(conversations),
    completer: new Completer({ complete: (query, signal) => searcher.complete(query, signal), conversations, prompts }),
    meter: new ContextMeter({ models: chatModels, estimate, conversations, sources }),
    suggester: new Suggester(search),
    overlay: async (path, text, signal) => {
      const inside = insideFolder(
        path,
        folders().flatMap(folder => filePathOf(folder) ?? []),
      );
      if (inside) searcher.overlayText(fileUriOf(inside.root), inside.path, text);
      await workspace.overlay(path, text, signal);
    },
    check: signal =>
      runChecks(
        {
          version: readVersion(),
          storageDir: ground.storageDir,
          kernelsFile: builtFiles.kernels,
          embedderEntry: builtFiles.embedder,
          options: setup.options,
          searcher,
          models,
        },
        signal,
      ),
    dispose: () => owned.dispose(),
  };
};

async function refuseOffline(): Promise<never> {
  throw new ProblemError('offline', 'Vibe is set to work offline', 'Switch the setting "vibe.offline" off to use a model');
}

/** What every room stands on. */
function buildGround({ options }: WorldSetup) {
  const storageDir = options.storageDir ?? defaultStorageDir({ platform: process.platform, home: homedir(), env: process.env });
  const recorder = new Recorder({ process: 'server', clock: systemClock, enabled: true });
  const sampler = new ResourceSampler(recorder);
  const metrics = new MetricsFile(metricsPath(storageDir), recorder);
  const timer = setInterval(() => metrics.flush(), flushMetricsMs).unref();
  return {
    storageDir,
    recorder,
    dispose: () => {
      clearInterval(timer);
      sampler.dispose();
      metrics.flush();
    },
  };
}

type Ground = ReturnType<typeof buildGround>;

/** Index and search: what one commits the other is told. */
function buildIndex({ options, log, watch }: WorldSetup, { storageDir, recorder }: Ground) {
  const embedding = loadTable(log);
  const workspace = new Workspace({
    threadEntry: builtFiles.indexThread,
    assets: { kernelsFile: builtFiles.kernels, embedding },
    storageDir,
    exclude: options.exclude,
    maxFileBytes: options.maxFileBytes,
    nThreads: options.threads,
    quotaBytes,
    idleMs,
    watch,
    disk: systemDisk,
    clock: systemClock,
    log,
    recorder,
  });
  const data: SearchThreadData = {
    kernelsPath: builtFiles.kernels,
    tablePath: builtFiles.table,
    weightsPath: builtFiles.rankingWeights,
    cacheBytes: options.indexMemoryBytes,
  };
  const thread = new Thread<SearchMethods>({ entry: builtFiles.searchThread, name: 'search', data, log });
  const searcher = new Searcher(thread, log);
  workspace.onSnapshot(spec => searcher.use(spec));
  workspace.onRemoved(folder => searcher.drop(folder));
  return {
    workspace,
    searcher,
    embedding,
    dispose: async () => {
      await workspace.dispose();
      await searcher.dispose();
    },
  };
}

function buildAnswerCache({ storageDir, recorder }: Ground, embedding: EmbeddingTable | undefined, owned: DisposableStore): AnswerCache {
  const clock = systemClock;
  const disk = new DiskCache({
    path: join(storageDir, 'answers.cache'),
    maxBytes: answerDiskBytes,
    timeToLiveMs: answerLifeMs,
    clock,
    recorder,
  });
  const vectorOf = (text: string) => (embedding === undefined ? undefined : embedText(embedding, new TextEncoder().encode(text)));
  return new AnswerCache({ disk: owned.add(disk), recorder, clock, vectorOf, memoryBytes: answerMemoryBytes, timeToLiveMs: answerLifeMs });
}

function buildCatalogue({ log }: WorldSetup, { storageDir, recorder }: Ground): Catalogue {
  const { catalogueThread: entry, sqlWasm: wasmFile } = builtFiles;
  return new Catalogue({ entry, wasmFile, storageDir, onNote: note => log('warn', note), log, recorder });
}

/** Search by words works without the built-in model: a damaged file is told and left out. */
function loadTable(log: Log): EmbeddingTable | undefined {
  if (!existsSync(builtFiles.table)) return undefined;
  try {
    return loadStaticTable(builtFiles.table);
  } catch (error) {
    const { message, remedy } = problemOf(error);
    log('warn', `${message}. ${remedy}`);
    return undefined;
  }
}

/** Offline, no pool exists and so no socket can. */
function buildModels(options: Options, { recorder }: Ground, owned: DisposableStore): ModelManager {
  const privacy = new PrivacyLog(() => undefined);
  const endpoints = options.offline ? [] : options.endpoints;
  const origins = endpoints.map(({ url }) => new URL(url).origin);
  const pool = owned.add(
    new ConnectionPool({ offline: options.offline, origins }, { recorder, clock: systemClock, privacy, random: Math.random }),
  );
  const providers = endpoints.map(endpoint =>
    endpoint.kind === 'ollama' ? new OllamaProvider(endpoint, pool) : new OpenAiProvider(endpoint, pool),
  );
  return new ModelManager(
    { models: { chat: options.chatModel, explain: '', edit: '', command: '' }, memoryBytes: totalmem() * modelMemoryShare },
    { catalogue: new ModelCatalogue(providers, systemClock), recorder, clock: systemClock, freeMemory: freemem },
  );
}
