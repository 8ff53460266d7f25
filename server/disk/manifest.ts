/**
 * The manifest of a folder's index: its segments, the deleted files in each, and counts of the files that were left out. Replaced by a
 * rename, so after a crash at any moment the last complete one holds. Written by one window at a time, read by all.
 */
import * as v from 'valibot';
import { sentenceSchema } from '../protocol/sentences/sentence.js';
import type { CheckedFormat } from './checked-file.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{1,32}$/));

const segmentSchema = v.object({
  id,
  sizeBytes: count,
  nFiles: count,
  nWindows: count,
  /** Numbers of the files that were deleted or replaced, ascending. */
  deleted: v.array(count),
});
export type ManifestSegment = Readonly<v.InferOutput<typeof segmentSchema>>;

const manifestSchema = v.object({
  /** Absolute path of the folder; the name of the storage is only its hash. */
  root: v.string(),
  generation: count,
  /** Version of what segments are built from. Another value means that all of them must be rebuilt. */
  features: v.string(),
  segments: v.array(segmentSchema),
  /** Id of the file of signatures, if there is one. */
  stats: v.optional(id),
  /** False until the first full scan of the folder has ended. */
  complete: v.boolean(),
  nSeen: count,
  leftOut: v.record(v.string(), count),
  /** Versions before sentences were values stored words here: they are made again with the next commit. */
  note: v.fallback(v.optional(sentenceSchema), undefined),
  indexedMs: v.optional(v.number()),
  /** When this was written, in milliseconds since 1970. Shown, and never compared. */
  committedMs: v.optional(v.number()),
});
export type Manifest = Readonly<v.InferOutput<typeof manifestSchema>>;

/** 1: first version. */
export const manifestFormat: CheckedFormat<typeof manifestSchema> = { magic: 'vibe-manifest', version: 1, schema: manifestSchema };

const statsSchema = v.object({
  /**
   * Files that were read and left out: path, size, modification time, reason. They are not read again while size and time are unchanged.
   */
  leftOut: v.array(v.tuple([v.string(), v.number(), v.number(), v.string()])),
  /** Files whose modification time changed but not their content: segment, file, modification time. */
  restat: v.array(v.tuple([id, count, v.number()])),
});
export type FolderStats = Readonly<v.InferOutput<typeof statsSchema>>;

/** 1: first version. */
export const statsFormat: CheckedFormat<typeof statsSchema> = { magic: 'vibe-stats', version: 1, schema: statsSchema };
