/** Converts the searcher's scoring to the kernels' form. Pure. */
import type { WindowScoring } from './snapshot-types.js';

/** Returns [body, names, top names, comments]. */
export function fieldWeights({ fields }: WindowScoring): readonly [number, number, number, number] {
  return [fields.body, fields.names, fields.topNames, fields.comments];
}

/**
 * Block maxima were computed with b = 0.75 and an average length of 256 terms. Returns the most by which other parameters can raise a
 * body's impact above them.
 */
export function impactFactor({ b, averageTokens }: WindowScoring): number {
  const short = 0.25 / Math.max(1 - b, 1e-6);
  const long = b === 0 ? Number.POSITIVE_INFINITY : 0.75 / 256 / (b / averageTokens);
  return Math.min(Math.max(short, long), 1e6) * 1.0001;
}
