/**
 * The manifest of a folder's index: which segments there are, which of their files are gone, and what was left out. Switched by rename:
 * killed anywhere, the last one holds. Written by one window at a time, read by all.
 */
import * as v from 'valibot';
import type { CheckedFormat } from './checked-file.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{1,32}$/));

const segmentSchema = v.object({
  id,
  sizeBytes: count,
  nFiles: count,
  nWindows: count,
  /** Numbers of the files that are gone or replaced. Ascending. */
  deleted: v.array(count),
});
export type ManifestSegment = Readonly<v.InferOutput<typeof segmentSchema>>;

const manifestSchema = v.object({
  /** Absolute path of the folder: the storage's name is only a hash of it. */
  root: v.string(),
  generation: count,
  /** What segments are built from; another value means that all must be built again. */
  features: v.string(),
  segments: v.array(segmentSchema),
  /** The file of signatures, where there is one. */
  stats: v.optional(id),
  /** False while the first look at the folder has not ended. */
  complete: v.boolean(),
  nSeen: count,
  leftOut: v.record(v.string(), count),
  note: v.optional(v.string()),
  indexedMs: v.optional(v.number()),
});
export type Manifest = Readonly<v.InferOutput<typeof manifestSchema>>;

/** 1: first version. */
export const manifestFormat: CheckedFormat<typeof manifestSchema> = { magic: 'vibe-manifest', version: 1, schema: manifestSchema };

const statsSchema = v.object({
  /** Files that were read and left out: path, size, time of change, reason. Not read again while they look the same. */
  leftOut: v.array(v.tuple([v.string(), v.number(), v.number(), v.string()])),
  /** Files whose time changed and whose content did not: segment, file, time of change. */
  restat: v.array(v.tuple([id, count, v.number()])),
});
export type FolderStats = Readonly<v.InferOutput<typeof statsSchema>>;

/** 1: first version. */
export const statsFormat: CheckedFormat<typeof statsSchema> = { magic: 'vibe-stats', version: 1, schema: statsSchema };
