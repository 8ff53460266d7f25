/** A segment as a part of a snapshot: with the numbers that its files and windows have there. Types only. */
import type { OpenSegment } from '../segment/read/open-segment.js';

/** A segment with the numbers that it has in the snapshot. */
export interface SnapshotPart {
  readonly path: string;
  readonly segment: OpenSegment;
  readonly firstFile: number;
  readonly firstWindow: number;
  readonly nFiles: number;
  readonly nWindows: number;
  readonly deleted: ReadonlySet<number>;
  /** Offset of the bitmap of live windows, or 0 if all are live. */
  readonly live: number;
}
