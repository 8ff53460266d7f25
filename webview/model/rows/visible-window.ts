/** Decides which rows of a long list are drawn, from the known heights. Pure. */

export interface VisibleWindow {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
  /** Height of the rows that are not drawn. */
  readonly beforePx: number;
  readonly afterPx: number;
}

export interface Viewport {
  readonly scrollTop: number;
  readonly heightPx: number;
}

/** Height of a row that has not been drawn yet. */
export const guessedHeightPx = 220;

/** Rows within this distance of the view are drawn too, so that fast scrolling shows no gap. */
const marginPx = 900;

export function visibleWindow(heights: readonly (number | undefined)[], viewport: Viewport): VisibleWindow {
  const totalPx = heights.reduce<number>((sum, height) => sum + (height ?? guessedHeightPx), 0);
  // The scroll position may be beyond the end: rows shrink, and a new list is shown from its end.
  const scrollTop = Math.max(0, Math.min(viewport.scrollTop, totalPx - viewport.heightPx));
  const from = scrollTop - marginPx;
  const to = scrollTop + viewport.heightPx + marginPx;
  let first = -1;
  let end = 0;
  let beforePx = 0;
  let afterPx = 0;
  let top = 0;
  for (const [idx, known] of heights.entries()) {
    const height = known ?? guessedHeightPx;
    const bottom = top + height;
    if (bottom <= from) beforePx += height;
    else if (top >= to) afterPx += height;
    else {
      if (first < 0) first = idx;
      end = idx + 1;
    }
    top = bottom;
  }
  return { first: Math.max(0, first), end, beforePx, afterPx };
}
