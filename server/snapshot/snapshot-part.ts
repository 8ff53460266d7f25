/** A segment as a part of a snapshot: with the numbers that its files and windows have there. Types only. */
import type { OpenSegment } from '../segment/read/open-segment.js';

/** A segment with its numbers in the snapshot. */
export interface SnapshotPart {
  readonly path: string;
  readonly segment: OpenSegment;
  readonly firstFile: number;
  readonly firstWindow: number;
  readonly nFiles: number;
  readonly nWindows: number;
  readonly deleted: ReadonlySet<number>;
  /** Offset of the bitmap of living windows, or 0 where all live. */
  readonly live: number;
}
