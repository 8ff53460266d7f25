/** What of a folder can be found: a plain value that the indexing side posts to the search thread after each commit. */

export interface SegmentRef {
  /** Absolute path of the segment file; a unique name where `bytes` holds the segment. */
  readonly path: string;
  /** Segments that could not be written (read-only or full storage) stay in memory. */
  readonly bytes?: SharedArrayBuffer;
  /** Numbers of files in this segment that are gone, replaced, or hidden by an overlay. Ascending. */
  readonly deletedFiles: readonly number[];
}

/** Immutable; the newest generation of a folder wins. */
export interface SnapshotSpec {
  /** The folder's URI. */
  readonly folder: string;
  /** The folder's absolute path. */
  readonly root: string;
  readonly generation: number;
  readonly segments: readonly SegmentRef[];
  /** Segments of one file each: the unsaved text of open editors. */
  readonly overlays: readonly SharedArrayBuffer[];
}
