/**
 * Cosines of a chosen embedding model in the place of the built-in ones: the weights were fitted on the built-in model, and each model has
 * a range of its own, so that the chosen one's values take the mean and the spread that the built-in ones have for this question. Pure.
 */

/** Of the built-in model over the candidates of usual questions, where it knows no word of this one. */
const usualMean = 0.25;
const usualSpread = 0.13;
/** How much the chosen model counts: the two err at different places, and together they err less than either (`npm run bench -- embedding`). */
const chosenShare = 0.5;

/** `chosen` is NaN where a window has no vector yet: there the built-in value stands alone. */
export function blendCosines(builtIn: Float32Array | undefined, chosen: Float32Array): Float32Array {
  const ofChosen = momentsOf(chosen, chosen);
  const target = builtIn === undefined ? { mean: usualMean, spread: usualSpread } : momentsOf(builtIn, chosen);
  const stretch = ofChosen.spread === 0 ? 0 : target.spread / ofChosen.spread;
  return chosen.map((value, i) => {
    const other = builtIn?.[i];
    if (Number.isNaN(value)) return other ?? 0;
    const matched = target.mean + (value - ofChosen.mean) * stretch;
    return other === undefined ? matched : chosenShare * matched + (1 - chosenShare) * other;
  });
}

/** Of the entries whose place in `where` holds a number. */
function momentsOf(values: Float32Array, where: Float32Array): { readonly mean: number; readonly spread: number } {
  let [n, sum, squares] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(where[i]!)) continue;
    n++;
    sum += values[i]!;
    squares += values[i]! ** 2;
  }
  const mean = n === 0 ? 0 : sum / n;
  return { mean, spread: n === 0 ? 0 : Math.sqrt(Math.max(0, squares / n - mean * mean)) };
}
