/**
 * Builds every service, floor by floor with plain constructor arguments, and disposes of them in reverse. Does no work itself: folders are
 * added, threads started and sockets opened when something needs them.
 */

import { join } from 'node:path';
import { Grammars } from '../apply/proof/grammars.js';
import { background, type Log } from '../base/background.js';
import { systemClock } from '../base/clock.js';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposables.js';
import { AnswerCache } from '../cache/answer-cache.js';
import { DiskCache } from '../cache/disk-cache.js';
import { Catalogue } from '../catalogue/catalogue.js';
import { AnswerMemory } from '../chat/answer/answer-memory.js';
import type { AnswerServices } from '../chat/answer/answer-run.js';
import { Chat } from '../chat/answer/chat.js';
import type { ChatModels } from '../chat/answer/chat-models.js';
import { labelMaker } from '../chat/answer/label-maker.js';
import { systemPrompt } from '../chat/answer/prompt.js';
import { TokenEstimate } from '../chat/answer/token-estimate.js';
import { Completer } from '../chat/context/completer.js';
import { ContextMeter } from '../chat/context/context-meter.js';
import type { DocumentMethods } from '../chat/context/document-methods.js';
import { DocumentReader } from '../chat/context/document-reader.js';
import { GitChanges } from '../chat/context/git-changes.js';
import { PromptFiles } from '../chat/context/prompt-files.js';
import { RangeReader } from '../chat/context/range-reader.js';
import { SharedIndex } from '../chat/context/shared-index.js';
import { Suggester } from '../chat/context/suggester.js';
import { WebPages } from '../chat/context/web-pages.js';
import { WorkspaceFiles } from '../chat/context/workspace-files.js';
import { ConversationShelf } from '../conversations/conversation-shelf.js';
import { MemoryConversations } from '../conversations/memory-conversations.js';
import { RecentConversations } from '../conversations/recent-conversations.js';
import { embedText } from '../embedding/embed-text.js';
import type { EmbeddingTable } from '../embedding/static-table.js';
import { reportOf } from '../monitor/report.js';
import { Thread } from '../pool/thread.js';
import { abortError } from '../protocol/abort-error.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import { wordingOf } from '../protocol/sentences/wording-of.js';
import type { BuildServices, ServicesSetup } from '../rpc/services.js';
import { builtFiles, grammarFile } from './built-files.js';
import { BusyHold } from './busy-hold.js';
import { runChecks } from './checks.js';
import { wishToClear } from './clear-storage.js';
import { buildCommonServices, type CommonServices } from './common-services.js';
import { buildEmbeddingModels } from './embedding-models.js';
import { buildEmbedding } from './embedding-services.js';
import { buildIndexServices } from './index-services.js';
import { buildModelServices } from './model-services.js';
import { buildPredictor } from './predictor.js';
import { readVersion } from './version.js';

/** The document thread ends after this time without work, to free its memory. */
const idleMs = 5_000;
const answerMemoryBytes = 16 * 1024 * 1024;
const answerDiskBytes = 64 * 1024 * 1024;
const answerLifeMs = 7 * 24 * 3600_000;

export const buildServices: BuildServices = setup => {
  const owned = new DisposableStore();
  const common = owned.add(buildCommonServices(setup.options));
  const index = owned.add(buildIndexServices(setup, common));
  const { models, providers, privacy, hubTo, pageTo } = owned.add(buildModelServices(setup.options, common));
  const { workspace, searcher } = index;
  const folders = (): readonly string[] => workspace.status().folders.map(({ folder }) => folder);
  const meaning = buildEmbedding(setup.options.embeddingModel, { index, providers, common, log: setup.log });
  if (meaning) owned.add(meaning);
  const predictor = owned.add(
    buildPredictor({ index, common, meaning: meaning?.embedding, log: setup.log, isOn: setup.options.prediction }),
  );
  const { search } = predictor;
  const holdBackground = (): Disposable => {
    const holds = [workspace.holdBackground(), predictor.hold(), ...(meaning ? [meaning.embedding.hold()] : [])];
    return toDisposable(async () => {
      for (const hold of holds) await hold.dispose();
    });
  };
  // A command in a terminal has no editor to give way to.
  if (setup.conversations !== 'run') {
    const busy = owned.add(new BusyHold(holdBackground, common.recorder));
    const onDelay = (delayMs: number): void => busy.saw(delayMs);
    common.delayListeners.add(onDelay);
    owned.add(toDisposable(() => void common.delayListeners.delete(onDelay)));
  }
  const conversations =
    setup.conversations === 'run'
      ? new MemoryConversations()
      : owned.add(new RecentConversations(owned.add(buildCatalogue(setup, common)), systemClock, setup.log));
  const documents = new Thread<DocumentMethods>({
    entry: builtFiles.documentThread,
    name: 'document',
    idleMs,
    log: setup.log,
    recorder: common.recorder,
  });
  const reader = new DocumentReader(owned.add(documents));
  const files = new WorkspaceFiles(folders, reader);
  const prompts = new PromptFiles(folders);
  const unsaved = (folder: string, path: string): string | undefined => index.unsaved.inFolder(folder, path);
  const estimate = new TokenEstimate();
  const wording = wordingOf(setup.options.language);
  const { recorder } = common;
  const chatModels: ChatModels = setup.options.offline ? { choose: refuseOffline } : models;
  const prefix = [{ role: 'system' as const, content: systemPrompt }];
  const closed = new AbortController();
  owned.add(toDisposable(() => closed.abort(abortError())));
  // A person who sees how full the window is will probably ask soon, so the model is loaded meanwhile.
  const warming: ChatModels = {
    choose: async (...args) => {
      const chosen = await chatModels.choose(...args);
      background('Making the model ready', models.prewarm('chat', prefix, closed.signal), quietly(setup.log));
      return chosen;
    },
  };
  const neighbours: AnswerServices['neighbours'] = (query, signal) => searcher.neighbours(query, signal);
  const answers = buildAnswerCache(common, index.embedding, owned);
  const memory = owned.add(
    new AnswerMemory({ cache: answers, lines: new RangeReader(files, systemClock, unsaved), folders, log: setup.log }),
  );
  const chat = owned.add(
    new Chat({
      search,
      neighbours,
      models: chatModels,
      wording,
      memory,
      estimate,
      recorder,
      clock: systemClock,
      conversations,
      files,
      prompts,
      unsaved,
      folders,
      holdBackground,
      log: setup.log,
    }),
  );
  const sources = () => ({ files, unsaved, conversations, search, labelOf: labelMaker(folders()) });
  return {
    recorder,
    workspace,
    searcher,
    conversations,
    models,
    embedders: buildEmbeddingModels({
      storageDir: common.storageDir,
      chosen: setup.options.embeddingModel,
      hub: setup.options.modelHub,
      openPool: hubTo,
      provider: providers[0],
    }),
    chat,
    shelf: new ConversationShelf(conversations),
    completer: new Completer({ complete: (query, signal) => searcher.complete(query, signal), conversations, prompts, wording }),
    meter: new ContextMeter({ search, neighbours, recorder, models: warming, estimate, conversations, prompts, sources }),
    git: new GitChanges(folders, setup.options.trusted),
    webPages: new WebPages(setup.options.webPages ? pageTo : undefined, reader),
    suggester: new Suggester(signal => searcher.landmarks(signal), wording),
    files,
    grammars: new Grammars(grammarFile),
    shared: new SharedIndex(searcher, files, folders),
    saw: (kind, keys) => {
      for (const key of keys) predictor.saw({ kind, key });
    },
    warm: async signal => {
      // From now on, conversations and models are listed, so that later calls need not look for them.
      const listing = [conversations.list(signal), setup.options.offline ? Promise.resolve() : models.list(signal).catch(orProblem)];
      answers.warm();
      await Promise.all(listing);
      // Loading a model takes disk and memory that indexing needs.
      await Promise.all(folders().map(folder => workspace.ready(folder, signal)));
      if (!setup.options.offline) await models.prewarm('chat', prefix, signal);
    },
    check: signal =>
      runChecks(
        {
          version: readVersion(),
          storageDir: common.storageDir,
          kernelsFile: builtFiles.kernels,
          embedderEntry: builtFiles.embedder,
          options: setup.options,
          searcher,
          models,
          meaning,
        },
        signal,
      ),
    privacy,
    report: () => reportOf(common.metrics()),
    clearAtNextStart: () => wishToClear(common.storageDir),
    dispose: () => owned.dispose(),
  };
};

/** Failures here are reported when the thing is needed. */
const quietly =
  (log: Log): Log =>
  (_, text) =>
    log('debug', text);

/** Whoever asks for the list gets the failure again, so it is dropped here. */
function orProblem(error: unknown): undefined {
  if (!(error instanceof ProblemError)) throw error;
}

async function refuseOffline(): Promise<never> {
  throw new ProblemError('offline', say('offlineByChoice'), say('switchOfflineOff'));
}

function buildAnswerCache(
  { storageDir, recorder }: CommonServices,
  embedding: EmbeddingTable | undefined,
  owned: DisposableStore,
): AnswerCache {
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

function buildCatalogue({ log }: ServicesSetup, { storageDir, recorder }: CommonServices): Catalogue {
  const { catalogueThread: entry, sqlWasm: wasmFile } = builtFiles;
  return new Catalogue({ entry, wasmFile, storageDir, onNote: note => log('warn', note), log, recorder });
}
