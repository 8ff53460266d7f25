/** A model's change of a file, as whole lines. */
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
});

/** Replaces lines `start..end` (0-based, end exclusive) of `before` by `lines`; if `start === end`, inserts before `start`. */
export interface PlannedEdit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** The whole change or none of it: if any place is uncertain, the plan is a refusal with its reason. */
export type EditPlan =
  | { readonly status: 'applied'; readonly edits: readonly PlannedEdit[] }
  | { readonly status: 'refused'; readonly reason: string };
