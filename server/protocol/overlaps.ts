/** Tests whether places share lines. Pure. */
import type { PlaceRange } from './place.js';

/** True if both are in the same file and share a line. */
export const overlaps = (a: PlaceRange, b: PlaceRange): boolean =>
  a.folder === b.folder && a.path === b.path && a.startLine <= b.endLine && b.startLine <= a.endLine;
