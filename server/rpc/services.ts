/** All services that the protocol and the command line use, built by the composition. Types only: rpc builds nothing. */
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
import type { CompletionClient } from '../completion/completion-client.js';
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

/** Embedding models besides the built-in one. */
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
  /** Completes lines of code. */
  readonly lines: CompletionClient;
  readonly meter: ContextMeter;
  readonly git: GitChanges;
  readonly webPages: WebPages;
  readonly suggester: Suggester;
  /** For other assistants. */
  readonly shared: SharedIndex;
  /** Parsers that check a changed file. */
  readonly grammars: Grammars;
  /** Texts of files inside the open folders. */
  readonly files: WorkspaceFiles;
  /** Takes in what a person has in view, which hints at what may be asked next. */
  saw(kind: 'symbol' | 'problem' | 'tests', keys: readonly string[]): void;
  /** Speeds up the first answer: reads stored answers, and loads the model once the folders are indexed. */
  warm(signal: AbortSignal): Promise<void>;
  /** Returns what works on this machine, with a remedy for what does not. */
  check(signal: AbortSignal): Promise<readonly Check[]>;
  /** Returns the requests that left this process. */
  privacy(): PrivacyReport;
  /** Returns the measurements of all runs so far. */
  report(): Report;
  /** Deletes stored data before the next start builds its services. */
  clearAtNextStart(): void;
  dispose(): Promise<void>;
}

export interface ServicesSetup {
  readonly options: Options;
  readonly log: Log;
  /** Watch the disk, because the client does not report changed files. */
  readonly watch: boolean;
  /** `run`: conversations are discarded when the process ends. */
  readonly conversations: 'kept' | 'run';
}

/** Passed in by the composition. Called once, with the client's checked options. */
export type BuildServices = (setup: ServicesSetup) => Services;
