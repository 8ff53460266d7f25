/** Whether places share lines. Pure. */
import type { PlaceRange } from './place.js';

/** True if both lie in one file and share a line. */
export const overlaps = (a: PlaceRange, b: PlaceRange): boolean =>
  a.folder === b.folder && a.path === b.path && a.startLine <= b.endLine && b.startLine <= a.endLine;
