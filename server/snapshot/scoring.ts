/** The searcher's scoring as the kernels want it. Pure. */
import type { WindowScoring } from './snapshot-types.js';

/** [body, names, top names, comments]. */
export function fieldWeights({ fields }: WindowScoring): readonly [number, number, number, number] {
  return [fields.body, fields.names, fields.topNames, fields.comments];
}

/** Block maxima were taken with b = 0.75 and an average of 256 terms: the most by which other parameters lift a body's impact. */
export function impactFactor({ b, averageTokens }: WindowScoring): number {
  const short = 0.25 / Math.max(1 - b, 1e-6);
  const long = b === 0 ? Number.POSITIVE_INFINITY : 0.75 / 256 / (b / averageTokens);
  return Math.min(Math.max(short, long), 1e6) * 1.0001;
}
