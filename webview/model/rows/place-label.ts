/** Paths and lines in little room. Pure. */
import type { PlaceRange } from '../../../server/protocol/place.js';

/** The last two parts of a path: enough to recognise it, short enough for a chip. */
export const shortPath = (path: string): string => path.split('/').slice(-2).join('/');

export const placeLabel = (range: PlaceRange, line = range.startLine): string => `${shortPath(range.path)}:${line}`;

/** Advance of a character of the panel's font, rounded up. */
const characterPx = 6;
const chipPaddingPx = 22;

/** How many chips fit into one line. The first is always shown: it shortens itself. */
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
