/** Comparison of names: case folded for order and look-up, then by code units so that the order is total. Pure. */

/** Returns the name in lower case, independent of the locale. */
export const fold = (name: string): string => name.toLowerCase();

/** Compares by folded form, then by code units. */
export function compareNames(a: string, b: string): number {
  const foldedA = fold(a);
  const foldedB = fold(b);
  if (foldedA !== foldedB) return foldedA < foldedB ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
