/**
 * Puts cosines of a chosen embedding model in place of the built-in ones. The weights were fitted on the built-in model, and each model has
 * its own range, so the chosen model's values are scaled to the mean and spread of the built-in ones for this question. Pure.
 */

/** Moments of the built-in model over the candidates of typical questions, used if it knows no word of the question. */
const usualMean = 0.25;
const usualSpread = 0.13;
/** Share of the chosen model. The two models err at different places, and together less than either (`npm run bench -- embedding`). */
const chosenShare = 0.5;

/** `chosen` is NaN for windows that have no vector yet; they keep the built-in value. */
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

/** Mean and spread of the entries of `values` for which `where` is not NaN. */
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
