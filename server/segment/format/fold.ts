/** How names are compared: case folded for order and look-up, then by bytes so that every order is total. Pure. */

/** Lower case for comparison; the same for every locale. */
export const fold = (name: string): string => name.toLowerCase();

/** By folded form, then by code units. */
export function compareNames(a: string, b: string): number {
  const foldedA = fold(a);
  const foldedB = fold(b);
  if (foldedA !== foldedB) return foldedA < foldedB ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
