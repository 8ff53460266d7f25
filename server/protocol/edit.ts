/** A model's change of files, as whole lines, with the proof of each place. */
import * as v from 'valibot';

export const editRequestSchema = v.object({
  /** Determines the language if `language` is missing. The file is not opened. */
  path: v.pipe(v.string(), v.maxLength(4096)),
  /** As editors or code fences spell it. */
  language: v.optional(v.string()),
  /** The current text of the file, including unsaved changes. */
  before: v.pipe(v.string(), v.maxLength(10_000_000)),
  /** The model's whole message, or one fenced block of it. */
  answer: v.pipe(v.string(), v.maxLength(2_000_000)),
  /** The line (0-based) of the place that a person chose among those that a refusal listed. */
  near: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

/** Replaces lines `start..end` (0-based, end exclusive) of `before` by `lines`; if `start === end`, inserts before `start`. */
export interface PlannedEdit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** What one edit of a plan does, and where; each place was the only one that fits. */
export interface HunkProof {
  readonly does: 'replaces' | 'adds' | 'removes';
  /** The innermost definition around it, if there is one. */
  readonly name?: string;
  /** Lines of the file before, 1-based and inclusive. For an insertion, the line that it follows. */
  readonly start: number;
  readonly end: number;
}

/** What the message wants of another file. To get a plan, ask with that file's text. */
export interface OtherFile {
  /** As written in the message. */
  readonly path: string;
  readonly kind: 'change' | 'create' | 'delete';
  /** The new path of a file that moves. */
  readonly movesTo?: string;
  /** The text of a file to create. */
  readonly text?: string;
}

interface WithOthers {
  readonly others: readonly OtherFile[];
}

/** The whole change or none of it: if any place is uncertain, the plan is a refusal with its reason. */
export type EditPlan = WithOthers &
  (
    | {
        readonly status: 'applied';
        readonly edits: readonly PlannedEdit[];
        /** The form of the message: `replace`, `diff`, `code`, `remove`, `swap`, several joined by `+`. */
        readonly form: string;
        readonly proof: readonly HunkProof[];
      }
    | {
        readonly status: 'refused';
        readonly reason: string;
        /** The block of the message that is refused, 1-based; undefined if it is the message as a whole. */
        readonly block?: number;
        /** Set if the message wants nothing of this file, only of others. */
        readonly isForOthers?: true;
        /** Set if the file already reads as the message wants it. */
        readonly isDone?: true;
        /** The places that fit equally well: lines, 0-based, end exclusive. */
        readonly places?: readonly { readonly start: number; readonly end: number }[];
      }
  );
