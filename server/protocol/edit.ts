/** A model's change of a file, as whole lines. */
import * as v from 'valibot';

export const editRequestSchema = v.object({
  /** Names the language where `language` is absent; relative or not, it is not opened. */
  path: v.pipe(v.string(), v.maxLength(4096)),
  /** As editors or fences spell it. */
  language: v.optional(v.string()),
  /** The file's text now, unsaved changes included. */
  before: v.pipe(v.string(), v.maxLength(10_000_000)),
  /** The model's whole message, or one fenced block of it. */
  answer: v.pipe(v.string(), v.maxLength(2_000_000)),
});

/** Lines `start..end` (0-based, end exclusive) of `before` become `lines`; `start === end` inserts before `start`. */
export interface PlannedEdit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** All of the change or nothing of it: where a place is not sure, the plan is a refusal with its reason. */
export type EditPlan =
  | { readonly status: 'applied'; readonly edits: readonly PlannedEdit[] }
  | { readonly status: 'refused'; readonly reason: string };
