/** Inline completion of the line at the cursor. */
import * as v from 'valibot';
import { method } from '../method.js';

/** The client cuts longer texts: the completer reads only what is near the cursor. */
const maxChars = 2_000_000;
const text = v.pipe(v.string(), v.maxLength(maxChars));

export const lineCompletionSchema = v.object({
  /** The document's URI; text that is typed in it is remembered under it. */
  uri: v.pipe(v.string(), v.maxLength(10_000)),
  /** The document's text before and after the cursor. */
  before: text,
  after: text,
  /** True if a person asked for it: less probable suggestions are shown too. */
  isAsked: v.boolean(),
});

export interface LineCompletion {
  /** What would be inserted; null for nothing. */
  readonly text: string | null;
  /** Time that the search took, in milliseconds. */
  readonly elapsedMs: number;
}

export const lineMethods = {
  'completion/line': method<LineCompletion>()(lineCompletionSchema),
};
