/** The binary search. Pure. */

/** Returns the first index of `low..high - 1` for which `reaches` is true, or `high`. `reaches` must stay true for every later index. */
export function lowerBound(low: number, high: number, reaches: (index: number) => boolean): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (reaches(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
