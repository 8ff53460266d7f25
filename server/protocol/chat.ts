/** Conversations, questions, and the stream of one answer. */
import * as v from 'valibot';
import { maxImageChars } from './image-bounds.js';
import { type Place, type PlaceRange, rangeSchema } from './place.js';
import type { Problem } from './problem.js';
import type { Sentence } from './sentences/sentence.js';

/** Where the editor itself found something to send along; absent for what a person attached. */
const automaticSchema = v.optional(v.picklist(['selection', 'open-editor', 'recent-edit']));
export type AutomaticSource = NonNullable<v.InferOutput<typeof automaticSchema>>;

/** Context of a question; each is shown as a chip with its tokens before it is sent. */
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
  /** For models that see. `data` is base64; '' once the image is no longer kept: a conversation keeps its small picture only. */
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

/** What of the places that a search finds may be sent; all of them where a question carries none of this. */
export const questionContextSchema = v.object({
  /** False: none. */
  places: v.boolean(),
  /** Places that the person took away. */
  without: v.pipe(v.array(rangeSchema), v.maxLength(200)),
});
export type QuestionContext = Readonly<v.InferOutput<typeof questionContextSchema>>;

export const askSchema = v.object({
  conversationId: v.string(),
  /** Made by the asker, so that a question sent twice by a revived panel is answered once. */
  turnId: v.string(),
  question: v.pipe(v.string(), v.maxLength(200_000)),
  attachments: v.optional(v.array(attachmentSchema), []),
  context: v.optional(questionContextSchema),
  /** Chat model to use; the configured one where absent. */
  model: v.optional(v.string()),
  /** Answer anew even where a cached answer exists. */
  fresh: v.optional(v.boolean(), false),
  /** The turn that this one stands in for: it and all later ones leave the conversation (ask again). */
  replaces: v.optional(v.string()),
  /** Which task picks the model. */
  task: v.optional(v.picklist(['chat', 'explain', 'edit', 'command']), 'chat'),
});
export type Ask = Readonly<v.InferOutput<typeof askSchema>>;

/** A citation as it stands in the answer's text, `path:start-end`, and whether it lay in what was sent. */
export interface Citation {
  readonly range: PlaceRange;
  readonly verified: boolean;
  /** Offset in the answer's text, UTF-16 units. */
  readonly at: number;
  readonly length: number;
}

/** What the answer waits for, in words a person is shown. */
export type AskPhase = 'looking' | 'reading' | 'loading-model' | 'writing';

/** What is not in a model's window, or not whole. */
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

/** Figures of one answer, shown under it. */
export interface AnswerFacts {
  readonly source: AnswerSource;
  readonly model?: string;
  readonly firstItemMs: number;
  readonly firstTokenMs?: number;
  readonly totalMs: number;
  readonly tokensPerSecond?: number;
  readonly nPromptTokens?: number;
  readonly local: boolean;
}

/** A turn ends in exactly one of three ways. The text so far always stays. */
export type TurnEnd =
  | { readonly kind: 'done'; readonly facts: AnswerFacts }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly problem: Problem };

export interface Turn {
  readonly id: string;
  readonly question: string;
  readonly attachments: readonly Attachment[];
  /** Absent where all places might be sent. */
  readonly context?: QuestionContext;
  readonly askedAt: number;
  readonly places: readonly Place[];
  readonly text: string;
  readonly reasoning?: string;
  readonly citations: readonly Citation[];
  /** Absent while the answer streams. */
  readonly end?: TurnEnd;
}

export interface ConversationHead {
  readonly id: string;
  readonly title: string;
  readonly pinned: boolean;
  readonly changedAt: number;
  readonly nTurns: number;
}

export interface Conversation extends ConversationHead {
  readonly turns: readonly Turn[];
}

/** A turn found by its words; `snippet` is one line around the first hit. */
export interface ConversationHit extends ConversationHead {
  readonly snippet: string;
}
