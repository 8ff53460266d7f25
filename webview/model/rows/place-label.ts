/** Fits paths and lines into little space. Pure. */
import type { PlaceRange } from '../../../server/protocol/place.js';

/** Returns the last two parts of a path: enough to recognise it, and short enough for a chip. */
export const shortPath = (path: string): string => path.split('/').slice(-2).join('/');

export const placeLabel = (range: PlaceRange, line = range.startLine): string => `${shortPath(range.path)}:${line}`;

/** Width of a character of the panel's font, rounded up. */
const characterPx = 6;
const chipPaddingPx = 22;

/** Returns how many chips fit into one line. The first is always shown, because it can shrink. */
export function fitChips(labels: readonly string[], widthPx: number): number {
  let leftPx = widthPx;
  let count = 0;
  for (const label of labels) {
    leftPx -= label.length * characterPx + chipPaddingPx;
    if (leftPx < 0) break;
    count++;
  }
  return Math.max(1, count);
}
