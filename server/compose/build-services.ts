/**
 * The composition root: builds every service with plain constructor arguments, floor by floor, and disposes of them in reverse order. It holds
 * no state and does no work: folders are added, threads started and sockets opened by the services when they are used.
 */
import { Grammars } from '../apply/proof/grammars.js';
import { systemClock } from '../base/clock.js';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposables.js';
import { Catalogue } from '../catalogue/catalogue.js';
import { WebPages } from '../chat/context/web-pages.js';
import { ConversationShelf } from '../conversations/conversation-shelf.js';
import type { Conversations } from '../conversations/conversations.js';
import { MemoryConversations } from '../conversations/memory-conversations.js';
import { RecentConversations } from '../conversations/recent-conversations.js';
import { reportOf } from '../monitor/report.js';
import type { BuildServices, ServicesSetup } from '../rpc/services.js';
import { buildChat } from './built-chat.js';
import { builtFiles, grammarFile } from './built-files.js';
import { buildBusyHold } from './busy-hold.js';
import { runChecks } from './checks.js';
import { requestClear } from './clear-storage.js';
import { buildCommonServices, type CommonServices } from './common-services.js';
import { buildEmbeddingModels } from './embedding-models.js';
import { buildEmbedding } from './embedding-services.js';
import { buildIndexServices } from './index-services.js';
import { buildLineCompletion } from './line-completion.js';
import { buildModelServices } from './model-services.js';
import { buildPredictor } from './predictor.js';
import { readVersion } from './version.js';

export const buildServices: BuildServices = setup => {
  const owned = new DisposableStore();
  const { options, log } = setup;
  const common = owned.add(buildCommonServices(options));
  const { recorder, storageDir } = common;
  const index = owned.add(buildIndexServices(setup, common));
  const { workspace, searcher } = index;
  const { models, providers, privacy, hubTo, pageTo } = owned.add(buildModelServices(options, common));
  const meaning = buildEmbedding(options.embeddingModel, { index, providers, common, log });
  const { lines } = owned.add(buildLineCompletion(workspace, recorder, log));
  if (meaning) owned.add(meaning);
  const predictor = owned.add(buildPredictor({ index, common, meaning: meaning?.embedding, log, isOn: options.prediction }));
  const holdBackground = (): Disposable =>
    allOf([workspace.holdBackground(), predictor.hold(), ...(meaning ? [meaning.embedding.hold()] : [])]);
  // A command in a terminal has no editor to give way to.
  if (setup.conversations !== 'run') owned.add(buildBusyHold(holdBackground, common));
  const conversations = buildConversations(setup, common, owned);
  const chat = buildChat({ setup, common, index, models, predictor, conversations, holdBackground }, owned);
  const embedders = { storageDir, chosen: options.embeddingModel, hub: options.modelHub, openPool: hubTo, provider: providers[0] };
  const checked = () => ({
    version: readVersion(),
    storageDir,
    kernelsFile: builtFiles.kernels,
    embedderEntry: builtFiles.embedder,
    options,
    searcher,
    models,
    meaning,
  });
  return {
    recorder,
    workspace,
    searcher,
    conversations,
    models,
    embedders: buildEmbeddingModels(embedders),
    ...chat,
    shelf: new ConversationShelf(conversations),
    webPages: new WebPages(options.webPages ? pageTo : undefined, chat.reader),
    lines,
    grammars: new Grammars(grammarFile),
    saw: predictor.sawAll,
    warm: signal => chat.warmUp.warm(signal),
    check: signal => runChecks(checked(), signal),
    privacy,
    report: () => reportOf(common.metrics()),
    clearAtNextStart: () => requestClear(storageDir),
    dispose: () => owned.dispose(),
  };
};

/** Combines several holds into one. */
const allOf = (holds: readonly Disposable[]): Disposable =>
  toDisposable(async () => {
    for (const hold of holds) await hold.dispose();
  });

function buildConversations(setup: ServicesSetup, common: CommonServices, owned: DisposableStore): Conversations {
  if (setup.conversations === 'run') return new MemoryConversations();
  return owned.add(new RecentConversations(owned.add(buildCatalogue(setup, common)), systemClock, setup.log));
}

function buildCatalogue({ log }: ServicesSetup, { storageDir, recorder }: CommonServices): Catalogue {
  const { catalogueThread: entry, sqlWasm: wasmFile } = builtFiles;
  return new Catalogue({ entry, wasmFile, storageDir, onNote: note => log('warn', note), log, recorder });
}
