/** Every request that the extension, the panel and any LSP client may send, as `vibe/<name>`. One row a method. */
import * as v from 'valibot';
import {
  type AskItem,
  type Attachment,
  askSchema,
  attachmentSchema,
  type Conversation,
  type ConversationHead,
  type ConversationHit,
  type LeftOut,
  questionContextSchema,
  type Turn,
  type TurnEnd,
} from './chat.js';
import { type EditPlan, editRequestSchema } from './edit.js';
import {
  type CheckedFolder,
  type EmbeddingModelInfo,
  type HubOffer,
  hubFetchSchema,
  hubOfferSchema,
  modelFolderSchema,
} from './embedding-models.js';
import { type GitCommit, type GitDiff, gitChangeSchema } from './git.js';
import type { IndexStatus } from './index-status.js';
import { method } from './method.js';
import { type Place, type PlaceRange, rangeSchema } from './place.js';
import type { PrivacyReport } from './privacy.js';
import type { Problem } from './problem.js';

const nothing = v.object({});

export const searchSchema = v.object({
  query: v.pipe(v.string(), v.maxLength(1_000_000)),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)), 10),
  /** Folder URI; all folders where absent. */
  folder: v.optional(v.string()),
});
export type SearchQuery = Readonly<v.InferOutput<typeof searchSchema>>;

export interface SearchAnswer {
  readonly places: readonly Place[];
  readonly elapsedMs: number;
  /** What was searched, for "no results": files and windows. */
  readonly nFiles: number;
  readonly nChunks: number;
}

/** A model that an endpoint offers. */
export interface ModelInfo {
  readonly id: string;
  readonly endpoint: string;
  readonly sizeBytes?: number;
  readonly windowTokens?: number;
  readonly loaded: boolean;
  readonly local: boolean;
}

/** Why a model is chosen; `value` is what stands in the sentence, or ''. */
export interface ModelReason {
  readonly code: 'chosen' | 'parameters' | 'slow' | 'large' | 'code' | 'base' | 'window' | 'loaded' | 'thinking' | 'unquantised' | 'coarse';
  readonly value: string;
}

export const modelTasks = ['chat', 'explain', 'edit', 'command'] as const;
export type ModelTask = (typeof modelTasks)[number];

/** Who does a task now; without a model where none can be had. */
export interface ModelChoice {
  readonly task: ModelTask;
  readonly model?: { readonly id: string; readonly endpoint: string; readonly reasons: readonly ModelReason[] };
  readonly problem?: Problem;
}

/** A model that may be fetched, with what it takes. */
export interface ModelOffer {
  readonly id: string;
  readonly purpose: 'chat' | 'embed';
  readonly quantisation: string;
  readonly sizeBytes: number;
  readonly memoryBytes: number;
  readonly fits: boolean;
}

/** How far the fetching of a model is. */
export interface PullStep {
  readonly status: string;
  readonly doneBytes?: number;
  readonly totalBytes?: number;
}

/** One check of `vibe doctor`. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly remedy?: string;
  /** Vibe works without it. */
  readonly optional?: boolean;
}

/** What a completion menu of the input offers: `/` commands, `@` context, `#` symbols. */
export interface Completion {
  readonly kind: 'command' | 'prompt' | 'file' | 'folder' | 'symbol' | 'conversation';
  readonly label: string;
  /** A path, a chain of names, or what a command does. */
  readonly detail: string;
  /** What takes the place of the typed word; empty where only the attachment is added. */
  readonly insert: string;
  readonly attachment?: Attachment;
}

/** How full the model's window would be; numbers of tokens. */
export interface ContextMeasure {
  readonly nQuestionTokens: number;
  /** One number an attachment, in their order. */
  readonly nAttachmentTokens: readonly number[];
  /** Tokens of the earlier turns that would be sent. */
  readonly nHistoryTokens: number;
  readonly windowTokens: number;
  /** What a search would add by itself, best first; empty where it is not wanted. */
  readonly places: readonly MeasuredPlace[];
  readonly leftOut: LeftOut;
  /** Whether the model sees images; undefined where no model is at hand. */
  readonly sees?: boolean;
}

/** A place that would be sent with a question. */
export interface MeasuredPlace {
  readonly range: PlaceRange;
  /** Enclosing names; '' at top level. */
  readonly name: string;
  readonly nTokens: number;
  readonly fits: 'whole' | 'cut' | 'out';
}

const conversationId = v.string();
const pageSize = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000));

export const clientMethods = {
  'search/query': method<SearchAnswer>()(searchSchema),
  'chat/ask': method<TurnEnd, AskItem>()(askSchema),
  /** Streams a running answer from its beginning again: a revived panel takes up where it was. */
  'chat/follow': method<TurnEnd, AskItem>()(v.object({ conversationId: v.string(), turnId: v.string() })),
  'chat/list': method<readonly ConversationHead[]>()(nothing),
  /** `last`: only so many turns, from the end; `nTurns` still counts all. */
  'chat/open': method<Conversation>()(v.object({ conversationId: v.string(), last: v.optional(pageSize) })),
  /** The turns right before one, oldest first; empty where it is the first. */
  'chat/earlier': method<readonly Turn[]>()(v.object({ conversationId: v.string(), before: v.string(), limit: pageSize })),
  'chat/delete': method<void>()(v.object({ conversationId: v.string() })),
  /** Takes a deletion back; possible until the server ends. */
  'chat/restore': method<void>()(v.object({ conversationId })),
  'chat/rename': method<void>()(v.object({ conversationId, title: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) })),
  'chat/pin': method<void>()(v.object({ conversationId, pinned: v.boolean() })),
  /** Conversations whose questions or answers hold the words; newest first. */
  'chat/search': method<readonly ConversationHit[]>()(v.object({ query: v.pipe(v.string(), v.maxLength(1000)) })),
  /** A new conversation with copies of the turns before `turnId`. */
  'chat/branch': method<Conversation>()(v.object({ conversationId, turnId: v.string() })),
  /** Writes on where a stopped or cut answer ended: the items continue the turn's text. */
  'chat/continue': method<TurnEnd, AskItem>()(v.object({ conversationId, turnId: v.string() })),
  'chat/export': method<{ readonly name: string; readonly text: string }>()(
    v.object({ conversationId, format: v.picklist(['markdown', 'json']) }),
  ),
  /** Takes what `chat/export` wrote as JSON; the new conversation has a new id. */
  'chat/import': method<ConversationHead>()(v.object({ text: v.pipe(v.string(), v.maxLength(20_000_000)) })),
  'context/complete': method<readonly Completion[]>()(
    v.object({
      trigger: v.picklist(['/', '@', '#']),
      query: v.pipe(v.string(), v.maxLength(200)),
      limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50)), 20),
    }),
  ),
  'context/measure': method<ContextMeasure>()(
    v.object({
      conversationId: v.optional(v.string()),
      question: v.pipe(v.string(), v.maxLength(200_000)),
      attachments: v.array(attachmentSchema),
      /** Absent: no search is made. */
      context: v.optional(questionContextSchema),
      model: v.optional(v.string()),
    }),
  ),
  /** Rejects where a file is not to be changed on behalf of a model: it is ignored, a secret, or outside its folder. */
  'edit/check': method<void>()(v.object({ folder: v.string(), path: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)) })),
  /** The changes of a folder as a diff; refused where the workspace is not trusted. */
  'git/diff': method<GitDiff>()(v.object({ folder: v.string(), change: gitChangeSchema })),
  'git/commits': method<readonly GitCommit[]>()(
    v.object({ folder: v.string(), limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)), 50) }),
  ),
  /** Refused where no setting allows web pages. */
  'web/read': method<{ readonly url: string; readonly title: string; readonly text: string }>()(
    v.object({ url: v.pipe(v.string(), v.maxLength(2_000)) }),
  ),
  /** Where in a file a model's change belongs; nothing is written. */
  'edit/plan': method<EditPlan>()(editRequestSchema),
  'index/status': method<IndexStatus>()(nothing),
  'index/rebuild': method<void>()(v.object({ folder: v.optional(v.string()) })),
  'models/list': method<readonly ModelInfo[]>()(nothing),
  /** Who does each task, and why. */
  'models/choices': method<readonly ModelChoice[]>()(nothing),
  /** What may be fetched beside what is installed; nothing is asked of the network. */
  'models/offers': method<readonly ModelOffer[]>()(nothing),
  /** Fetches a model by the first endpoint. Sent only after a person agreed to its size. */
  'models/pull': method<void, PullStep>()(v.object({ model: v.pipe(v.string(), v.minLength(1), v.maxLength(300)) })),
  /** Embedding models that can be chosen now. */
  'embedders/list': method<readonly EmbeddingModelInfo[]>()(nothing),
  /** Opens a folder on the disk as an embedding model. */
  'embedders/check': method<CheckedFolder>()(modelFolderSchema),
  /** What the hub has of a repository that a person typed: sizes and hosts, nothing is fetched. */
  'embedders/offer': method<HubOffer>()(hubOfferSchema),
  /** Fetches a variant. Sent only after a person agreed to address, size and hosts. */
  'embedders/fetch': method<CheckedFolder, PullStep>()(hubFetchSchema),
  /** Deletes a model that was fetched. */
  'embedders/delete': method<void>()(modelFolderSchema),
  'doctor/check': method<readonly Check[]>()(nothing),
  /** The requests that left this server. */
  'privacy/log': method<PrivacyReport>()(nothing),
  /** What `vibe report` says, as JSON with a name for the file. */
  'report/get': method<{ readonly name: string; readonly text: string }>()(nothing),
  /** The index as text for other assistants, secrets blackened. */
  'share/search': method<string>()(
    v.object({ query: v.pipe(v.string(), v.maxLength(10_000)), limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50)) }),
  ),
  'share/symbol': method<string>()(v.object({ name: v.pipe(v.string(), v.minLength(1), v.maxLength(500)) })),
  'share/read': method<string>()(v.omit(rangeSchema, ['folder'])),
  /** Everything that is kept goes when the server starts next: to be followed by a restart. */
  'data/clear': method<void>()(nothing),
  /** What is in view in the editor: the symbol under the cursor, problems that came up, tests that failed. */
  'context/saw': method<void>()(
    v.object({
      kind: v.picklist(['symbol', 'problem', 'tests']),
      keys: v.pipe(v.array(v.pipe(v.string(), v.maxLength(300))), v.maxLength(10)),
    }),
  ),
  /** Three questions about this workspace, made from its index. */
  'chat/suggest': method<readonly string[]>()(nothing),
};

export type ClientMethods = typeof clientMethods;
export type ClientMethodName = keyof ClientMethods;
