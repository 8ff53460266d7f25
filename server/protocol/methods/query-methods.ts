/** Searching the workspace. */
import * as v from 'valibot';
import { method } from '../method.js';
import type { Place } from '../place.js';

export const searchSchema = v.object({
  query: v.pipe(v.string(), v.maxLength(1_000_000)),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)), 10),
  /** Folder URI. Default: all folders. */
  folder: v.optional(v.string()),
});
export type SearchQuery = Readonly<v.InferOutput<typeof searchSchema>>;

export interface SearchAnswer {
  readonly places: readonly Place[];
  readonly elapsedMs: number;
  /** What was searched, for "no results": files and windows. */
  readonly nFiles: number;
  readonly nChunks: number;
  /** Part of the index is damaged and was not rebuilt in time: places may be missing. */
  readonly incomplete?: true;
}

export const queryMethods = {
  'search/query': method<SearchAnswer>()(searchSchema),
};
