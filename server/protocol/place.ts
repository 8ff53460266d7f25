/** Places in the workspace: what search returns, what an answer cites, what the editor opens. */
import * as v from 'valibot';
import type { Why } from './why.js';

const line = v.pipe(v.number(), v.integer(), v.minValue(1));

/** 1-based, inclusive lines of a file; `path` is relative to `folder` (a file URI) with forward slashes. */
export const rangeSchema = v.object({ folder: v.string(), path: v.string(), startLine: line, endLine: line });
export type PlaceRange = Readonly<v.InferOutput<typeof rangeSchema>>;

/** Contribution of a feature to the score. */
export interface Reason {
  readonly feature: string;
  readonly gain: number;
}

/** A ranked place: the whole function or section around the window that matched. */
export interface Place extends PlaceRange {
  /** Enclosing names from the outside in, e.g. `["Pool", "run"]`; empty at top level. */
  readonly chain: readonly string[];
  /** The line that matched best, inside startLine..endLine. */
  readonly focusLine: number;
  readonly language: string;
  readonly score: number;
  readonly reasons: readonly Reason[];
  /** Why it was found, the strongest reason first. Worded where it is shown (`wordedWhy`). */
  readonly why: readonly Why[];
  /** The text of startLine..endLine, cut at 4,000 characters for the wire. */
  readonly text: string;
}
