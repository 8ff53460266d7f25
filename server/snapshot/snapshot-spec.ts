/** Describes what can be found in a folder: a plain value that the indexing side posts to the search thread after each commit. */

export interface SegmentRef {
  /** Absolute path of the segment file, or a unique name if `bytes` holds the segment. */
  readonly path: string;
  /** Set for segments that could not be written (storage read-only or full) and live in memory. */
  readonly bytes?: SharedArrayBuffer;
  /** Numbers of the files in this segment that were deleted, replaced, or are hidden by an overlay. Ascending. */
  readonly deletedFiles: readonly number[];
}

/** Immutable; a folder's highest generation wins. */
export interface SnapshotSpec {
  /** URI of the folder. */
  readonly folder: string;
  /** Absolute path of the folder. */
  readonly root: string;
  readonly generation: number;
  readonly segments: readonly SegmentRef[];
  /** Segments of one file each: the unsaved text of open editors. */
  readonly overlays: readonly SharedArrayBuffer[];
}
