/** Every room that the wire and the command line serve, built by the roof. Types only: rpc builds nothing. */
import type { Grammars } from '../apply/proof/grammars.js';
import type { Log } from '../base/background.js';
import type { Disposable } from '../base/disposables.js';
import type { Chat } from '../chat/answer/chat.js';
import type { Completer } from '../chat/context/completer.js';
import type { ContextMeter } from '../chat/context/context-meter.js';
import type { GitChanges } from '../chat/context/git-changes.js';
import type { SharedIndex } from '../chat/context/shared-index.js';
import type { Suggester } from '../chat/context/suggester.js';
import type { WebPages } from '../chat/context/web-pages.js';
import type { WorkspaceFiles } from '../chat/context/workspace-files.js';
import type { ConversationShelf } from '../conversations/conversation-shelf.js';
import type { Conversations } from '../conversations/conversations.js';
import type { Workspace } from '../indexing/workspace.js';
import type { ModelManager } from '../inference/model-manager.js';
import type { Recorder } from '../monitor/recorder.js';
import type { Report } from '../monitor/report.js';
import type { CheckedFolder, EmbeddingModelInfo, HubFetch, HubOffer } from '../protocol/embedding-models.js';
import type { PullStep } from '../protocol/methods/model-methods.js';
import type { Check } from '../protocol/methods/upkeep-methods.js';
import type { Options } from '../protocol/options.js';
import type { PrivacyReport } from '../protocol/privacy.js';
import type { SearchClient } from '../search/search-client.js';

/** Embedding models beside the built-in one. */
export interface EmbeddingModels {
  list(signal: AbortSignal): Promise<readonly EmbeddingModelInfo[]>;
  check(path: string, signal: AbortSignal): Promise<CheckedFolder>;
  offer(repository: string, signal: AbortSignal): Promise<HubOffer>;
  fetch(wanted: HubFetch, emit: (step: PullStep) => void, signal: AbortSignal): Promise<CheckedFolder>;
  delete(path: string): Promise<void>;
}

export interface Services extends Disposable {
  readonly recorder: Recorder;
  readonly workspace: Workspace;
  readonly searcher: SearchClient;
  readonly conversations: Conversations;
  readonly models: ModelManager;
  readonly embedders: EmbeddingModels;
  readonly chat: Chat;
  readonly shelf: ConversationShelf;
  readonly completer: Completer;
  readonly meter: ContextMeter;
  readonly git: GitChanges;
  readonly webPages: WebPages;
  readonly suggester: Suggester;
  /** For other assistants. */
  readonly shared: SharedIndex;
  /** Parsers that a change of a file is proven with. */
  readonly grammars: Grammars;
  /** Texts of files inside the open folders. */
  readonly files: WorkspaceFiles;
  /** What a person has in view: it says what may be asked next. */
  saw(kind: 'symbol' | 'problem' | 'tests', keys: readonly string[]): void;
  /** Makes the first answer quick: earlier answers are read, and the model is loaded once the folders are indexed. */
  warm(signal: AbortSignal): Promise<void>;
  /** What works on this machine, and a remedy for the rest. */
  check(signal: AbortSignal): Promise<readonly Check[]>;
  /** The requests that left this process. */
  privacy(): PrivacyReport;
  /** The figures of all runs up to now. */
  report(): Report;
  /** What is kept on the disk goes before the next world is built. */
  clearAtNextStart(): void;
  dispose(): Promise<void>;
}

export interface ServicesSetup {
  readonly options: Options;
  readonly log: Log;
  /** The disk is watched by us: the client sends no events of changed files. */
  readonly watch: boolean;
  /** `run`: conversations end with the process. */
  readonly conversations: 'kept' | 'run';
}

/** Given by the roof; called once, with the client's checked options. */
export type BuildServices = (setup: ServicesSetup) => Services;
