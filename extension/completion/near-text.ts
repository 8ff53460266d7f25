/** The text around the cursor that is sent with a request. Of a large document only the near part is read. Pure. */

/** A document up to this length is sent whole. */
const maxWhole = 400_000;
/** Of a larger one, at most this much above the cursor, starting on a fixed grid so that the start moves rarely; and this much below. */
const maxAbove = 300_000;
const grid = 100_000;
const maxBelow = 100_000;

export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** Returns the offsets between which a document of `length` characters is read for a cursor at `offset`. */
export function nearText(length: number, offset: number): TextRange {
  if (length <= maxWhole) return { from: 0, to: length };
  return { from: Math.max(0, Math.floor((offset - maxAbove) / grid) * grid), to: Math.min(length, offset + maxBelow) };
}
