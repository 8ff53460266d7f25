/** What goes along with a question: completions, measures, web pages, and what is in view. */
import * as v from 'valibot';
import { type Attachment, attachmentSchema, type LeftOut, questionContextSchema } from '../chat.js';
import { method } from '../method.js';
import type { PlaceRange } from '../place.js';

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
      /** Absent: no search is made. */
      context: v.optional(questionContextSchema),
      model: v.optional(v.string()),
    }),
  ),
  /** Refused where no setting allows web pages. */
  'web/read': method<{ readonly url: string; readonly title: string; readonly text: string }>()(
    v.object({ url: v.pipe(v.string(), v.maxLength(2_000)) }),
  ),
  /** What is in view in the editor: the symbol under the cursor, problems that came up, tests that failed. */
  'context/saw': method<void>()(
    v.object({
      kind: v.picklist(['symbol', 'problem', 'tests']),
      keys: v.pipe(v.array(v.pipe(v.string(), v.maxLength(300))), v.maxLength(10)),
    }),
  ),
};
