/** Conversations, questions, and the stream of one answer. */
import * as v from 'valibot';
import { maxImageChars } from './image-bounds.js';
import { type Place, type PlaceRange, rangeSchema } from './place.js';
import type { Problem } from './problem.js';
import type { Sentence } from './sentences/sentence.js';

/** Set if the editor itself added the attachment; undefined if a person did. */
const automaticSchema = v.optional(v.picklist(['selection', 'open-editor', 'recent-edit']));
export type AutomaticSource = NonNullable<v.InferOutput<typeof automaticSchema>>;

/** Context of a question; each attachment is shown as a chip with its tokens before it is sent. */
export const attachmentSchema = v.variant('kind', [
  v.object({ kind: v.literal('range'), range: rangeSchema, automatic: automaticSchema }),
  v.object({ kind: v.literal('file'), folder: v.string(), path: v.string() }),
  v.object({
    kind: v.literal('selection'),
    range: rangeSchema,
    text: v.pipe(v.string(), v.maxLength(200_000)),
    automatic: automaticSchema,
  }),
  v.object({ kind: v.literal('problems'), text: v.pipe(v.string(), v.maxLength(50_000)) }),
  v.object({ kind: v.literal('text'), title: v.string(), text: v.pipe(v.string(), v.maxLength(200_000)) }),
  /** The best places of a folder for the question. */
  v.object({ kind: v.literal('folder'), folder: v.string(), path: v.string() }),
  /** For models that see images. `data` is base64, and '' once the image is dropped: a conversation keeps only its thumbnail. */
  v.object({
    kind: v.literal('image'),
    name: v.pipe(v.string(), v.maxLength(200)),
    mediaType: v.picklist(['image/png', 'image/jpeg', 'image/webp']),
    data: v.pipe(v.string(), v.maxLength(maxImageChars), v.regex(/^[A-Za-z0-9+/]*={0,2}$/)),
    /** A data URL of a few kilobytes. */
    thumbnail: v.pipe(v.string(), v.maxLength(24_000), v.regex(/^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]*={0,2}$/)),
    width: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20_000)),
    height: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20_000)),
  }),
  /** A past conversation, as the text of its turns. */
  v.object({ kind: v.literal('conversation'), conversationId: v.string(), title: v.string() }),
]);
export type Attachment = Readonly<v.InferOutput<typeof attachmentSchema>>;

/** Which of the found places may be sent. Without this record, all of them. */
export const questionContextSchema = v.object({
  /** False: none. */
  places: v.boolean(),
  /** Places that the person removed. */
  without: v.pipe(v.array(rangeSchema), v.maxLength(200)),
});
export type QuestionContext = Readonly<v.InferOutput<typeof questionContextSchema>>;

export const askSchema = v.object({
  conversationId: v.string(),
  /** Made by the sender, so that a question that a restored panel sends twice is answered once. */
  turnId: v.string(),
  question: v.pipe(v.string(), v.maxLength(200_000)),
  attachments: v.optional(v.array(attachmentSchema), []),
  context: v.optional(questionContextSchema),
  /** Chat model to use. Default: the configured one. */
  model: v.optional(v.string()),
  /** Answer again even if an answer is cached. */
  fresh: v.optional(v.boolean(), false),
  /** The turn that this one replaces: it and all later ones leave the conversation (ask again). */
  replaces: v.optional(v.string()),
  /** The task for which a model is chosen. */
  task: v.optional(v.picklist(['chat', 'explain', 'edit', 'command']), 'chat'),
});
export type Ask = Readonly<v.InferOutput<typeof askSchema>>;

/** A citation in the answer's text, `path:start-end`, and whether the model was sent these lines. */
export interface Citation {
  readonly range: PlaceRange;
  readonly verified: boolean;
  /** Offset in the answer's text, UTF-16 units. */
  readonly at: number;
  readonly length: number;
}

/** What the answer is waiting for, as shown to a person. */
export type AskPhase = 'looking' | 'reading' | 'loading-model' | 'writing';

/** What is missing in a model's window, or shortened. */
export interface LeftOut {
  readonly nPlaces: number;
  readonly nAttachments: number;
  readonly nTurns: number;
}

/** Items arrive in this order: phase and places first, then deltas; citations as they complete. */
export type AskItem =
  | { readonly kind: 'phase'; readonly phase: AskPhase; readonly detail?: Sentence }
  | { readonly kind: 'places'; readonly places: readonly Place[]; readonly elapsedMs: number }
  | {
      readonly kind: 'packed';
      readonly nTokens: number;
      readonly windowTokens: number;
      readonly sent: readonly PlaceRange[];
      readonly leftOut: LeftOut;
    }
  | { readonly kind: 'reasoning'; readonly text: string }
  | { readonly kind: 'delta'; readonly text: string }
  | { readonly kind: 'citation'; readonly citation: Citation };

export type AnswerSource = 'model' | 'extractive' | 'cache-l1' | 'cache-l2' | 'cache-l3';

/** Facts about one answer, shown under it. */
export interface AnswerFacts {
  readonly source: AnswerSource;
  readonly model?: string;
  readonly firstItemMs: number;
  readonly firstTokenMs?: number;
  readonly totalMs: number;
  readonly tokensPerSecond?: number;
  readonly nPromptTokens?: number;
  readonly local: boolean;
  /** The share of the files that were searchable when the places were found, below 1. Undefined if all were. */
  readonly indexedShare?: number;
  /** Why the passages answered although a model was wanted. */
  readonly noModel?: Problem;
}

/** A turn ends in exactly one of three ways. Its text so far is always kept. */
export type TurnEnd =
  | { readonly kind: 'done'; readonly facts: AnswerFacts }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly problem: Problem };

export interface Turn {
  readonly id: string;
  /** URIs of the folders that were open when it was asked. Undefined for a turn of an earlier version, and for an imported one. */
  readonly folders?: readonly string[];
  readonly question: string;
  readonly attachments: readonly Attachment[];
  /** Undefined if all places may be sent. */
  readonly context?: QuestionContext;
  readonly askedAt: number;
  readonly places: readonly Place[];
  readonly text: string;
  readonly reasoning?: string;
  readonly citations: readonly Citation[];
  /** Undefined while the answer streams. */
  readonly end?: TurnEnd;
}

export interface ConversationHead {
  readonly id: string;
  readonly title: string;
  readonly pinned: boolean;
  readonly changedAt: number;
  readonly nTurns: number;
  /** URIs of the folders that were open at its first question; undefined if unknown. */
  readonly folders?: readonly string[];
}

export interface Conversation extends ConversationHead {
  readonly turns: readonly Turn[];
}

/** A turn that contains the words; `snippet` is one line around the first match. */
export interface ConversationHit extends ConversationHead {
  readonly snippet: string;
}
