/** Builds the chat and the services that questions need: files, completions, the context meter. Plain arguments; does no work itself. */

import { join } from 'node:path';
import { systemClock } from '../base/clock.js';
import type { Disposable, DisposableStore } from '../base/disposables.js';
import { AnswerCache } from '../cache/answer-cache.js';
import { DiskCache } from '../cache/disk-cache.js';
import { AnswerMemory } from '../chat/answer/answer-memory.js';
import type { AnswerServices } from '../chat/answer/answer-run.js';
import { Chat } from '../chat/answer/chat.js';
import type { ChatModels } from '../chat/answer/chat-models.js';
import { labelMaker } from '../chat/answer/label-maker.js';
import { PromptSpeed } from '../chat/answer/prompt-speed.js';
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
import { WorkspaceFiles } from '../chat/context/workspace-files.js';
import type { Conversations } from '../conversations/conversations.js';
import { embedText } from '../embedding/embed-text.js';
import type { EmbeddingTable } from '../embedding/static-table.js';
import type { ModelManager } from '../inference/model-manager.js';
import { Thread } from '../pool/thread.js';
import { indexedShare } from '../protocol/index-status.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import { wordingOf } from '../protocol/sentences/wording-of.js';
import type { Services, ServicesSetup } from '../rpc/services.js';
import { builtFiles } from './built-files.js';
import type { CommonServices } from './common-services.js';
import type { IndexServices } from './index-services.js';
import type { Predictor } from './predictor.js';
import { WarmUp } from './warm-up.js';

/** The document thread ends after this time without work, to free its memory. */
const idleMs = 5_000;
const answerMemoryBytes = 16 * 1024 * 1024;
const answerDiskBytes = 64 * 1024 * 1024;
const answerLifeMs = 7 * 24 * 3600_000;

export interface ChatParts {
  readonly setup: ServicesSetup;
  readonly common: CommonServices;
  readonly index: IndexServices;
  readonly models: ModelManager;
  readonly predictor: Predictor;
  readonly conversations: Conversations;
  readonly holdBackground: () => Disposable;
}

export interface BuiltChat extends Pick<Services, 'chat' | 'completer' | 'meter' | 'git' | 'suggester' | 'files' | 'shared'> {
  readonly reader: DocumentReader;
  readonly warmUp: WarmUp;
}

export function buildChat(
  { setup, common, index, models, predictor, conversations, holdBackground }: ChatParts,
  owned: DisposableStore,
): BuiltChat {
  const { options, log } = setup;
  const { recorder } = common;
  const { workspace, searcher } = index;
  const { search } = predictor;
  const folders = (): readonly string[] => workspace.status().folders.map(({ folder }) => folder);
  const unsaved = (folder: string, path: string): string | undefined => index.unsaved.inFolder(folder, path);
  const neighbours: AnswerServices['neighbours'] = (query, signal) => searcher.neighbours(query, signal);
  const reader = new DocumentReader(owned.add(buildDocumentThread(setup, common)));
  const files = new WorkspaceFiles(folders, reader);
  const prompts = new PromptFiles(folders);
  const estimate = new TokenEstimate();
  const speed = new PromptSpeed();
  const wording = wordingOf(options.language);
  const chatModels: ChatModels = options.offline ? { choose: refuseOffline } : models;
  const answers = buildAnswerCache(common, index.embedding, owned);
  const warmUp = owned.add(new WarmUp({ models, chatModels, conversations, answers, workspace, isOffline: options.offline, log }));
  const memory = owned.add(new AnswerMemory({ cache: answers, lines: new RangeReader(files, systemClock, unsaved), folders, log }));
  const answering = {
    search,
    neighbours,
    indexedShare: () => indexedShare(workspace.status()),
    models: chatModels,
    wording,
    memory,
    estimate,
    speed,
    recorder,
    clock: systemClock,
  };
  const sources = () => ({ files, unsaved, conversations, search, labelOf: labelMaker(folders()) });
  return {
    reader,
    files,
    warmUp,
    chat: owned.add(new Chat({ ...answering, conversations, files, prompts, unsaved, folders, holdBackground, log })),
    completer: new Completer({ complete: (query, signal) => searcher.complete(query, signal), conversations, prompts, wording }),
    meter: new ContextMeter({ search, neighbours, recorder, models: warmUp.models, estimate, speed, conversations, prompts, sources }),
    git: new GitChanges(folders, options.trusted),
    suggester: new Suggester(signal => searcher.landmarks(signal), wording),
    shared: new SharedIndex(searcher, files, folders),
  };
}

function buildDocumentThread({ log }: ServicesSetup, { recorder }: CommonServices): Thread<DocumentMethods> {
  return new Thread<DocumentMethods>({ entry: builtFiles.documentThread, name: 'document', idleMs, log, recorder });
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
