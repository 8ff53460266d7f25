/** Context for a question: completions, measurements, web pages, and what is in view. */
import * as v from 'valibot';
import { type Attachment, attachmentSchema, type LeftOut, questionContextSchema } from '../chat.js';
import { method } from '../method.js';
import type { PlaceRange } from '../place.js';

/** A row of the input's completion menu: `/` commands, `@` context, `#` symbols. */
export interface Completion {
  readonly kind: 'command' | 'prompt' | 'file' | 'folder' | 'symbol' | 'conversation';
  readonly label: string;
  /** A path, a chain of names, or what a command does. */
  readonly detail: string;
  /** Replaces the typed word; empty if only the attachment is added. */
  readonly insert: string;
  readonly attachment?: Attachment;
}

/** How full the model's window would be, in tokens. */
export interface ContextMeasure {
  readonly nQuestionTokens: number;
  /** One number per attachment, in the same order. */
  readonly nAttachmentTokens: readonly number[];
  /** Returns the tokens of the earlier turns that would be sent. */
  readonly nHistoryTokens: number;
  readonly windowTokens: number;
  /** Places that a search would add, best first; empty if no search is wanted. */
  readonly places: readonly MeasuredPlace[];
  readonly leftOut: LeftOut;
  /** Whether the model sees images; undefined if no model is available. */
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

export const contextMethods = {
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
      /** Undefined: no search is made. */
      context: v.optional(questionContextSchema),
      model: v.optional(v.string()),
    }),
  ),
  /** Rejects unless a setting allows web pages. */
  'web/read': method<{ readonly url: string; readonly title: string; readonly text: string }>()(
    v.object({ url: v.pipe(v.string(), v.maxLength(2_000)) }),
  ),
  /** Takes in what is in view in the editor: the symbol under the cursor, new problems, failed tests. */
  'context/saw': method<void>()(
    v.object({
      kind: v.picklist(['symbol', 'problem', 'tests']),
      keys: v.pipe(v.array(v.pipe(v.string(), v.maxLength(300))), v.maxLength(10)),
    }),
  ),
};
